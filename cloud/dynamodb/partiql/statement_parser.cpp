#include "cloud/dynamodb/partiql/statement_parser.h"

#include <optional>
#include <string>
#include <utility>

#include "aws/dynamodb/model.h"
#include "cloud/dynamodb/partiql/term_parser.h"

namespace bellwether::cloud::dynamodb::partiql {

namespace {

using Kind = Statement::Kind;

// What AWS calls a statement that is only an expression.
std::string_view class_of(const Term& term) {
  switch (term.kind) {
    case Term::Kind::path:
      return term.steps.size() == 1 ? "VariableReference" : "Path";
    case Term::Kind::operation:
      return term.text == "IS" ? "IsType" : "NAry";
    case Term::Kind::call:
      return "NAry";
    case Term::Kind::list:
    case Term::Kind::bag:
      return "Seq";
    case Term::Kind::tuple:
      return "Struct";
    case Term::Kind::parameter:
      return "Parameter";
    case Term::Kind::missing:
      return "LiteralMissing";
    default:
      return "Literal";
  }
}

class StatementParser : public TermParser {
 public:
  using TermParser::TermParser;

  Statement parse() {
    statement();
    accept(";");
    if (!at_end()) malformed("Unexpected token after expression");
    statement_.parameters = parameters();
    // Which statements there are is asked of those that are well formed.
    if (other_) refuse("Unsupported operation: " + *other_);
    return std::move(statement_);
  }

 private:
  void statement() {
    if (peek().is_keyword("EXISTS") && peek(1).is("(") && peek(2).is_keyword("SELECT")) {
      take();
      take();
      take();
      select();
      statement_.kind = Kind::exists;
      expect(")", "RIGHT_PAREN");
    } else if (accept_keyword("SELECT")) {
      select();
    } else if (accept_keyword("INSERT")) {
      insert();
    } else if (accept_keyword("UPDATE")) {
      update();
    } else if (accept_keyword("DELETE")) {
      erase();
    } else if (accept_keyword("FROM")) {
      from_first();
    } else {
      other_ = class_of(expression());
    }
  }

  void select() {
    statement_.kind = Kind::select;
    if (peek().is_keyword("DISTINCT")) refuse_clause("DISTINCT", peek().span);
    accept_keyword("ALL");
    if (peek().is_keyword("VALUE")) {
      return refuse("Select projection doesn't support value or pivot keywords");
    }
    columns();
    if (!accept_keyword("FROM")) malformed("Expected FROM after SELECT list");
    statement_.source = expression();
    if (peek().is(",") || joins()) {
      refuse("Only select from a single table or index is supported.");
    }
    refuse_alias();
    where();
    order();
    refuse_clauses();
  }

  void columns() {
    do {
      if (peek().is("*")) {
        statement_.columns.push_back({.kind = Term::Kind::all, .span = take().span});
      } else {
        column();
      }
    } while (accept(","));
    if (statement_.columns.size() == 1) {
      if (statement_.columns.front().kind == Term::Kind::all) statement_.columns.clear();
      return;
    }
    for (const Term& column : statement_.columns) {
      if (column.kind != Term::Kind::all) continue;
      return malformed(
          "Other expressions may not be present in the select list when '*' is used without dot "
          "notation.");
    }
  }

  void column() {
    statement_.columns.push_back(expression());
    refuse_alias();
  }

  bool joins() const {
    for (const std::string_view word :
         {"JOIN", "INNER", "LEFT", "RIGHT", "FULL", "CROSS", "OUTER"}) {
      if (peek().is_keyword(word)) return true;
    }
    return false;
  }

  void refuse_alias() {
    if (peek().is_keyword("AS") || peek().is_keyword("AT") || peek().is_keyword("BY") ||
        peek().is_identifier()) {
      refuse("Aliasing is not supported");
    }
  }

  void where() {
    if (accept_keyword("WHERE")) statement_.where = expression();
  }

  void order() {
    if (!accept_keyword("ORDER")) return;
    if (!accept_keyword("BY")) malformed("Expected BY");
    do {
      Ordering ordering{.key = expression()};
      ordering.descending = accept_keyword("DESC");
      if (!ordering.descending) accept_keyword("ASC");
      statement_.order.push_back(std::move(ordering));
    } while (accept(","));
  }

  void refuse_clauses() {
    for (const std::string_view clause : {"GROUP", "HAVING", "LIMIT", "UNION"}) {
      if (!accept_keyword(clause)) continue;
      const bool group = clause == "GROUP" && accept_keyword("BY");
      // AWS points at what the clause is about, so that has to be well formed.
      const Span span = expression().span;
      if (!error()) refuse_clause(group ? "GROUP BY" : clause, span);
    }
  }

  void insert() {
    statement_.kind = Kind::insert;
    if (!accept_keyword("INTO")) return malformed("Unexpected keyword");
    statement_.source = simple_path();
    if (!accept_keyword("VALUE")) return several_values();
    statement_.value = expression();
    if (peek().is_keyword("AT")) refuse("AT is not supported in insert statements.");
    if (peek().is_keyword("ON")) refuse_clause("ON CONFLICT", peek().span);
    if (peek().is_keyword("RETURNING")) refuse("RETURNING is not supported in INSERT");
  }

  void several_values() {
    accept_keyword("VALUES");
    do {
      expression();
    } while (accept(","));
    if (!at_end()) malformed("Unexpected token after expression");
    refuse(
        "Unsupported operation: Inserting multiple items in a single statement is not supported, "
        "use \"INSERT INTO tableName VALUE item\" instead");
  }

  void update() {
    statement_.kind = Kind::update;
    statement_.source = simple_path();
    refuse_alias();
    assignments();
    where();
    returning();
  }

  void from_first() {
    statement_.kind = Kind::update;
    statement_.source = expression();
    refuse_alias();
    where();
    assignments();
    returning();
  }

  void assignments() {
    do {
      if (accept_keyword("SET")) {
        do {
          Assignment assignment{.target = simple_path(), .value = {}};
          expect("=", "EQ");
          assignment.value = expression();
          statement_.assignments.push_back(std::move(assignment));
        } while (accept(","));
      } else if (accept_keyword("REMOVE")) {
        statement_.assignments.push_back({.target = simple_path(), .value = {}});
      } else {
        malformed("Expected data manipulation");
      }
    } while (peek().is_keyword("SET") || peek().is_keyword("REMOVE"));
  }

  void erase() {
    statement_.kind = Kind::erase;
    if (!accept_keyword("FROM")) malformed("Expected FROM after DELETE");
    statement_.source = simple_path();
    refuse_alias();
    where();
    returning();
  }

  void returning() {
    if (!accept_keyword("RETURNING")) return;
    const bool modified = peek().is_word("MODIFIED");
    const bool after = peek(1).is_word("NEW");
    if ((!modified && !peek().is_word("ALL")) || (!after && !peek(1).is_word("OLD"))) {
      return malformed("Expected ( MODIFIED | ALL ) ( NEW | OLD ) in each returning element.");
    }
    take();
    take();
    if (!accept("*")) {
      return refuse("Expected '*' after ( MODIFIED | ALL ) ( NEW | OLD ) in RETURNING clause");
    }
    if (peek().is(",")) {
      return refuse("Invalid syntax with multiple returning elements in RETURNING clause");
    }
    statement_.returning = Returning{.modified = modified, .after = after};
  }

  Statement statement_;
  std::optional<std::string> other_;
};

}  // namespace

aws::Result<Statement> parse(std::string_view text) {
  StatementParser parser(text);
  Statement statement = parser.parse();
  if (parser.error()) {
    return aws::fail(aws::dynamodb::errors::ValidationException(*parser.error()));
  }
  return statement;
}

}  // namespace bellwether::cloud::dynamodb::partiql
