#include "cloud/dynamodb/expression/update_parser.h"

#include <algorithm>
#include <array>
#include <utility>

#include "cloud/dynamodb/expression/operand_check.h"

namespace bellwether::cloud::dynamodb::expression {

namespace {

constexpr std::array<std::string_view, 4> kKeywords = {"SET", "REMOVE", "ADD", "DELETE"};
constexpr std::array<Update::Action::Kind, 4> kKinds = {
    Update::Action::Kind::set, Update::Action::Kind::remove, Update::Action::Kind::add,
    Update::Action::Kind::erase};

}  // namespace

UpdateParser::UpdateParser(std::string_view expression) : Parser(expression, kKeywords) {}

Update UpdateParser::parse() {
  Update update;
  do {
    section(update);
  } while (at_keyword());
  expect_end();
  return update;
}

void UpdateParser::section(Update& update) {
  const auto* keyword = std::ranges::find_if(
      kKeywords, [&](std::string_view word) { return peek().is_keyword(word); });
  if (keyword == kKeywords.end()) return syntax_error();
  take();
  const Kind kind = kKinds.at(static_cast<std::size_t>(keyword - kKeywords.begin()));
  if (!sections_.insert(kind).second && !repeated_) repeated_ = *keyword;
  do {
    update.actions.push_back(action(kind));
  } while (accept(","));
}

Update::Action UpdateParser::action(Kind kind) {
  Update::Action action{.kind = kind, .path = path(), .value = {}};
  if (kind == Kind::set) {
    expect("=");
    action.value = assigned();
  } else if (kind != Kind::remove) {
    action.value = value();
  }
  return action;
}

// AWS takes parentheses around the whole and around each operand, and no more of them.
Operand UpdateParser::assigned() {
  if (!accept("(")) return sum();
  Operand inner = sum();
  expect(")");
  if (is_function(inner) && (inner.name == "+" || inner.name == "-")) return inner;
  return rest_of_sum(std::move(inner));
}

Operand UpdateParser::sum() {
  return rest_of_sum(operand_in_parentheses());
}

Operand UpdateParser::rest_of_sum(Operand left) {
  if (!peek().is("+") && !peek().is("-")) return left;
  count_operator();
  Operand whole{.kind = Operand::Kind::function, .name = std::string(take().text)};
  whole.arguments.push_back(std::move(left));
  whole.arguments.push_back(operand_in_parentheses());
  return whole;
}

Operand UpdateParser::operand_in_parentheses() {
  if (!accept("(")) return operand();
  Operand inner = operand();
  expect(")");
  return inner;
}

Operand UpdateParser::operand() {
  if (peek().kind == TokenKind::value_placeholder) return value();
  if (at_function()) return function();
  Operand operand;
  operand.path = path();
  return operand;
}

Operand UpdateParser::function() {
  count_operator();
  Operand function{.kind = Operand::Kind::function, .name = std::string(take().text)};
  expect("(");
  do {
    function.arguments.push_back(operand_in_parentheses());
  } while (accept(","));
  expect(")");
  return function;
}

Operand UpdateParser::value() {
  Operand operand{.kind = Operand::Kind::value};
  if (peek().kind != TokenKind::value_placeholder) {
    syntax_error();
  } else {
    operand.name = take().text;
  }
  return operand;
}

}  // namespace bellwether::cloud::dynamodb::expression
