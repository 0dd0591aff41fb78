// The answer of a SELECT, a page at a time.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "cloud/core/context.h"
#include "cloud/dynamodb/capacity.h"
#include "cloud/dynamodb/partiql/compile.h"
#include "cloud/dynamodb/partiql/read_plan.h"
#include "cloud/dynamodb/table.h"
#include "cloud/store/store.h"

namespace bellwether::cloud::dynamodb::partiql {

// Where in a plan a page begins.
struct Position {
  std::size_t read = 0;
  // The key in the store that the page begins beyond, without what all keys of the table or index
  // begin with; nothing: at the read's beginning.
  std::optional<std::string> after;

  friend bool operator==(const Position&, const Position&) = default;
};

struct RowRequest {
  const Scope& scope;
  const Table& table;
  const Compiled& select;
  const ReadPlan& plan;
  bool consistent = false;
  std::optional<std::int32_t> limit;  // of items examined
};

struct Rows {
  std::vector<Item> items;
  std::optional<Position> next;
  std::optional<Item> last;  // LastEvaluatedKey
  double table_units = 0;
  std::vector<IndexUnits> index_units;
};

// Nothing when the position is none of the plan.
std::optional<Rows> read_rows(const store::Snapshot& snapshot, const RowRequest& request,
                              const Position& from);

}  // namespace bellwether::cloud::dynamodb::partiql
