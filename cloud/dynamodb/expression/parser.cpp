#include "cloud/dynamodb/expression/parser.h"

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <limits>
#include <utility>

namespace bellwether::cloud::dynamodb::expression {

namespace {

// https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html
constexpr std::size_t kMaxExpressionBytes = 4096;
constexpr std::size_t kMaxOperators = 300;
constexpr std::size_t kMaxPathElements = 32;

}  // namespace

Parser::Parser(std::string_view expression, std::span<const std::string_view> keywords)
    : expression_(expression),
      keywords_(keywords),
      tokens_(tokenize(expression.substr(0, kMaxExpressionBytes))) {
  if (expression.size() > kMaxExpressionBytes) {
    fail("Expression size has exceeded the maximum allowed size; expression size: " +
         std::to_string(expression.size()));
  } else if (tokens_.size() == 1) {
    fail("The expression can not be empty;");
  }
}

const Token& Parser::peek(std::size_t ahead) const {
  return tokens_[std::min(at_ + ahead, tokens_.size() - 1)];
}

const Token& Parser::take() {
  const Token& token = peek();
  if (at_ + 1 < tokens_.size()) ++at_;
  return token;
}

bool Parser::accept(std::string_view symbol) {
  if (!peek().is(symbol)) return false;
  take();
  return true;
}

void Parser::expect(std::string_view symbol) {
  if (!accept(symbol)) syntax_error();
}

void Parser::expect_end() {
  if (peek().kind != TokenKind::end) syntax_error();
}

void Parser::syntax_error() {
  if (error_) return;
  // AWS shows the token with its neighbours, spaced as they were.
  const Token& token = peek();
  const std::size_t begin = at_ > 0 ? tokens_[at_ - 1].offset : token.offset;
  const Token& last = peek(1);
  const std::size_t end =
      last.kind == TokenKind::end ? expression_.size() : last.offset + last.text.size();
  std::string_view near = expression_.substr(begin, end - begin);
  while (!near.empty() && near.back() == ' ') near.remove_suffix(1);
  fail("Syntax error; token: \"" + std::string(token.text) + "\", near: \"" + std::string(near) +
       "\"");
}

void Parser::fail(std::string message) {
  if (!error_) error_ = std::move(message);
  at_ = tokens_.size() - 1;
}

void Parser::count_operator() {
  if (++operators_ > kMaxOperators) {
    fail("The expression contains too many operators; operator count: " +
         std::to_string(operators_));
  }
}

bool Parser::at_keyword() const {
  return std::ranges::any_of(keywords_,
                             [&](std::string_view word) { return peek().is_keyword(word); });
}

bool Parser::at_path() const {
  return peek().kind == TokenKind::name_placeholder ||
         (peek().kind == TokenKind::identifier && !at_keyword());
}

bool Parser::at_function() const {
  return peek().kind == TokenKind::identifier && !at_keyword() && peek(1).is("(");
}

Path Parser::path() {
  Path path;
  path_name(path);
  path_tail(path);
  return path;
}

void Parser::path_tail(Path& path) {
  for (;;) {
    if (accept(".")) {
      path_name(path);
    } else if (accept("[")) {
      path_index(path);
    } else {
      break;
    }
  }
  if (path.size() > kMaxPathElements) {
    fail("The document path has too many nesting elements; nesting levels: " +
         std::to_string(path.size()));
  }
}

void Parser::path_name(Path& path) {
  if (!at_path()) return syntax_error();
  const Token& token = take();
  path.push_back({.kind = token.kind == TokenKind::identifier ? PathElement::Kind::name
                                                              : PathElement::Kind::placeholder,
                  .name = std::string(token.text)});
}

void Parser::path_index(Path& path) {
  if (peek().kind != TokenKind::number) return syntax_error();
  const std::string_view digits = take().text;
  PathElement element{.kind = PathElement::Kind::index, .name = {}};
  std::int32_t index = 0;  // as wide as AWS's
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), index);
  if (error != std::errc{}) {
    return fail("List index is not within the allowable range; index: [" + std::string(digits) +
                "]");
  }
  element.index = static_cast<std::size_t>(index);
  path.push_back(std::move(element));
  expect("]");
}

}  // namespace bellwether::cloud::dynamodb::expression
