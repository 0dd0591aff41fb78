#include "cloud/dynamodb/partiql/operators.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

namespace bellwether::cloud::dynamodb::partiql {

std::optional<InfixOperator> infix_operator(const Token& token, const Token& next) {
  if (token.kind == TokenKind::symbol) {
    static constexpr std::array<std::pair<std::string_view, int>, 12> kBindings = {
        {{"=", kEqualityBinding},
         {"<>", kEqualityBinding},
         {"<", kOrderBinding},
         {"<=", kOrderBinding},
         {">", kOrderBinding},
         {">=", kOrderBinding},
         {"+", kSumBinding},
         {"-", kSumBinding},
         {"||", kSumBinding},
         {"*", kProductBinding},
         {"/", kProductBinding},
         {"%", kProductBinding}}};
    const auto* found =
        std::ranges::find(kBindings, token.text, &std::pair<std::string_view, int>::first);
    if (found == kBindings.end()) return std::nullopt;
    return InfixOperator{.name = token.text, .binding = found->second};
  }
  if (token.is_keyword("OR")) return InfixOperator{.name = "OR", .binding = kOrBinding};
  if (token.is_keyword("AND")) return InfixOperator{.name = "AND", .binding = kAndBinding};
  const bool negated = token.is_keyword("NOT");
  const Token& word = negated ? next : token;
  InfixOperator op{.tokens = negated ? std::size_t{2} : std::size_t{1}, .negated = negated};
  if (word.is_keyword("IS") && !negated) {
    op.negated = next.is_keyword("NOT");
    if (op.negated) op.tokens = 2;
    op.binding = kEqualityBinding;
  } else if (word.is_keyword("IN")) {
    op.binding = kEqualityBinding;
  } else if (word.is_keyword("BETWEEN") || word.is_keyword("LIKE")) {
    op.binding = kOrderBinding;
  } else {
    return std::nullopt;
  }
  op.name = word.text;
  return op;
}

bool is_operator(const Token& token) {
  static constexpr std::array<std::string_view, 6> kWords = {"AND", "OR",   "IS",
                                                             "IN",  "LIKE", "BETWEEN"};
  static constexpr std::array<std::string_view, 12> kSymbols = {
      "=", "<>", "<", "<=", ">", ">=", "+", "-", "/", "%", "||", "@"};
  if (token.kind == TokenKind::keyword) return std::ranges::count(kWords, token.text) > 0;
  return token.kind == TokenKind::symbol && std::ranges::count(kSymbols, token.text) > 0;
}

}  // namespace bellwether::cloud::dynamodb::partiql
