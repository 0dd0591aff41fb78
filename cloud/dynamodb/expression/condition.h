// What ConditionExpression and FilterExpression say, as a tree.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "cloud/dynamodb/expression/path.h"
#include "cloud/dynamodb/item.h"

namespace bellwether::cloud::dynamodb::expression {

struct Operand {
  enum class Kind { path, value, function };
  Kind kind = Kind::path;
  Path path;
  std::string name;                // ":v", or the function's
  AttributeValue value;            // of ":v", once checked
  std::vector<Operand> arguments;  // of the function
};

struct Condition {
  enum class Kind { compare, between, in, function, all, any, negation };
  Kind kind = Kind::compare;
  // compare: "=", "<>", "<", "<=", ">" or ">=".
  std::string comparator;
  // compare: two; between: value, lower, upper; in: value, then the candidates; function: itself.
  std::vector<Operand> operands;
  // all and any: two or more; negation: one.
  std::vector<Condition> conditions;
};

// Of a condition that has been checked.
bool evaluate(const Condition& condition, const Item& item);

}  // namespace bellwether::cloud::dynamodb::expression
