#include "cloud/dynamodb/partiql/term_parser.h"

#include <algorithm>
#include <array>
#include <utility>

#include "cloud/dynamodb/partiql/keywords.h"
#include "cloud/dynamodb/partiql/operators.h"

namespace bellwether::cloud::dynamodb::partiql {

namespace {

// Recursion is bounded by this. Values nest 32 levels deep, and a statement has 8,192 bytes.
constexpr std::size_t kMaxDepth = 200;

// Keywords that begin something else than a call where a parenthesis follows.
bool may_be_called(const Token& keyword) {
  static constexpr std::array<std::string_view, 16> kNever = {
      "SELECT", "FROM",   "WHERE", "SET",  "REMOVE", "INSERT",    "INTO",  "UPDATE",
      "DELETE", "VALUES", "VALUE", "CASE", "ORDER",  "RETURNING", "GROUP", "BY"};
  return std::ranges::count(kNever, keyword.text) == 0;
}

Term operation(std::string name, Span span, std::vector<Term> operands) {
  return {.kind = Term::Kind::operation,
          .span = span,
          .text = std::move(name),
          .parts = std::move(operands)};
}

}  // namespace

TermParser::TermParser(std::string_view statement)
    : statement_(statement), tokens_(tokenize(statement)) {
  if (!tokens_.empty()) return;
  tokens_.push_back({.kind = TokenKind::end, .text = {}, .span = {statement.size(), 0}});
  malformed("");
}

const Token& TermParser::peek(std::size_t ahead) const {
  return tokens_[std::min(at_ + ahead, tokens_.size() - 1)];
}

const Token& TermParser::take() {
  const Token& token = peek();
  if (at_ + 1 < tokens_.size()) ++at_;
  return token;
}

bool TermParser::accept(std::string_view symbol) {
  if (!peek().is(symbol)) return false;
  take();
  return true;
}

bool TermParser::accept_keyword(std::string_view keyword) {
  if (!peek().is_keyword(keyword)) return false;
  take();
  return true;
}

void TermParser::expect(std::string_view symbol, std::string_view name) {
  if (!accept(symbol)) malformed("Expected " + std::string(name));
}

void TermParser::malformed(std::string_view detail) {
  refuse("Statement wasn't well formed, can't be processed: " + std::string(detail));
}

void TermParser::refuse(std::string message) {
  if (!error_) error_ = std::move(message);
  at_ = tokens_.size() - 1;
}

void TermParser::refuse_clause(std::string_view clause, Span span) {
  refuse("Unsupported clause: " + std::string(clause) + at(statement_, span));
}

Term TermParser::expression(int binding) {
  if (++depth_ > kMaxDepth) {
    malformed("Expressions nest more than " + std::to_string(kMaxDepth) + " levels deep");
  }
  Term left = unary();
  for (auto op = infix(); op && op->binding > binding; op = infix()) {
    left = infix_operation(std::move(left), *op);
  }
  --depth_;
  return left;
}

std::optional<InfixOperator> TermParser::infix() const {
  return infix_operator(peek(), peek(1));
}

Term TermParser::infix_operation(Term left, const InfixOperator& op) {
  const Span span = peek().span;
  for (std::size_t i = 0; i < op.tokens; ++i) take();
  Term right;
  if (op.name == "IS") {
    right = type_name();
  } else if (at_end()) {
    malformed("Missing right-hand side expression of infix operator");
  } else {
    right = op.name == "IN" ? in_candidates(op.binding) : expression(op.binding);
  }
  // AND and OR of many conditions are one operation, not a deep tree.
  if ((op.name == "AND" || op.name == "OR") && left.is_operation(op.name)) {
    left.parts.push_back(std::move(right));
    return left;
  }
  // a = b = c: each operator is one more level of the term.
  if (left.kind == Term::Kind::operation && op.binding > kAndBinding && ++chained_ > kMaxDepth) {
    malformed("More than " + std::to_string(kMaxDepth) + " operators follow each other");
  }
  std::vector<Term> operands;
  operands.push_back(std::move(left));
  operands.push_back(std::move(right));
  if (op.name == "BETWEEN") {
    if (!accept_keyword("AND")) malformed("Expected AND");
    if (at_end()) malformed("Expected expression after AND");
    operands.push_back(expression(op.binding));
  }
  Term result = operation(op.name, span, std::move(operands));
  if (!op.negated) return result;
  std::vector<Term> negated;
  negated.push_back(std::move(result));
  return operation("NOT", span, std::move(negated));
}

Term TermParser::in_candidates(int binding) {
  if (!peek().is("(")) return expression(binding);
  Term list{.kind = Term::Kind::list, .span = take().span};
  list.parts = expressions(")", "RIGHT_PAREN");
  return list;
}

Term TermParser::type_name() {
  const Span span = peek().span;
  std::string name = peek().kind == TokenKind::end ? "" : upper(peek().text);
  const bool word = peek().kind == TokenKind::keyword || peek().kind == TokenKind::identifier;
  if (word && name == "DOUBLE" && peek(1).is_word("PRECISION")) {
    take();
    name = "DOUBLE PRECISION";
  } else if (word && name == "CHARACTER" && peek(1).is_word("VARYING")) {
    take();
    name = "CHARACTER VARYING";
  } else if (!word || !is_type(name)) {
    malformed("Expected type name");
  }
  take();
  return {.kind = Term::Kind::type, .span = span, .text = std::move(name)};
}

Term TermParser::unary() {
  if (peek().is_keyword("NOT")) {
    const Span span = take().span;
    std::vector<Term> operands;
    operands.push_back(expression(kNotBinding));
    return operation("NOT", span, std::move(operands));
  }
  if (peek().is("+") || peek().is("-")) return signed_term();
  return path_term();
}

// A sign before a number is part of it, and any number of signs may be there.
Term TermParser::signed_term() {
  const Token& sign = peek();
  bool negative = false;
  while (peek().is("+") || peek().is("-")) {
    if (take().is("-")) negative = !negative;
  }
  Term operand = path_term();
  if (operand.kind == Term::Kind::number) {
    if (negative) {
      if (operand.text.starts_with('-')) {
        operand.text.erase(0, 1);
      } else {
        operand.text.insert(0, 1, '-');
      }
    }
    return operand;
  }
  std::vector<Term> operands;
  operands.push_back(std::move(operand));
  return operation(negative ? "-" : "+", sign.span, std::move(operands));
}

Term TermParser::path_term() {
  Term path = term();
  if (path.kind == Term::Kind::path) {
    path_steps(path, false);
  } else if (peek().is(".") || peek().is("[")) {
    refuse("Unexpected path component" + at(statement_, peek().span));
  }
  return path;
}

Term TermParser::simple_path() {
  Term path{.span = peek().span};
  if (!peek().is_identifier()) {
    malformed("Expected identifier for simple path");
    return path;
  }
  const Token& name = take();
  path.steps.push_back({.text = name.text, .span = name.span});
  path_steps(path, true);
  return path;
}

void TermParser::path_steps(Term& path, bool simple) {
  for (;;) {
    if (accept(".")) {
      if (peek().is("*")) {
        if (simple) return malformed("Invalid path dot component for simple path");
        path.steps.push_back(
            {.kind = Term::Step::Kind::wildcard, .text = ".*", .span = take().span});
      } else if (peek().is_identifier()) {
        const Token& name = take();
        path.steps.push_back({.text = name.text, .span = name.span});
      } else {
        return malformed("Invalid path dot component");
      }
    } else if (accept("[")) {
      index_step(path, simple);
    } else {
      return;
    }
  }
}

void TermParser::index_step(Term& path, bool simple) {
  if (peek().is("*")) {
    if (simple) return malformed("Invalid path component for simple path");
    path.steps.push_back({.kind = Term::Step::Kind::wildcard, .text = "[*]", .span = take().span});
  } else {
    Term index = expression();
    const bool literal = index.kind == Term::Kind::number;
    if (simple && !literal) return malformed("Invalid path component for simple path");
    path.steps.push_back({.kind = literal ? Term::Step::Kind::index : Term::Step::Kind::other,
                          .text = std::move(index.text),
                          .span = index.span});
  }
  expect("]", "RIGHT_BRACKET");
}

std::vector<Term> TermParser::expressions(std::string_view close, std::string_view close_name) {
  std::vector<Term> terms;
  if (accept(close)) return terms;
  do {
    terms.push_back(expression());
  } while (accept(","));
  expect(close, close_name);
  return terms;
}

Term TermParser::leaf(Term::Kind kind) {
  const Token& token = take();
  return {.kind = kind, .span = token.span, .text = token.text};
}

Term TermParser::term() {
  const Token& token = peek();
  switch (token.kind) {
    case TokenKind::identifier:
    case TokenKind::quoted_identifier: {
      if (peek(1).is("(")) return call();
      Term path{.span = token.span};
      path.steps.push_back({.text = token.text, .span = token.span});
      take();
      return path;
    }
    case TokenKind::string:
      return leaf(Term::Kind::string);
    case TokenKind::number:
      return leaf(Term::Kind::number);
    case TokenKind::ion:
      return leaf(Term::Kind::ion);
    case TokenKind::parameter: {
      Term parameter = leaf(Term::Kind::parameter);
      parameter.parameter = parameters_++;
      return parameter;
    }
    case TokenKind::keyword:
      return keyword_term();
    case TokenKind::symbol:
    case TokenKind::end:
      break;
  }
  Term list{.kind = Term::Kind::list, .span = token.span};
  if (token.is("(")) return parenthesis();
  if (token.is("{")) return tuple();
  if (accept("[")) {
    list.parts = expressions("]", "RIGHT_BRACKET");
  } else if (accept("<<")) {
    list.kind = Term::Kind::bag;
    list.parts = expressions(">>", "RIGHT_DOUBLE_ANGLE_BRACKET");
  } else {
    malformed(is_operator(token) ? "Unexpected operator" : "Unexpected term");
  }
  return list;
}

Term TermParser::keyword_term() {
  const Token& token = peek();
  if (token.text == "TRUE" || token.text == "FALSE") return leaf(Term::Kind::boolean);
  if (token.text == "NULL") return leaf(Term::Kind::null);
  if (token.text == "MISSING") return leaf(Term::Kind::missing);
  if (is_operator(token)) {
    malformed("Unexpected operator");
  } else if (peek(1).is("(") && may_be_called(token)) {
    return call();
  } else if (token.text == "FROM") {
    // It would begin an update, here of nothing.
    malformed("Expected data manipulation");
  } else if (token.text == "SELECT") {
    refuse("Unsupported operation: Select");
  } else {
    malformed("Unexpected keyword");
  }
  return {.span = token.span};
}

// One expression in parentheses is itself; several are a list.
Term TermParser::parenthesis() {
  Term list{.kind = Term::Kind::list, .span = take().span};
  list.parts = expressions(")", "RIGHT_PAREN");
  if (list.parts.empty()) malformed("Expression group cannot be empty");
  if (list.parts.size() != 1) return list;
  return Term(std::move(list.parts.front()));
}

Term TermParser::tuple() {
  Term tuple{.kind = Term::Kind::tuple, .span = take().span};
  if (accept("}")) return tuple;
  do {
    tuple.parts.push_back(expression());
    expect(":", "COLON");
    tuple.parts.push_back(expression());
  } while (accept(","));
  expect("}", "RIGHT_CURLY");
  return tuple;
}

Term TermParser::call() {
  const Token& name = take();
  Term call{.kind = Term::Kind::call, .span = name.span, .text = lower(name.text)};
  take();
  if (peek().is("*")) {
    malformed(call.text + "(*) is not allowed");
    return call;
  }
  call.parts = expressions(")", "RIGHT_PAREN");
  return call;
}

}  // namespace bellwether::cloud::dynamodb::partiql
