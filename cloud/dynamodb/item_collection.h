// Item collections: the items of one partition, in a table with local secondary indexes.
// https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/LSI.html#LSI.ItemCollections
#pragma once

#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "aws/dynamodb/model.h"
#include "cloud/core/context.h"
#include "cloud/dynamodb/item_writer.h"
#include "cloud/store/store.h"

namespace bellwether::cloud::dynamodb {

using ItemCollectionMetrics = aws::dynamodb::ItemCollectionMetrics;

// What ReturnItemCollectionMetrics asks for of the collection that a write was about, or nothing.
// Adds up the collection, so it costs as much as reading it.
std::optional<ItemCollectionMetrics> collection_metrics(store::Store& store, const Scope& scope,
                                                        const std::optional<std::string>& wanted,
                                                        const std::string& table,
                                                        const ItemWritten& written);

using CollectionsByTable = std::map<std::string, std::vector<ItemCollectionMetrics>, std::less<>>;

// The same of several writes, of which tables[i] names the i-th's table; each collection once.
std::optional<CollectionsByTable> collection_metrics(store::Store& store, const Scope& scope,
                                                     const std::optional<std::string>& wanted,
                                                     std::span<const std::string> tables,
                                                     std::span<const ItemWritten> written);

}  // namespace bellwether::cloud::dynamodb
