#include "cloud/dynamodb/item_writer.h"

#include <algorithm>
#include <cassert>
#include <utility>

#include "aws/dynamodb/json.h"
#include "cloud/dynamodb/expression/compile.h"
#include "cloud/dynamodb/item_codec.h"
#include "cloud/dynamodb/keys.h"
#include "cloud/dynamodb/time_to_live.h"

namespace bellwether::cloud::dynamodb {

namespace {

aws::Error condition_failed(const ItemWrite& write, const Item& old) {
  auto error =
      aws::dynamodb::errors::ConditionalCheckFailedException("The conditional request failed");
  if (write.return_old_on_failure && !old.empty()) {
    error.fields = "\"Item\":" + aws::json::to_json(old);
  }
  return error;
}

// What an update leaves at attributes of the item whatever that is, or a value of its type.
Item known_values(const expression::Update& update) {
  Item known;
  for (const auto& action : update.actions) {
    const std::string_view type = expression::known_type(action);
    if (action.path.size() > 1 || type.empty()) continue;
    AttributeValue value = action.value.value;
    if (action.value.kind == expression::Operand::Kind::function) {
      value = type == "N" ? AttributeValue::make_N("0") : AttributeValue::make_L({});
    }
    known.emplace(action.path.front().name, std::move(value));
  }
  return known;
}

ValueSource operand_source(const expression::Update& update) {
  return update.legacy ? ValueSource::item : ValueSource::update_operand;
}

// What AWS refuses of an update before it reads the item.
std::optional<aws::Error> check_update(const expression::Update& update, const Table& table) {
  if (auto error = expression::check_keys(update, table.keys)) return error;
  if (table.indexes.empty()) return std::nullopt;
  const Item known = known_values(update);
  for (const Index& index : table.indexes) {
    if (auto error = check_index_key(index, known, operand_source(update))) return error;
  }
  return std::nullopt;
}

// Items gained and lost, until they are added to the totals.
struct Difference {
  std::int64_t items = 0;
  std::int64_t bytes = 0;

  void gain(std::size_t size) {
    ++items;
    bytes += static_cast<std::int64_t>(size);
  }
  void lose(std::size_t size) {
    --items;
    bytes -= static_cast<std::int64_t>(size);
  }
};

void add(store::Transaction& transaction, const store::Key& key, const Difference& difference) {
  if (difference.items == 0 && difference.bytes == 0) return;
  TableTotals totals = decode_totals(transaction.get(key));
  totals.items += static_cast<std::uint64_t>(difference.items);
  totals.bytes += static_cast<std::uint64_t>(difference.bytes);
  transaction.put(key, encode_totals(totals));
}

// A key that moves is billed as a removal and an addition.
// https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/GSI.html#GSI.ThroughputConsiderations.Writes
double units_of(const std::optional<IndexEntry>& old, const std::optional<IndexEntry>& now) {
  if (old == now) return 0;
  if (!now) return write_units(stored_size(old->value));
  if (!old) return write_units(stored_size(now->value));
  if (old->key != now->key) {
    return write_units(stored_size(old->value)) + write_units(stored_size(now->value));
  }
  return write_units(std::max(stored_size(old->value), stored_size(now->value)));
}

std::optional<Item> returned(const ItemWrite& write, std::optional<Item> old,
                             std::optional<Item> now) {
  using Returns = ItemWrite::Returns;
  const auto touched = [&](const std::optional<Item>& item) -> std::optional<Item> {
    if (!item) return std::nullopt;
    Item parts = expression::touched(*write.update).of(*item);
    if (parts.empty()) return std::nullopt;
    return parts;
  };
  switch (write.returns) {
    case Returns::nothing:
      return std::nullopt;
    case Returns::all_old:
      return old;
    case Returns::all_new:
      return now;
    case Returns::updated_old:
      return touched(old);
    case Returns::updated_new:
      return touched(now);
  }
  return std::nullopt;
}

}  // namespace

struct ItemWriter::OpenTable {
  std::string name;
  Table table;
  Difference items{};
  std::vector<Difference> index_entries{};     // in the order of table.indexes
  std::optional<std::uint64_t> last_record{};  // of the stream, once there is one to write
};

ItemWriter::ItemWriter(store::Transaction& transaction, const Scope& scope, aws::Timestamp now,
                       ChangedBy by)
    : transaction_(transaction), scope_(scope), now_(now), by_(by) {}

ItemWriter::~ItemWriter() = default;

Result<ItemWriter::OpenTable*> ItemWriter::open(const std::string& name) {
  for (const auto& table : tables_) {
    if (table->name == name) return table.get();
  }
  auto table = find_table(transaction_, keys::table(scope_, name));
  if (!table) return aws::fail(table.error());
  auto opened = std::make_unique<OpenTable>(OpenTable{.name = name, .table = std::move(*table)});
  opened->index_entries.resize(opened->table.indexes.size());
  return tables_.emplace_back(std::move(opened)).get();
}

std::optional<std::string> ItemWriter::locate(const ItemWrite& write) {
  const auto opened = open(write.table);
  if (!opened || !has_key((*opened)->table.keys, write.item)) return std::nullopt;
  return primary_key((*opened)->table.keys, write.item);
}

std::optional<aws::Error> ItemWriter::check_keys_not_empty(const ItemWrite& write) {
  const auto opened = open(write.table);
  if (!opened) return std::nullopt;
  const Table& table = (*opened)->table;
  if (auto error = check_not_empty(table.keys, write.item)) return error;
  const bool puts = write.kind == ItemWrite::Kind::put;
  if (table.indexes.empty() || (!puts && !write.update)) return std::nullopt;
  const Item operands = puts ? Item() : known_values(*write.update);
  for (const Index& index : table.indexes) {
    auto error = puts ? check_index_key_not_empty(index, write.item, ValueSource::item)
                      : check_index_key_not_empty(index, operands, operand_source(*write.update));
    if (error) return error;
  }
  return std::nullopt;
}

void ItemWriter::read_old(Decision& decision) const {
  const Table& table = decision.table->table;
  const ItemWrite& write = *decision.write;
  const auto stored = transaction_.get(keys::item(scope_, table.number, decision.primary));
  if (!stored) return;
  decision.had = true;
  decision.old_bytes = stored_size(*stored);
  if (!table.indexes.empty()) decision.old_encoded = *stored;
  if (write.condition || write.update || write.returns != ItemWrite::Returns::nothing ||
      table.watches_changes()) {
    decision.old = decode_item(*stored);
  }
}

std::optional<aws::Error> ItemWriter::decide_update(Decision& decision) const {
  using aws::dynamodb::errors::ValidationException;
  const expression::Update& update = *decision.write->update;
  if (!decision.had && !expression::creates(update)) return std::nullopt;
  auto now = expression::apply(update, decision.had ? *decision.old : decision.write->item);
  if (!now) return now.error();
  for (const Index& index : decision.table->table.indexes) {
    const auto source = update.legacy ? ValueSource::item : ValueSource::update_result;
    if (auto error = check_index_key(index, *now, source)) return error;
  }
  if (size_of(*now) > kMaxItemBytes) {
    return ValidationException("Item size to update has exceeded the maximum allowed size");
  }
  decision.now_encoded = encode_item(*now);
  decision.now = std::move(*now);
  return std::nullopt;
}

Result<ItemWriter::Decision> ItemWriter::decide(const ItemWrite& write) {
  auto opened = open(write.table);
  if (!opened) return aws::fail(opened.error());
  const Table& table = (*opened)->table;
  if (auto error = check_entered(write.entered, table)) return aws::fail(*error);
  const bool puts = write.kind == ItemWrite::Kind::put;
  auto primary = puts ? key_of_item(table.keys, write.item) : key_of_key(table.keys, write.item);
  if (!primary) return aws::fail(primary.error());
  if (write.update) {
    if (auto error = check_update(*write.update, table)) return aws::fail(*error);
  }
  if (puts) {
    for (const Index& index : table.indexes) {
      if (auto error = check_index_key(index, write.item)) return aws::fail(*error);
    }
  }

  Decision decision;
  decision.table = *opened;
  decision.write = &write;
  decision.primary = std::move(*primary);
  read_old(decision);
  static const Item kNothing;
  if (write.condition) {
    const Item& old = decision.old ? *decision.old : kNothing;
    if (!expression::evaluate(*write.condition, old)) {
      return aws::fail(condition_failed(write, old));
    }
  }
  if (write.update) {
    if (auto error = decide_update(decision)) return aws::fail(*error);
  }
  return decision;
}

ItemWritten ItemWriter::write(Decision decision) {
  const ItemWrite& write = *decision.write;
  OpenTable& opened = *decision.table;
  const bool puts = write.kind == ItemWrite::Kind::put;
  const Item* now = puts ? &write.item : decision.now ? &*decision.now : nullptr;
  const std::string& encoded = puts ? write.encoded : decision.now_encoded;
  const std::size_t new_bytes = now ? stored_size(encoded) : 0;

  ItemWritten written;
  written.bytes = std::max(decision.old_bytes, new_bytes);
  if (opened.table.has_local_index()) {
    const auto& partition = *write.item.find(opened.table.keys.partition.name);
    written.collection.emplace().insert(partition);
  }
  if (write.kind == ItemWrite::Kind::check || (!now && !decision.had)) return written;

  const auto key = keys::item(scope_, opened.table.number, decision.primary);
  if (now) {
    transaction_.put(key, encoded);
    opened.items.gain(new_bytes);
  } else {
    transaction_.erase(key);
  }
  if (decision.had) opened.items.lose(decision.old_bytes);
  written.indexes = write_indexes(decision, now, encoded);
  write_expiry(decision, now);
  write_record(decision, now);
  written.attributes = returned(write, std::move(decision.old), std::move(decision.now));
  return written;
}

std::vector<IndexUnits> ItemWriter::write_indexes(const Decision& decision, const Item* now,
                                                  std::string_view encoded) {
  OpenTable& opened = *decision.table;
  const Table& table = opened.table;
  std::vector<IndexUnits> units;
  for (std::size_t i = 0; i < table.indexes.size(); ++i) {
    const Index& index = table.indexes[i];
    const auto entry = [&](const Item* item, std::string_view bytes) -> std::optional<IndexEntry> {
      if (!item) return std::nullopt;
      return entry_of(index, table.keys, decision.primary, *item, bytes);
    };
    const auto before = entry(decision.old ? &*decision.old : nullptr, decision.old_encoded);
    const auto after = entry(now, encoded);
    if (before == after) continue;
    units.push_back({.name = index.name, .kind = index.kind, .units = units_of(before, after)});
    const auto key_of = [&](const IndexEntry& at) {
      return keys::index_entries(scope_, table.number, index.number).raw(at.key);
    };
    // An index that is being filled may not have the old entry yet.
    if (before && transaction_.get(key_of(*before))) {
      opened.index_entries[i].lose(stored_size(before->value));
      if (!after || after->key != before->key) transaction_.erase(key_of(*before));
    }
    if (after) {
      opened.index_entries[i].gain(stored_size(after->value));
      transaction_.put(key_of(*after), after->value);
    }
  }
  return units;
}

void ItemWriter::write_expiry(const Decision& decision, const Item* now) {
  const Table& table = decision.table->table;
  if (!table.time_to_live) return;
  const auto second = [&](const Item* item) {
    return item ? expiry_of(*item, *table.time_to_live) : std::nullopt;
  };
  const auto before = second(decision.old ? &*decision.old : nullptr);
  const auto after = second(now);
  if (before == after) return;
  const auto key_of = [&](std::uint64_t at) {
    return keys::expiry(scope_, table.number, at, decision.primary);
  };
  if (before) transaction_.erase(key_of(*before));
  if (after) transaction_.put(key_of(*after), "");
}

void ItemWriter::write_record(const Decision& decision, const Item* now) {
  OpenTable& opened = *decision.table;
  const auto& stream = opened.table.stream;
  if (!stream) return;
  const Item* old = decision.old ? &*decision.old : nullptr;
  // What changes nothing leaves no record.
  // https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Streams.html
  if (old && now && equal(AttributeValue::make_M(*old), AttributeValue::make_M(*now))) return;
  if (!opened.last_record) {
    std::uint64_t last = 0;
    if (const auto end = transaction_.get(keys::stream_end(scope_, stream->number))) {
      store::KeyReader(*end).number(last);
    }
    opened.last_record = last;
  }
  const auto record = record_of(*stream, opened.table.keys, old, now, by_, now_);
  transaction_.put(keys::stream_record(scope_, stream->number, ++*opened.last_record),
                   encode_record(record));
}

void ItemWriter::finish() {
  for (const auto& opened : tables_) {
    const Table& table = opened->table;
    add(transaction_, keys::totals(scope_, table.number), opened->items);
    for (std::size_t i = 0; i < table.indexes.size(); ++i) {
      add(transaction_, keys::index_totals(scope_, table.number, table.indexes[i].number),
          opened->index_entries[i]);
    }
    if (opened->last_record) {
      const store::Key last = store::Key(store::Owner::dynamodb).number(*opened->last_record);
      transaction_.put(keys::stream_end(scope_, table.stream->number), last.bytes().substr(1));
    }
  }
}

}  // namespace bellwether::cloud::dynamodb
