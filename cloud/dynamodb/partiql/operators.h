// PartiQL's operators, and how tightly they bind.
#pragma once

#include <cstddef>
#include <optional>
#include <string>

#include "cloud/dynamodb/partiql/token.h"

namespace bellwether::cloud::dynamodb::partiql {

// More is tighter.
inline constexpr int kOrBinding = 1;
inline constexpr int kAndBinding = 2;
inline constexpr int kNotBinding = 3;
inline constexpr int kEqualityBinding = 4;
inline constexpr int kOrderBinding = 5;
inline constexpr int kSumBinding = 6;
inline constexpr int kProductBinding = 7;

struct InfixOperator {
  std::string name;  // in upper case, without NOT
  int binding = 0;
  std::size_t tokens = 1;
  bool negated = false;  // IS NOT, NOT IN, ...
};

// The operator between two operands that begins with the token, if one does.
std::optional<InfixOperator> infix_operator(const Token& token, const Token& next);

// Whether the token is one that no operand begins with; signs and NOT are asked for before.
bool is_operator(const Token& token);

}  // namespace bellwether::cloud::dynamodb::partiql
