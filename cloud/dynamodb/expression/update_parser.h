// The grammar of UpdateExpression.
// https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Expressions.UpdateExpressions.html
#pragma once

#include <optional>
#include <set>
#include <string>
#include <string_view>

#include "cloud/dynamodb/expression/parser.h"
#include "cloud/dynamodb/expression/update.h"

namespace bellwether::cloud::dynamodb::expression {

// A Parser of one expression: parse() once, then look at error().
class UpdateParser : public Parser {
 public:
  explicit UpdateParser(std::string_view expression);

  Update parse();
  // "SET" where that came twice, which AWS refuses only after what is wrong with names.
  const std::optional<std::string>& repeated_section() const { return repeated_; }

 private:
  using Kind = Update::Action::Kind;

  void section(Update& update);
  Update::Action action(Kind kind);
  Operand assigned();
  Operand sum();
  // The "+ b" that may follow an `a`.
  Operand rest_of_sum(Operand left);
  Operand operand_in_parentheses();
  Operand operand();
  Operand function();
  Operand value();

  std::set<Kind> sections_;
  std::optional<std::string> repeated_;
};

}  // namespace bellwether::cloud::dynamodb::expression
