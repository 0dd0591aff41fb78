// PartiQL statements, cut into tokens.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace bellwether::cloud::dynamodb::partiql {

// Where in a statement something stands, in bytes.
struct Span {
  std::size_t offset = 0;
  std::size_t size = 0;
};

enum class TokenKind {
  identifier,
  quoted_identifier,
  keyword,    // text in upper case
  string,     // text without its quotes
  number,     // text as written
  parameter,  // ?
  ion,        // a literal between backticks
  symbol,     // "<>" also for "!="
  end,
};

struct Token {
  TokenKind kind = TokenKind::end;
  std::string text;
  Span span;

  bool is(std::string_view symbol) const { return kind == TokenKind::symbol && text == symbol; }
  bool is_keyword(std::string_view word) const {
    return kind == TokenKind::keyword && text == word;
  }
  // Whether this is `word`, given in upper case, be it a keyword or not.
  bool is_word(std::string_view word) const;
  bool is_identifier() const {
    return kind == TokenKind::identifier || kind == TokenKind::quoted_identifier;
  }
};

// The last token is the end. Empty where there is something that begins no token, or does not end.
std::vector<Token> tokenize(std::string_view statement);

// " at 1:5:7": how AWS's messages end that point at a part of the statement; line and column count
// characters from 1, then comes how many there are.
std::string at(std::string_view statement, Span span);

// Letters in upper case, whatever the locale.
std::string upper(std::string_view word);
std::string lower(std::string_view word);

}  // namespace bellwether::cloud::dynamodb::partiql
