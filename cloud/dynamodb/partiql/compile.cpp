#include "cloud/dynamodb/partiql/compile.h"

#include <set>
#include <utility>

#include "cloud/dynamodb/partiql/condition.h"
#include "cloud/dynamodb/partiql/statement_parser.h"
#include "cloud/dynamodb/partiql/update.h"

namespace bellwether::cloud::dynamodb::partiql {

namespace {

using Kind = Statement::Kind;

std::string column_name(const expression::Path& path) {
  std::string name;
  for (const auto& element : path) {
    if (element.kind == expression::PathElement::Kind::index) {
      name += "[" + std::to_string(element.index) + "]";
    } else {
      name = element.name;
    }
  }
  return name;
}

aws::Result<std::vector<Column>> to_columns(const std::vector<Term>& terms, const Source& source) {
  std::vector<Column> columns;
  std::set<std::string> names;
  for (const Term& term : terms) {
    if (term.kind != Term::Kind::path) {
      return invalid_at("Unexpected path component", source, term.span);
    }
    auto path = to_path(term, source);
    if (!path) return aws::fail(path.error());
    Column column{.name = column_name(*path), .path = std::move(*path)};
    if (!names.insert(column.name).second) {
      return invalid("Duplicate identifiers in select clause: " + column.name);
    }
    columns.push_back(std::move(column));
  }
  return columns;
}

aws::Result<std::vector<OrderedBy>> to_order(const Statement& statement) {
  std::vector<OrderedBy> order;
  if (!statement.order.empty() && !statement.where) {
    return invalid("Must have WHERE clause in the statement when using ORDER BY clause.");
  }
  for (const Ordering& ordering : statement.order) {
    if (ordering.key.kind != Term::Kind::path || ordering.key.steps.size() != 1) {
      return invalid("Argument to ORDER BY must be of type VariableReference.");
    }
    order.push_back({ordering.key.steps.front().text, ordering.descending});
  }
  return order;
}

std::string to_string(const Returning& returning) {
  return std::string("RETURNING ") + (returning.modified ? "MODIFIED " : "ALL ") +
         (returning.after ? "NEW *" : "OLD *");
}

std::optional<aws::Error> check_returning(const Statement& statement) {
  const auto& returning = statement.returning;
  if (statement.kind != Kind::erase || !returning) return std::nullopt;
  if (!returning->modified && !returning->after) return std::nullopt;
  return invalid("Invalid returning clause: " + to_string(*returning) +
                 ". Only RETURNING ALL OLD * is allowed in DELETE statements.")
      .error();
}

aws::Result<Compiled> compile(const Statement& statement, const Source& source) {
  Compiled compiled{.kind = statement.kind, .returning = statement.returning};
  auto from = to_table(statement.source);
  if (!from) return aws::fail(from.error());
  compiled.from = std::move(*from);
  const bool selects = statement.kind == Kind::select || statement.kind == Kind::exists;
  if (!selects && compiled.from.index) {
    return invalid("This operation is not supported on an index");
  }
  auto columns = to_columns(statement.columns, source);
  if (!columns) return aws::fail(columns.error());
  compiled.columns = std::move(*columns);
  if (statement.value) {
    auto item = to_item(*statement.value, source);
    if (!item) return aws::fail(item.error());
    compiled.item = std::move(*item);
  }
  if (statement.kind == Kind::update) {
    auto update = to_update(statement.assignments, source);
    if (!update) return aws::fail(update.error());
    compiled.update = std::move(*update);
  }
  if (statement.where) {
    auto where = to_condition(*statement.where, source);
    if (!where) return aws::fail(where.error());
    compiled.where = std::move(*where);
  }
  auto order = to_order(statement);
  if (!order) return aws::fail(order.error());
  compiled.order = std::move(*order);
  if (auto error = check_returning(statement)) return aws::fail(*error);
  return compiled;
}

}  // namespace

aws::Result<std::vector<AttributeValue>> to_parameters(
    std::optional<std::vector<AttributeValue>> parameters) {
  if (!parameters) return std::vector<AttributeValue>();
  for (AttributeValue& parameter : *parameters) {
    if (const auto message = normalize(parameter)) return invalid(*message);
  }
  return std::move(*parameters);
}

aws::Result<Compiled> compile(std::string_view text,
                              const std::vector<AttributeValue>& parameters) {
  const auto statement = parse(text);
  if (!statement) return aws::fail(statement.error());
  if (statement->parameters != parameters.size()) {
    return invalid("Number of parameters in request and statement don't match.");
  }
  return compile(*statement, {.statement = text, .parameters = parameters});
}

}  // namespace bellwether::cloud::dynamodb::partiql
