#include "cloud/dynamodb/expression/token.h"

#include <algorithm>

namespace bellwether::cloud::dynamodb::expression {

namespace {

// Not <cctype>: its answers depend on the locale.
bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}
bool is_word(char c) {
  return is_letter(c) || is_digit(c) || c == '_';
}
bool is_space(char c) {
  return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}
char upper(char c) {
  return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
}

std::size_t word_end(std::string_view text, std::size_t at) {
  while (at < text.size() && is_word(text[at])) ++at;
  return at;
}

std::size_t symbol_size(std::string_view rest) {
  const std::string_view two = rest.substr(0, 2);
  if (two == "<=" || two == ">=" || two == "<>") return 2;
  return std::string_view("()[].,=<>+-").find(rest.front()) == std::string_view::npos ? 0 : 1;
}

// A character of several bytes stays whole in the message that refuses it.
std::size_t character_size(std::string_view rest) {
  std::size_t size = 1;
  while (size < rest.size() && (static_cast<unsigned char>(rest[size]) & 0xc0) == 0x80) ++size;
  return size;
}

}  // namespace

bool Token::is_keyword(std::string_view keyword) const {
  return kind == TokenKind::identifier &&
         std::ranges::equal(text, keyword, {}, [](char c) { return upper(c); });
}

std::vector<Token> tokenize(std::string_view expression) {
  std::vector<Token> tokens;
  std::size_t at = 0;
  const auto add = [&](TokenKind kind, std::size_t end) {
    tokens.push_back({kind, expression.substr(at, end - at), at});
    at = end;
  };
  while (at < expression.size()) {
    const char c = expression[at];
    if (is_space(c)) {
      ++at;
    } else if (is_letter(c)) {
      add(TokenKind::identifier, word_end(expression, at));
    } else if (is_digit(c)) {
      std::size_t end = at;
      while (end < expression.size() && is_digit(expression[end])) ++end;
      add(TokenKind::number, end);
    } else if ((c == '#' || c == ':') && word_end(expression, at + 1) > at + 1) {
      add(c == '#' ? TokenKind::name_placeholder : TokenKind::value_placeholder,
          word_end(expression, at + 1));
    } else if (const std::size_t size = symbol_size(expression.substr(at)); size > 0) {
      add(TokenKind::symbol, at + size);
    } else {
      add(TokenKind::unknown, at + character_size(expression.substr(at)));
    }
  }
  tokens.push_back({TokenKind::end, "<EOF>", expression.size()});
  return tokens;
}

}  // namespace bellwether::cloud::dynamodb::expression
