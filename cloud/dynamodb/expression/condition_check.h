// What AWS refuses in a condition that is well formed, in the order in which it refuses it; and
// placeholders, resolved on the way.
#pragma once

#include <optional>
#include <string>

#include "cloud/dynamodb/expression/condition.h"
#include "cloud/dynamodb/expression/placeholders.h"

namespace bellwether::cloud::dynamodb::expression {

// AWS's message without the "Invalid ...Expression: " before it, or nothing.
std::optional<std::string> check(Condition& condition, Placeholders& placeholders);

// The part of it that is about operators and functions and their operands, of a condition whose
// values are there and whose functions are all known.
std::optional<std::string> check_operators(Condition& condition);

}  // namespace bellwether::cloud::dynamodb::expression
