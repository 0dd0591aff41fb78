// Reading items in their order, as Query and Scan do: one page, filtered, projected, counted.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "aws/json/writer.h"
#include "cloud/core/context.h"
#include "cloud/dynamodb/capacity.h"
#include "cloud/dynamodb/expression/condition.h"
#include "cloud/dynamodb/expression/projection.h"
#include "cloud/dynamodb/item.h"
#include "cloud/dynamodb/table.h"
#include "cloud/store/key.h"
#include "cloud/store/store.h"

namespace bellwether::cloud::dynamodb {

// What one request reads at most, before any filter.
// https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Query.Pagination.html
inline constexpr std::size_t kPageBytes = std::size_t{1} << 20;

// Keys in [begin, end) of a table or of one of its indexes.
struct KeyRange {
  std::string begin;
  std::string end;
};

struct PageRequest {
  const Scope& scope;
  const Table& table;
  const Index* index = nullptr;  // null: the table itself
  KeyRange range;
  bool forward = true;
  std::optional<std::string> start_after;  // a key of the range that the page begins beyond
  std::optional<std::int32_t> limit;       // of items examined
  const std::optional<expression::Condition>& filter;
  const std::optional<expression::Projection>& projection;
  bool counts_only = false;
  bool fetches_items = false;  // each item from the table, since the index does not have all of it
  bool filters_entries = false;  // the filter is asked of what the index has, also where it fetches
  bool consistent = false;
  std::size_t max_bytes = kPageBytes;  // that are examined, but always one item
  aws::json::Writer* text = nullptr;   // takes the items as JSON in place of Page::items
};

struct Page {
  std::vector<Item> items;
  std::int32_t count = 0;    // that the filter let pass
  std::int32_t scanned = 0;  // examined
  std::size_t bytes = 0;     // examined
  std::optional<Item> last;  // LastEvaluatedKey
  double table_units = 0;
  std::vector<IndexUnits> index_units;
};

Page read_page(const store::Snapshot& snapshot, const PageRequest& request);

// What begins the keys of the table's items, or of the index's entries.
store::Key space_of(const Scope& scope, const Table& table, const Index* index);

// The key in the store that ExclusiveStartKey names; the error is AWS's.
Result<std::string> start_key(const Scope& scope, const Table& table, const Index* index,
                              const Item& key);

// The index that a request names, null when it names none, AWS's refusal when there is no such one
// or it does not do what is asked. `operation` is "Query" or "Scan".
Result<const Index*> readable_index(const Table& table, const std::optional<std::string>& name,
                                    bool consistent);

}  // namespace bellwether::cloud::dynamodb
