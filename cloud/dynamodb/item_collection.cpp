#include "cloud/dynamodb/item_collection.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "cloud/dynamodb/item_codec.h"
#include "cloud/dynamodb/keys.h"

namespace bellwether::cloud::dynamodb {

namespace {

constexpr double kGigabyte = 1024.0 * 1024 * 1024;

bool is_wanted(const std::optional<std::string>& wanted) {
  return wanted == aws::dynamodb::values::ReturnItemCollectionMetrics::SIZE;
}

std::size_t bytes_in(const store::Snapshot& snapshot, const store::Key& prefix) {
  std::size_t bytes = 0;
  const std::string end = prefix.end();
  for (auto cursor = snapshot.from(prefix); cursor.valid() && cursor.key() < end; cursor.next()) {
    bytes += stored_size(cursor.value());
  }
  return bytes;
}

std::size_t collection_bytes(const store::Snapshot& snapshot, const Scope& scope,
                             const Table& table, const AttributeValue& partition) {
  const std::string prefix = partition_prefix(partition);
  std::size_t bytes = bytes_in(snapshot, keys::items(scope, table.number).raw(prefix));
  for (const Index& index : table.indexes) {
    if (index.kind != Index::Kind::local) continue;
    bytes += bytes_in(snapshot, keys::index_entries(scope, table.number, index.number).raw(prefix));
  }
  return bytes;
}

}  // namespace

std::optional<ItemCollectionMetrics> collection_metrics(store::Store& store, const Scope& scope,
                                                        const std::optional<std::string>& wanted,
                                                        const std::string& table_named,
                                                        const ItemWritten& written) {
  if (!is_wanted(wanted) || !written.collection) return std::nullopt;
  const auto snapshot = store.read();
  const auto table = find_table(snapshot, keys::table(scope, table_name(scope, table_named)));
  if (!table) return std::nullopt;
  const AttributeValue& partition = written.collection->begin()->second;
  const double gigabytes =
      static_cast<double>(collection_bytes(snapshot, scope, *table, partition)) / kGigabyte;
  ItemCollectionMetrics metrics;
  metrics.ItemCollectionKey = written.collection;
  metrics.SizeEstimateRangeGB = {std::floor(gigabytes), std::floor(gigabytes) + 1};
  return metrics;
}

std::optional<CollectionsByTable> collection_metrics(store::Store& store, const Scope& scope,
                                                     const std::optional<std::string>& wanted,
                                                     std::span<const std::string> tables,
                                                     std::span<const ItemWritten> written) {
  if (!is_wanted(wanted)) return std::nullopt;
  CollectionsByTable all;
  for (std::size_t i = 0; i < written.size(); ++i) {
    auto metrics = collection_metrics(store, scope, wanted, tables[i], written[i]);
    if (!metrics) continue;
    auto& of_table = all[tables[i]];
    const auto same = [&](const ItemCollectionMetrics& other) {
      return other.ItemCollectionKey == metrics->ItemCollectionKey;
    };
    if (std::ranges::none_of(of_table, same)) of_table.push_back(std::move(*metrics));
  }
  return all;
}

}  // namespace bellwether::cloud::dynamodb
