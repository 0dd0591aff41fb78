// A table: its definition as it lies in the store, and what DescribeTable says of it.
#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "aws/dynamodb/model.h"
#include "cloud/core/context.h"
#include "cloud/dynamodb/index.h"
#include "cloud/dynamodb/key_schema.h"
#include "cloud/dynamodb/keys.h"
#include "cloud/store/store.h"

namespace bellwether::cloud::dynamodb {

// What a table's stream keeps of each change.
struct TableStream {
  // AWS's StreamViewType. On disk.
  enum class View : char { keys_only = 'k', new_image = 'n', old_image = 'o', both_images = 'b' };
  std::uint64_t number = 0;  // names the stream in the keys of its records; never used again
  View view = View::keys_only;
  friend bool operator==(const TableStream&, const TableStream&) = default;
};

// Where a table is between CreateTable and its end. On disk.
enum class TableState : char { active = 'a', creating = 'c', updating = 'u', deleting = 'd' };

// What every operation on items needs of a table; at the front of its record, so that a GetItem
// reads nothing else of it.
struct Table {
  std::uint64_t number = 0;  // names the table in the keys of its items; never used again
  TableState state = TableState::active;
  KeySchema keys;
  std::vector<Index> indexes;  // local ones first
  std::optional<TableStream> stream;
  std::optional<std::string> time_to_live;  // the attribute with the second in which it ends

  const Index* find_index(std::string_view name) const;
  bool has_local_index() const {
    return !indexes.empty() && indexes.front().kind == Index::Kind::local;
  }
  // Whether its items can be read and written.
  bool has_items() const { return state == TableState::active || state == TableState::updating; }
  bool is_backfilling() const { return std::ranges::any_of(indexes, &Index::backfilling); }
  // Whether a change has to be compared with the item that was there.
  bool watches_changes() const { return stream || time_to_live || !indexes.empty(); }
};

struct TableDefinition {
  Table table;
  // Without what changes with the items.
  aws::dynamodb::TableDescription description;
  // Unless the table is active: what it is described as until the change that is under way is done.
  std::optional<aws::dynamodb::TableDescription> under_way;
  std::vector<aws::dynamodb::Tag> tags;
  // Point-in-time recovery, as long as it is enabled: since when, and the days it reaches back.
  std::optional<aws::dynamodb::PointInTimeRecoveryDescription> recovery;
  // The table's resource-based policy and its revision.
  std::optional<aws::dynamodb::GetResourcePolicyOutput> policy;
};

struct TableTotals {
  std::uint64_t items = 0;
  std::uint64_t bytes = 0;
};

std::string encode_table(const TableDefinition& definition);
// Both throw std::runtime_error when the bytes are no table.
Table decode_table(std::string_view bytes);
TableDefinition decode_definition(std::string_view bytes);

std::string encode_totals(const TableTotals& totals);
TableTotals decode_totals(std::optional<std::string_view> bytes);

// A TableName parameter may be an ARN. An ARN of another account or region, or malformed, is a name
// that no table has.
std::string table_name(const Scope& scope, std::string_view name_or_arn);
std::string table_arn(const Scope& scope, std::string_view name);

// The table of a store's record (Snapshot or Transaction); ResourceNotFoundException as operations
// on items have it, also of a table that is being created or deleted.
template <class View>
aws::Result<Table> find_table(const View& view, std::string_view key) {
  if (const auto record = view.get(key)) {
    if (Table table = decode_table(*record); table.has_items()) return table;
  }
  return aws::fail(
      aws::dynamodb::errors::ResourceNotFoundException("Requested resource not found"));
}

// AWS's refusal of paths into key attributes, which are scalars. `attributes` are those that a path
// of any expression goes into.
std::optional<aws::Error> check_entered(std::span<const std::string> attributes,
                                        const Table& table);

// The next number of a table or stream of the account in the region.
std::uint64_t take_number(store::Transaction& transaction, const Scope& scope);

// The ResourceNotFoundException of operations on tables, which names it.
aws::Error no_such_table(const std::string& name);

// The table's definition, for operations on tables, also while it is being created or deleted.
template <class View>
aws::Result<TableDefinition> find_definition(const View& view, const Scope& scope,
                                             const std::string& name) {
  if (const auto record = view.get(keys::table(scope, name))) return decode_definition(*record);
  return aws::fail(no_such_table(name));
}

// The description that DescribeTable answers, with the counts of the table and its indexes.
aws::dynamodb::TableDescription describe(const store::Snapshot& snapshot, const Scope& scope,
                                         const TableDefinition& definition, aws::Timestamp now);
aws::dynamodb::TableDescription describe(const store::Transaction& transaction, const Scope& scope,
                                         const TableDefinition& definition, aws::Timestamp now);

}  // namespace bellwether::cloud::dynamodb
