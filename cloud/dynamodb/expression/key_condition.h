// KeyConditionExpression and KeyConditions: which items a Query reads.
//
// What is asked of which attribute is known from the request (KeyConditions); whether those are key
// attributes, once the table or index is (KeyCondition).
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "aws/core/error.h"
#include "cloud/dynamodb/expression/condition.h"
#include "cloud/dynamodb/item.h"
#include "cloud/dynamodb/key_schema.h"

namespace bellwether::cloud::dynamodb::expression {

enum class KeyOperator {
  equal,
  less,
  less_or_equal,
  greater,
  greater_or_equal,
  between,
  begins_with,
  // One of the legacy operators that no key condition may have.
  unindexable,
};

// What a comparison asks of the path in it, which may stand at either side of the value; nothing
// where no range of keys could answer.
std::optional<KeyOperator> key_operator(const Condition& comparison);

struct SortKeyCondition {
  KeyOperator comparison = KeyOperator::equal;
  AttributeValue value;                 // for between: the lower bound, which is included
  std::optional<AttributeValue> upper;  // of between alone; included, and not below `value`
};

// Values are of the key attributes' types, and not empty.
struct KeyCondition {
  AttributeValue partition;
  std::optional<SortKeyCondition> sort;
};

struct KeyConditions {
  struct Part {
    std::string attribute;
    KeyOperator comparison = KeyOperator::equal;
    std::vector<AttributeValue> values;
  };
  // One or two, of different attributes.
  std::vector<Part> parts;

  // What a schema's keys are asked; AWS's ValidationException when those are not what the parts
  // are about. The values are moved from the parts.
  aws::Result<KeyCondition> bind(const KeySchema& keys) &&;
};

// AWS's refusal of more conditions than keys.
std::optional<aws::Error> check_count(const KeyConditions& conditions);

// From KeyConditionExpression (Compiler::key_condition). AWS refuses what a key condition may not
// have only after all of the request's expressions and placeholders: ask after Compiler::finish.
aws::Result<KeyConditions> key_conditions(const Condition& condition);

}  // namespace bellwether::cloud::dynamodb::expression
