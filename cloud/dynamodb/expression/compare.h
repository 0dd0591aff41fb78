// The order of values, as comparators and BETWEEN have it.
#pragma once

#include <compare>
#include <optional>

#include "cloud/dynamodb/item.h"

namespace bellwether::cloud::dynamodb::expression {

// Strings and binaries by their bytes, numbers by value; nothing for other types and for values of
// two types.
std::optional<std::strong_ordering> compare(const AttributeValue& a, const AttributeValue& b);

}  // namespace bellwether::cloud::dynamodb::expression
