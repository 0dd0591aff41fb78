#include "cloud/dynamodb/background/sweep.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "cloud/dynamodb/item_codec.h"
#include "cloud/dynamodb/item_writer.h"
#include "cloud/dynamodb/keys.h"
#include "cloud/dynamodb/table.h"
#include "cloud/dynamodb/time_to_live.h"

namespace bellwether::cloud::dynamodb {

namespace {

// Of one commit: requests wait that long at most, a few milliseconds.
constexpr std::size_t kMaxRemoved = 100;

constexpr auto kTooLongAgo = std::chrono::years(5);

// The seconds of which items are removed: [first, end).
struct Due {
  std::uint64_t first = 0;
  std::uint64_t end = 0;
};

std::uint64_t to_second(std::chrono::seconds since_epoch) {
  return static_cast<std::uint64_t>(std::max<std::int64_t>(since_epoch.count(), 0));
}

Due due_at(aws::Timestamp now, std::chrono::seconds delay) {
  const auto second = std::chrono::floor<std::chrono::seconds>(now.time_since_epoch());
  return {
      .first = to_second(second - std::chrono::duration_cast<std::chrono::seconds>(kTooLongAgo)),
      .end = to_second(second - delay + std::chrono::seconds(1))};
}

struct Expiry {
  std::uint64_t second = 0;
  std::string primary;
};

struct ExpiredItems {
  std::uint64_t table = 0;
  std::vector<Expiry> items;
};

// The first expired items of each table, of at most `limit` in all.
template <class View>
std::vector<ExpiredItems> find_expired(const View& view, const Scope& scope, const Due& due,
                                       std::size_t limit) {
  std::vector<ExpiredItems> found;
  const auto all = keys::base(scope, 'e');
  const std::string all_end = all.end();
  auto cursor = view.from(all);
  while (limit > 0 && cursor.valid() && cursor.key() < all_end) {
    store::KeyReader reader(cursor.key().substr(all.bytes().size()));
    ExpiredItems expired;
    if (!reader.number(expired.table)) break;
    const auto table = keys::expiries(scope, expired.table);
    const std::string end = store::Key(table).number(due.end).bytes();
    cursor.seek(store::Key(table).number(due.first));
    for (; limit > 0 && cursor.valid() && cursor.key() < end; cursor.next(), --limit) {
      store::KeyReader rest(cursor.key().substr(table.bytes().size()));
      Expiry expiry;
      rest.number(expiry.second);
      expiry.primary = rest.rest();
      expired.items.push_back(std::move(expiry));
    }
    if (!expired.items.empty()) found.push_back(std::move(expired));
    cursor.seek(table.end());
  }
  return found;
}

struct NamedTable {
  std::string name;
  Table table;
};

std::optional<NamedTable> find_by_number(const store::Transaction& transaction, const Scope& scope,
                                         std::uint64_t number) {
  const auto all = keys::tables(scope);
  const std::string end = all.end();
  for (auto cursor = transaction.from(all); cursor.valid() && cursor.key() < end; cursor.next()) {
    Table table = decode_table(cursor.value());
    if (table.number != number) continue;
    store::KeyReader reader(cursor.key().substr(all.bytes().size()));
    NamedTable named{.name = {}, .table = std::move(table)};
    reader.text(named.name);
    return named;
  }
  return std::nullopt;
}

// The item, if its time still ends in that second.
std::optional<Item> expired_item(const store::Transaction& transaction, const Scope& scope,
                                 const Table& table, const Expiry& expiry) {
  const auto stored = transaction.get(keys::item(scope, table.number, expiry.primary));
  if (!stored || !table.time_to_live) return std::nullopt;
  Item item = decode_item(*stored);
  if (expiry_of(item, *table.time_to_live) != expiry.second) return std::nullopt;
  return item;
}

void remove_items(store::Transaction& transaction, const Scope& scope, aws::Timestamp now,
                  const ExpiredItems& expired) {
  const auto named = find_by_number(transaction, scope, expired.table);
  ItemWriter writer(transaction, scope, now, ChangedBy::time_to_live);
  for (const Expiry& expiry : expired.items) {
    const auto item = named ? expired_item(transaction, scope, named->table, expiry) : std::nullopt;
    if (item) {
      ItemWrite write;
      write.kind = ItemWrite::Kind::erase;
      write.table = named->name;
      write.item = key_attributes(named->table.keys, *item);
      if (auto decision = writer.decide(write)) writer.write(std::move(*decision));
    }
    // Of a table or an attribute that is gone it would be found for ever.
    transaction.erase(keys::expiry(scope, expired.table, expiry.second, expiry.primary));
  }
  writer.finish();
}

}  // namespace

bool has_expired_items(const store::Snapshot& snapshot, const Scope& scope, aws::Timestamp now,
                       std::chrono::seconds delay) {
  return !find_expired(snapshot, scope, due_at(now, delay), 1).empty();
}

bool remove_expired_items(store::Transaction& transaction, const Scope& scope, aws::Timestamp now,
                          std::chrono::seconds delay) {
  std::size_t removed = 0;
  for (const auto& expired : find_expired(transaction, scope, due_at(now, delay), kMaxRemoved)) {
    remove_items(transaction, scope, now, expired);
    removed += expired.items.size();
  }
  return removed == kMaxRemoved;
}

}  // namespace bellwether::cloud::dynamodb
