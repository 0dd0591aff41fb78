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

}  // namespace bellwether::cloud::dynamodb::expression
