// What Query and Scan answer of each item: the Select parameter, its rivals, and what an index has.
#pragma once

#include <optional>
#include <span>
#include <string>

#include "aws/core/error.h"
#include "cloud/dynamodb/expression/projection.h"
#include "cloud/dynamodb/table.h"

namespace bellwether::cloud::dynamodb {

struct SelectParameters {
  const std::optional<std::string>& select;
  bool index_named = false;
  bool projection_given = false;         // ProjectionExpression
  bool attributes_to_get_given = false;  // its legacy form
};

// AWS's refusal of parameters that contradict each other, known without the table.
std::optional<aws::Error> check_select(const SelectParameters& parameters);

struct Selection {
  bool counts_only = false;
  // Something is wanted, or asked by the filter, that a local index does not have.
  bool fetches_items = false;
};

// `mentioned` are the attributes that any expression names.
aws::Result<Selection> select(const SelectParameters& parameters, const Table& table,
                              const Index* index,
                              const std::optional<expression::Projection>& projection,
                              std::span<const std::string> mentioned);

}  // namespace bellwether::cloud::dynamodb
