// Expressions, cut into tokens.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace bellwether::cloud::dynamodb::expression {

enum class TokenKind {
  identifier,         // begins with a letter; also the keywords, which are words without case
  name_placeholder,   // #name
  value_placeholder,  // :value
  number,             // digits: a list index
  symbol,             // ( ) [ ] . , = < > <= >= <> + -
  unknown,            // one character that no expression has
  end,
};

struct Token {
  TokenKind kind = TokenKind::end;
  std::string_view text;  // of the expression
  std::size_t offset = 0;

  bool is(std::string_view symbol) const { return kind == TokenKind::symbol && text == symbol; }
  // Whether this is `keyword`, given in upper case.
  bool is_keyword(std::string_view keyword) const;
};

// The last token is the end. Views into `expression`.
std::vector<Token> tokenize(std::string_view expression);

}  // namespace bellwether::cloud::dynamodb::expression
