#include "cloud/dynamodb/operations/item_page.h"

#include <utility>

#include "cloud/dynamodb/item_codec.h"
#include "cloud/dynamodb/keys.h"
#include "cloud/dynamodb/operations/stored_item.h"

namespace bellwether::cloud::dynamodb {

namespace {

using aws::dynamodb::errors::ValidationException;

class PageReader {
 public:
  PageReader(const store::Snapshot& snapshot, const PageRequest& request)
      : snapshot_(snapshot), request_(request), cursor_(first()) {}

  Page read() {
    std::string_view previous;
    for (; in_range(); advance()) {
      const std::string_view stored = cursor_.value();
      if (page_.scanned > 0 && is_full(stored)) break;
      add(stored);
      previous = stored;
    }
    // A page that ends by Limit has a last key even where nothing follows, as on AWS.
    if (in_range() || (request_.limit && page_.scanned == *request_.limit)) {
      page_.last = last_key(decode_item(previous));
    }
    count_units();
    return std::move(page_);
  }

 private:
  store::Cursor first() const {
    const KeyRange& range = request_.range;
    const auto& start = request_.start_after;
    if (request_.forward) {
      store::Cursor cursor = snapshot_.from(start && *start > range.begin ? *start : range.begin);
      if (start && cursor.valid() && cursor.key() == *start) cursor.next();
      return cursor;
    }
    store::Cursor cursor = snapshot_.from(range.end);
    cursor.seek_before(start && *start < range.end ? *start : range.end);
    return cursor;
  }

  void advance() {
    if (request_.forward) {
      cursor_.next();
    } else {
      cursor_.previous();
    }
  }

  bool in_range() const {
    if (!cursor_.valid()) return false;
    return request_.forward ? cursor_.key() < request_.range.end
                            : cursor_.key() >= request_.range.begin;
  }

  bool is_full(std::string_view next) const {
    return (request_.limit && page_.scanned >= *request_.limit) ||
           page_.bytes + stored_size(next) > request_.max_bytes;
  }

  void add(std::string_view stored) {
    page_.bytes += stored_size(stored);
    ++page_.scanned;
    if (request_.counts_only && !request_.filter) {
      ++page_.count;
      return;
    }
    StoredItem item(stored);
    const auto passes = [&] {
      return !request_.filter || expression::evaluate(*request_.filter, item.tree());
    };
    const bool dropped = request_.filters_entries && !passes();
    if (request_.fetches_items) item = StoredItem(fetch(item.tree()));
    if (dropped || (!request_.filters_entries && !passes())) return;
    ++page_.count;
    if (!request_.counts_only) give(std::move(item));
  }

  void give(StoredItem item) {
    if (request_.text) {
      std::move(item).write(*request_.text, request_.projection);
    } else {
      page_.items.push_back(std::move(item).take(request_.projection));
    }
  }

  // Each item that is fetched is a read of its own.
  // https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/LSI.html#LSI.ThroughputConsiderations.Reads
  std::string_view fetch(const Item& entry) {
    const auto primary = primary_key(request_.table.keys, entry);
    const auto stored =
        snapshot_.get(keys::item(request_.scope, request_.table.number, primary)).value();
    page_.table_units += read_units(stored_size(stored), request_.consistent);
    return stored;
  }

  Item last_key(const Item& item) const {
    if (!request_.index) return key_attributes(request_.table.keys, item);
    return entry_key_attributes(*request_.index, request_.table.keys, item);
  }

  void count_units() {
    const double units = read_units(page_.bytes, request_.consistent);
    if (request_.index) {
      page_.index_units.push_back(
          {.name = request_.index->name, .kind = request_.index->kind, .units = units});
    } else {
      page_.table_units += units;
    }
  }

  const store::Snapshot& snapshot_;
  const PageRequest& request_;
  store::Cursor cursor_;
  Page page_;
};

bool is_key(const KeySchema& table, const Index* index, const Item& key) {
  if (!has_key(table, key)) return false;
  if (!index) return key.size() == (table.sort ? 2 : 1);
  return has_key(index->keys, key) && key.size() == entry_key_attributes(*index, table, key).size();
}

}  // namespace

Page read_page(const store::Snapshot& snapshot, const PageRequest& request) {
  return PageReader(snapshot, request).read();
}

store::Key space_of(const Scope& scope, const Table& table, const Index* index) {
  return index ? keys::index_entries(scope, table.number, index->number)
               : keys::items(scope, table.number);
}

Result<std::string> start_key(const Scope& scope, const Table& table, const Index* index,
                              const Item& key) {
  if (!is_key(table.keys, index, key)) {
    return aws::fail(
        ValidationException("The provided starting key is invalid: The provided key element does "
                            "not match the schema"));
  }
  for (const KeySchema* schema : {&table.keys, index ? &index->keys : &table.keys}) {
    if (const auto error = check_sizes(*schema, key)) {
      return aws::fail(
          ValidationException("The provided starting key is invalid: " + error->message));
    }
  }
  return space_of(scope, table, index)
      .raw(index ? entry_key(*index, table.keys, key) : primary_key(table.keys, key))
      .bytes();
}

Result<const Index*> readable_index(const Table& table, const std::optional<std::string>& name,
                                    bool consistent) {
  if (!name) return nullptr;
  const Index* index = table.find_index(*name);
  if (!index) {
    return aws::fail(ValidationException("The table does not have the specified index: " + *name));
  }
  if (consistent && index->kind == Index::Kind::global) {
    return aws::fail(
        ValidationException("Consistent reads are not supported on global secondary indexes"));
  }
  if (index->backfilling) {
    return aws::fail(
        ValidationException("Cannot read from backfilling global secondary index: " + *name));
  }
  return index;
}

}  // namespace bellwether::cloud::dynamodb
