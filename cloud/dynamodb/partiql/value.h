// From terms of a statement to attribute values, document paths and tables.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "aws/core/error.h"
#include "cloud/dynamodb/expression/path.h"
#include "cloud/dynamodb/item.h"
#include "cloud/dynamodb/partiql/statement.h"

namespace bellwether::cloud::dynamodb::partiql {

// What the terms of one statement are about. Refers to both.
struct Source {
  std::string_view statement;  // for the places that messages name
  std::span<const AttributeValue> parameters;
};

std::unexpected<aws::Error> invalid(std::string message);
// The same with " at 1:5:7" behind it.
std::unexpected<aws::Error> invalid_at(std::string message, const Source& source, Span span);

// Whether the term says a value by itself: a literal or a parameter.
bool is_value(const Term& term);

// Normalised. Parameters stand alone: AWS takes none inside of literals.
aws::Result<AttributeValue> to_value(const Term& term, const Source& source);
// The item of an INSERT.
aws::Result<Item> to_item(const Term& term, const Source& source);

// Of a term that is a path.
aws::Result<expression::Path> to_path(const Term& term, const Source& source);

struct TableName {
  std::string table;
  std::optional<std::string> index;
};

// FROM, INTO and UPDATE.
aws::Result<TableName> to_table(const Term& term);

}  // namespace bellwether::cloud::dynamodb::partiql
