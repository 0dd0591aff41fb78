#include "cloud/dynamodb/expression/condition_parser.h"

#include <algorithm>
#include <array>
#include <utility>

#include "cloud/dynamodb/expression/operand_check.h"

namespace bellwether::cloud::dynamodb::expression {

namespace {

constexpr std::array<std::string_view, 5> kKeywords = {"AND", "BETWEEN", "IN", "NOT", "OR"};

bool is_comparator(const Token& token) {
  static constexpr std::array<std::string_view, 6> kComparators = {"=", "<>", "<", "<=", ">", ">="};
  return token.kind == TokenKind::symbol && std::ranges::count(kComparators, token.text) > 0;
}

}  // namespace

ConditionParser::ConditionParser(std::string_view expression) : Parser(expression, kKeywords) {}

Condition ConditionParser::parse() {
  Condition whole = condition(any());
  expect_end();
  return whole;
}

ConditionParser::Node ConditionParser::any() {
  Node first = all();
  if (!peek().is_keyword("OR")) return first;
  Condition either{.kind = Condition::Kind::any};
  either.conditions.push_back(condition(std::move(first)));
  while (peek().is_keyword("OR")) {
    take();
    count_operator();
    either.conditions.push_back(condition(all()));
  }
  return {.content = std::move(either)};
}

ConditionParser::Node ConditionParser::all() {
  Node first = negation();
  if (!peek().is_keyword("AND")) return first;
  Condition every{.kind = Condition::Kind::all};
  every.conditions.push_back(condition(std::move(first)));
  while (peek().is_keyword("AND")) {
    take();
    count_operator();
    every.conditions.push_back(condition(negation()));
  }
  return {.content = std::move(every)};
}

ConditionParser::Node ConditionParser::negation() {
  if (!peek().is_keyword("NOT")) return comparison();
  take();
  count_operator();
  Condition negated{.kind = Condition::Kind::negation};
  negated.conditions.push_back(condition(negation()));
  return {.content = std::move(negated)};
}

ConditionParser::Node ConditionParser::comparison() {
  Node left = primary();
  auto* first = std::get_if<Operand>(&left.content);
  if (!first) return left;
  Condition condition;
  if (is_comparator(peek())) {
    condition.kind = Condition::Kind::compare;
    condition.comparator = take().text;
    condition.operands.push_back(std::move(*first));
    condition.operands.push_back(operand());
  } else if (peek().is_keyword("BETWEEN")) {
    take();
    condition.kind = Condition::Kind::between;
    condition.operands.push_back(std::move(*first));
    condition.operands.push_back(operand());
    if (!peek().is_keyword("AND")) syntax_error();
    take();
    condition.operands.push_back(operand());
  } else if (peek().is_keyword("IN")) {
    take();
    condition.kind = Condition::Kind::in;
    expect("(");
    condition.operands = operands();
    condition.operands.insert(condition.operands.begin(), std::move(*first));
  } else {
    return left;
  }
  count_operator();
  return {.content = std::move(condition)};
}

ConditionParser::Node ConditionParser::primary() {
  if (peek().is("(")) return parenthesis();
  Operand operand;
  if (peek().kind == TokenKind::value_placeholder) {
    operand.kind = Operand::Kind::value;
    operand.name = take().text;
  } else if (at_function()) {
    operand = function();
  } else if (at_path()) {
    operand.path = path();
  } else {
    syntax_error();
  }
  return {.content = std::move(operand)};
}

ConditionParser::Node ConditionParser::parenthesis() {
  expect("(");
  if (!enter()) fail("The expression has redundant parentheses;");
  Node inner = any();
  leave();
  expect(")");
  if (inner.in_parentheses) redundant_ = true;
  inner.in_parentheses = true;
  if (auto* operand = std::get_if<Operand>(&inner.content);
      operand && operand->kind == Operand::Kind::path && (peek().is(".") || peek().is("["))) {
    path_tail(operand->path);
    inner.in_parentheses = false;
  }
  return inner;
}

Operand ConditionParser::operand() {
  Node node = primary();
  if (auto* operand = std::get_if<Operand>(&node.content)) return std::move(*operand);
  syntax_error();
  return {};
}

Operand ConditionParser::function() {
  Operand function{.kind = Operand::Kind::function, .name = std::string(take().text)};
  expect("(");
  // One function in another is refused however deep: only later, when the names are known.
  if (!enter()) fail(misused_function(function.name));
  function.arguments = operands();
  leave();
  return function;
}

std::vector<Operand> ConditionParser::operands() {
  std::vector<Operand> operands;
  do {
    operands.push_back(operand());
  } while (accept(","));
  expect(")");
  return operands;
}

Condition ConditionParser::condition(Node node) {
  if (auto* condition = std::get_if<Condition>(&node.content)) return std::move(*condition);
  auto& operand = std::get<Operand>(node.content);
  if (operand.kind != Operand::Kind::function) {
    syntax_error();
    return {};
  }
  Condition condition{.kind = Condition::Kind::function};
  condition.operands.push_back(std::move(operand));
  return condition;
}

}  // namespace bellwether::cloud::dynamodb::expression
