#include "cloud/dynamodb/expression/compare.h"

#include "cloud/dynamodb/number.h"

namespace bellwether::cloud::dynamodb::expression {

std::optional<std::strong_ordering> compare(const AttributeValue& a, const AttributeValue& b) {
  if (a.member() != b.member()) return std::nullopt;
  // char_traits<char> compares as unsigned bytes do.
  if (a.S()) return *a.S() <=> *b.S();
  if (a.B()) return a.B()->bytes <=> b.B()->bytes;
  if (!a.N()) return std::nullopt;
  const auto left = parse_number(*a.N());
  const auto right = parse_number(*b.N());
  if (!left || !right) return std::nullopt;
  return *left <=> *right;
}

}  // namespace bellwether::cloud::dynamodb::expression
