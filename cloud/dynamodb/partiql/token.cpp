#include "cloud/dynamodb/partiql/token.h"

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <limits>
#include <optional>

#include "cloud/dynamodb/partiql/keywords.h"

namespace bellwether::cloud::dynamodb::partiql {

namespace {

// Not <cctype>: its answers depend on the locale.
bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
bool begins_word(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '$';
}
bool is_space(char c) {
  return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}
bool begins_character(char c) {
  return (static_cast<unsigned char>(c) & 0xc0) != 0x80;
}

std::size_t characters(std::string_view text) {
  return static_cast<std::size_t>(std::ranges::count_if(text, begins_character));
}

class Lexer {
 public:
  explicit Lexer(std::string_view text) : text_(text) {}

  std::vector<Token> read() {
    for (;;) {
      if (!skip_space()) return {};
      if (at_ == text_.size()) break;
      auto token = next();
      if (!token) return {};
      tokens_.push_back(std::move(*token));
    }
    tokens_.push_back({.kind = TokenKind::end, .text = {}, .span = {text_.size(), 0}});
    return std::move(tokens_);
  }

 private:
  char peek(std::size_t ahead = 0) const {
    return at_ + ahead < text_.size() ? text_[at_ + ahead] : '\0';
  }
  bool follows(std::string_view what) const { return text_.substr(at_).starts_with(what); }

  // Comments too; false where one does not end.
  bool skip_space() {
    for (;;) {
      if (at_ < text_.size() && is_space(text_[at_])) {
        ++at_;
      } else if (follows("--")) {
        at_ = std::min(text_.find('\n', at_), text_.size());
      } else if (follows("/*")) {
        const auto end = text_.find("*/", at_ + 2);
        if (end == std::string_view::npos) return false;
        at_ = end + 2;
      } else {
        return true;
      }
    }
  }

  std::optional<Token> next() {
    const char c = peek();
    if (begins_word(c)) return word();
    if (is_digit(c) || (c == '.' && is_digit(peek(1)))) return number();
    if (c == '\'') return quoted(TokenKind::string);
    if (c == '"') return quoted(TokenKind::quoted_identifier);
    if (c == '`') return ion();
    if (c == '?') return token(TokenKind::parameter, "?", at_ + 1);
    return symbol();
  }

  Token token(TokenKind kind, std::string text, std::size_t end) {
    Token token{.kind = kind, .text = std::move(text), .span = {at_, end - at_}};
    at_ = end;
    return token;
  }

  Token word() {
    std::size_t end = at_;
    while (end < text_.size() && (begins_word(text_[end]) || is_digit(text_[end]))) ++end;
    const std::string_view word = text_.substr(at_, end - at_);
    std::string keyword = upper(word);
    if (is_reserved(keyword)) return token(TokenKind::keyword, std::move(keyword), end);
    return token(TokenKind::identifier, std::string(word), end);
  }

  // AWS reads literals as Java's BigDecimal does: neither the exponent nor the scale may be beyond
  // 32 bits.
  std::optional<Token> number() {
    std::size_t end = at_;
    const auto digits = [&] {
      const std::size_t begin = end;
      while (end < text_.size() && is_digit(text_[end])) ++end;
      return end - begin;
    };
    digits();
    std::int64_t scale = 0;
    if (end < text_.size() && text_[end] == '.') {
      ++end;
      scale = static_cast<std::int64_t>(digits());
    }
    if (end < text_.size() && (text_[end] == 'e' || text_[end] == 'E')) {
      std::size_t begin = end + 1;
      if (begin < text_.size() && text_[begin] == '+') ++begin;
      std::int32_t exponent = 0;
      const auto [stop, error] =
          std::from_chars(text_.data() + begin, text_.data() + text_.size(), exponent);
      if (error != std::errc{}) return std::nullopt;
      end = static_cast<std::size_t>(stop - text_.data());
      scale -= exponent;
    }
    if (scale > std::numeric_limits<std::int32_t>::max() ||
        scale < std::numeric_limits<std::int32_t>::min()) {
      return std::nullopt;
    }
    return token(TokenKind::number, std::string(text_.substr(at_, end - at_)), end);
  }

  // A quote inside is written twice.
  std::optional<Token> quoted(TokenKind kind) {
    const char quote = text_[at_];
    std::string content;
    for (std::size_t i = at_ + 1; i < text_.size(); ++i) {
      if (text_[i] != quote) {
        content.push_back(text_[i]);
      } else if (i + 1 < text_.size() && text_[i + 1] == quote) {
        content.push_back(text_[i++]);
      } else {
        return token(kind, std::move(content), i + 1);
      }
    }
    return std::nullopt;
  }

  std::optional<Token> ion() {
    const auto end = text_.find('`', at_ + 1);
    if (end == std::string_view::npos) return std::nullopt;
    return token(TokenKind::ion, std::string(text_.substr(at_ + 1, end - at_ - 1)), end + 1);
  }

  std::optional<Token> symbol() {
    for (const std::string_view two : {"<=", ">=", "<>", "!=", "<<", ">>", "||"}) {
      if (follows(two)) {
        return token(TokenKind::symbol, two == "!=" ? "<>" : std::string(two), at_ + 2);
      }
    }
    if (std::string_view("()[]{}.,:;=<>+-*/%@").find(peek()) == std::string_view::npos) {
      return std::nullopt;
    }
    return token(TokenKind::symbol, std::string(1, peek()), at_ + 1);
  }

  std::string_view text_;
  std::size_t at_ = 0;
  std::vector<Token> tokens_;
};

}  // namespace

std::string upper(std::string_view word) {
  std::string text(word);
  for (char& c : text) {
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  }
  return text;
}

std::string lower(std::string_view word) {
  std::string text(word);
  for (char& c : text) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return text;
}

bool Token::is_word(std::string_view word) const {
  return (kind == TokenKind::keyword || kind == TokenKind::identifier) && upper(text) == word;
}

std::vector<Token> tokenize(std::string_view statement) {
  return Lexer(statement).read();
}

std::string at(std::string_view statement, Span span) {
  const std::string_view before = statement.substr(0, span.offset);
  const auto line = std::ranges::count(before, '\n') + 1;
  const std::size_t begin = before.rfind('\n') + 1;  // npos + 1: the first line
  return " at " + std::to_string(line) + ":" +
         std::to_string(characters(before.substr(begin)) + 1) + ":" +
         std::to_string(characters(statement.substr(span.offset, span.size)));
}

}  // namespace bellwether::cloud::dynamodb::partiql
