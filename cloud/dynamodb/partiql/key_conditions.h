// What a WHERE says of the keys of a table or index: which item a write is about, which partitions
// a SELECT reads.
#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include "aws/core/error.h"
#include "cloud/dynamodb/expression/condition.h"
#include "cloud/dynamodb/item.h"
#include "cloud/dynamodb/key_schema.h"

namespace bellwether::cloud::dynamodb::partiql {

// How many reads one SELECT may be made of.
inline constexpr std::size_t kMostReads = 50;

// The value that the condition says an attribute equals, or null.
const AttributeValue* equality(const expression::Condition& condition,
                               const std::string& attribute);

// One item by its whole key, and what else is asked of it.
struct KeyedItem {
  Item key;
  std::vector<expression::Condition> rest;
};

// Of UPDATE, DELETE and EXISTS; a ValidationException where the key is not whole. `first_counts`:
// of two values for a key the second is one more condition, and no refusal.
aws::Result<KeyedItem> keyed_item(const std::optional<expression::Condition>& where,
                                  const KeySchema& keys, bool first_counts);

// Whether the condition says the partition key of every item that it holds for.
bool chooses_partitions(const expression::Condition& where, const KeySchema& keys);

// Conditions of which all have to hold, one of them an equality of the partition key.
using Branch = std::vector<expression::Condition>;

// A condition that chooses_partitions, as branches of which one has to hold. Only what is about
// keys is taken apart. ValidationException where there are more than kMostReads.
aws::Result<std::vector<Branch>> branches(const expression::Condition& where,
                                          const KeySchema& keys);

bool mentions(const expression::Condition& condition, const std::string& attribute);

aws::Error wrong_key_type(const KeyAttribute& key);

}  // namespace bellwether::cloud::dynamodb::partiql
