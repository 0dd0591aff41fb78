#include "cloud/dynamodb/background/fill.h"

#include <algorithm>
#include <cstddef>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "cloud/dynamodb/index.h"
#include "cloud/dynamodb/item_codec.h"
#include "cloud/dynamodb/keys.h"
#include "cloud/dynamodb/table.h"
#include "cloud/dynamodb/time_to_live.h"

namespace bellwether::cloud::dynamodb {

namespace {

// Of one part: requests wait that long at most, a few milliseconds.
constexpr std::size_t kMaxItems = 500;
constexpr std::size_t kMaxBytes = std::size_t{1} << 20;

struct StoredItem {
  std::string primary;
  std::string encoded;
};

struct Part {
  std::vector<StoredItem> items;
  bool is_last = false;
};

// The items after the job's last one. Copies, since writing moves what the store shows.
Part next_part(const store::Transaction& transaction, const Scope& scope, const Job& job) {
  const auto space = keys::items(scope, job.table_number);
  const std::string end = space.end();
  const std::string begin = store::Key(space).raw(job.after).bytes();
  Part part;
  std::size_t bytes = 0;
  auto cursor = transaction.from(begin);
  if (!job.after.empty() && cursor.valid() && cursor.key() == begin) cursor.next();
  for (; cursor.valid() && cursor.key() < end; cursor.next()) {
    if (part.items.size() == kMaxItems || bytes >= kMaxBytes) return part;
    bytes += cursor.value().size();
    part.items.push_back({.primary = std::string(cursor.key().substr(space.bytes().size())),
                          .encoded = std::string(cursor.value())});
  }
  part.is_last = true;
  return part;
}

// The job's table, unless it is gone; another one may have its name.
std::optional<Table> table_of(const store::Transaction& transaction, const Scope& scope,
                              const Job& job) {
  const auto record = transaction.get(keys::table(scope, job.table));
  if (!record) return std::nullopt;
  Table table = decode_table(*record);
  if (table.number != job.table_number) return std::nullopt;
  return table;
}

void open_for_reading(store::Transaction& transaction, const Scope& scope, const Job& job) {
  const auto key = keys::table(scope, job.table);
  auto definition = decode_definition(*transaction.get(key));
  std::ranges::find(definition.table.indexes, job.index, &Index::number)->backfilling = false;
  transaction.put(key, encode_table(definition));
}

}  // namespace

bool fill_index(store::Transaction& transaction, const Scope& scope, Job& job) {
  const auto table = table_of(transaction, scope, job);
  if (!table) return true;
  const auto index = std::ranges::find(table->indexes, job.index, &Index::number);
  if (index == table->indexes.end()) return true;

  const Part part = next_part(transaction, scope, job);
  const auto totals_key = keys::index_totals(scope, table->number, index->number);
  TableTotals totals = decode_totals(transaction.get(totals_key));
  for (const auto& [primary, encoded] : part.items) {
    const Item item = decode_item(encoded);
    // Items that are no longer allowed stay out, as on AWS.
    if (check_index_key(*index, item)) continue;
    const auto entry = entry_of(*index, table->keys, primary, item, encoded);
    if (!entry) continue;
    const auto key = keys::index_entries(scope, table->number, index->number).raw(entry->key);
    if (transaction.get(key)) continue;
    transaction.put(key, entry->value);
    ++totals.items;
    totals.bytes += stored_size(entry->value);
  }
  transaction.put(totals_key, encode_totals(totals));
  if (part.is_last) {
    open_for_reading(transaction, scope, job);
    return true;
  }
  job.after = part.items.back().primary;
  return false;
}

bool fill_expiries(store::Transaction& transaction, const Scope& scope, Job& job) {
  const auto table = table_of(transaction, scope, job);
  if (!table || !table->time_to_live) return true;
  const Part part = next_part(transaction, scope, job);
  for (const auto& [primary, encoded] : part.items) {
    const auto second = expiry_of(decode_item(encoded), *table->time_to_live);
    if (second) transaction.put(keys::expiry(scope, table->number, *second, primary), "");
  }
  if (part.is_last) return true;
  job.after = part.items.back().primary;
  return false;
}

}  // namespace bellwether::cloud::dynamodb
