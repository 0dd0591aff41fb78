// What CreateTable and UpdateTable refuse of keys and of secondary indexes.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "aws/core/error.h"
#include "aws/dynamodb/model.h"

namespace bellwether::cloud::dynamodb {

using AttributeDefinitions = std::vector<aws::dynamodb::AttributeDefinition>;
using KeyElements = std::vector<aws::dynamodb::KeySchemaElement>;

// https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ServiceQuotas.html
inline constexpr std::size_t kMaxGlobalIndexes = 20;
inline constexpr std::size_t kMaxProjectedAttributes = 100;

// A key is a HASH element and perhaps a RANGE element, of two names.
std::optional<aws::Error> check_key_elements(const KeyElements& keys);

// A key of an index whose attributes have no type.
std::optional<aws::Error> check_keys_defined(const KeyElements& keys,
                                             const AttributeDefinitions& definitions);

std::optional<aws::Error> check_projection(const aws::dynamodb::Projection& projection);

// How many attributes the index names besides those that every index has.
std::size_t count_projected(const std::optional<aws::dynamodb::Projection>& projection);

std::optional<aws::Error> check_projected_count(std::size_t projected);

// AWS lets a global index have up to four attributes of each kind; Bellwether has one of each.
std::optional<aws::Error> check_global_keys(const std::string& index, const KeyElements& keys);

// All indexes of a table that is to be created, and that every defined attribute is a key's.
std::optional<aws::Error> check_indexes(const aws::dynamodb::CreateTableInput& input);

}  // namespace bellwether::cloud::dynamodb
