// From a statement and its parameters to what is read or written, as far as that is known without
// the table.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "aws/core/error.h"
#include "cloud/dynamodb/expression/condition.h"
#include "cloud/dynamodb/expression/path.h"
#include "cloud/dynamodb/expression/update.h"
#include "cloud/dynamodb/item.h"
#include "cloud/dynamodb/item_writer.h"
#include "cloud/dynamodb/partiql/statement.h"
#include "cloud/dynamodb/partiql/value.h"

namespace bellwether::cloud::dynamodb::partiql {

// One attribute of an answer. AWS names it by the last name of its path: a.b[0] is "b[0]".
struct Column {
  std::string name;
  expression::Path path;
};

struct OrderedBy {
  std::string attribute;
  bool descending = false;
};

struct Compiled {
  Statement::Kind kind = Statement::Kind::select;
  TableName from;
  std::optional<expression::Condition> where;
  // SELECT and EXISTS; no columns are all attributes.
  std::vector<Column> columns;
  std::vector<OrderedBy> order;
  // INSERT.
  Item item;
  // UPDATE.
  expression::Update update;
  std::optional<Returning> returning;

  bool reads() const { return kind == Statement::Kind::select; }
};

// The parameters of a request, normalised; AWS refuses malformed ones before it reads the
// statement.
aws::Result<std::vector<AttributeValue>> to_parameters(
    std::optional<std::vector<AttributeValue>> parameters);

aws::Result<Compiled> compile(std::string_view statement,
                              const std::vector<AttributeValue>& parameters);

}  // namespace bellwether::cloud::dynamodb::partiql
