// The grammar of conditions: ConditionExpression, FilterExpression.
#pragma once

#include <string>
#include <string_view>
#include <variant>

#include "cloud/dynamodb/expression/condition.h"
#include "cloud/dynamodb/expression/parser.h"

namespace bellwether::cloud::dynamodb::expression {

// A Parser of one expression: parse() once, then look at error().
class ConditionParser : public Parser {
 public:
  explicit ConditionParser(std::string_view expression);

  Condition parse();
  // "((a))", which AWS refuses, but only after it has read everything.
  bool has_redundant_parentheses() const { return redundant_; }

 private:
  // A parenthesis may hold a condition or an operand; which, shows inside.
  struct Node {
    std::variant<Operand, Condition> content;
    bool in_parentheses = false;
  };

  Node any();
  Node all();
  Node negation();
  Node comparison();
  Node primary();
  Node parenthesis();
  Operand operand();
  Operand function();
  std::vector<Operand> operands();
  // A node where only a condition may stand.
  Condition condition(Node node);

  bool redundant_ = false;
};

}  // namespace bellwether::cloud::dynamodb::expression
