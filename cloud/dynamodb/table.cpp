#include "cloud/dynamodb/table.h"

#include <algorithm>
#include <stdexcept>

#include "aws/dynamodb/json.h"
#include "aws/dynamodb/json_reader.h"
#include "cloud/dynamodb/keys.h"
#include "cloud/dynamodb/throughput.h"
#include "cloud/store/key.h"

namespace bellwether::cloud::dynamodb {

namespace {

constexpr char kVersion = 3;
// Of tables that were written before they had states: all of them active.
constexpr char kVersionWithoutState = 2;
constexpr char kTotalsVersion = 2;
constexpr char kNone = '-';

[[noreturn]] void broken() {
  throw std::runtime_error("the store has a broken DynamoDB table");
}

void append_attribute(store::Key& record, const KeyAttribute& attribute) {
  record.tag(attribute.type).text(attribute.name);
}

void append_keys(store::Key& record, const KeySchema& keys) {
  append_attribute(record, keys.partition);
  if (keys.sort) {
    append_attribute(record, *keys.sort);
  } else {
    record.tag(kNone);
  }
}

void append_index(store::Key& record, const Index& index) {
  record.tag(static_cast<char>(index.kind)).number(index.number).text(index.name);
  append_keys(record, index.keys);
  record.tag(static_cast<char>(index.projects)).number(index.included.size());
  for (const auto& attribute : index.included) record.text(attribute);
  record.number(index.backfilling ? 1 : 0);
}

void append_table(store::Key& record, const Table& table) {
  record.tag(kVersion).number(table.number).tag(static_cast<char>(table.state));
  append_keys(record, table.keys);
  record.number(table.indexes.size());
  for (const Index& index : table.indexes) append_index(record, index);
  if (table.stream) {
    record.tag(static_cast<char>(table.stream->view)).number(table.stream->number);
  } else {
    record.tag(kNone);
  }
  if (table.time_to_live) {
    record.tag('t').text(*table.time_to_live);
  } else {
    record.tag(kNone);
  }
}

// Empty without a value: no JSON is.
template <class T>
void append_json(store::Key& record, const std::optional<T>& value) {
  record.text(value ? aws::json::to_json(*value) : std::string());
}

char take_byte(store::KeyReader& reader) {
  if (reader.rest().empty()) broken();
  const char byte = reader.rest().front();
  reader.skip(1);
  return byte;
}

std::uint64_t take_uint(store::KeyReader& reader) {
  std::uint64_t number = 0;
  if (!reader.number(number)) broken();
  return number;
}

std::string take_text(store::KeyReader& reader) {
  std::string text;
  if (!reader.text(text)) broken();
  return text;
}

KeyAttribute take_attribute(store::KeyReader& reader, char type) {
  return {.name = take_text(reader), .type = type};
}

KeySchema take_keys(store::KeyReader& reader) {
  KeySchema keys;
  keys.partition = take_attribute(reader, take_byte(reader));
  if (const char type = take_byte(reader); type != kNone) keys.sort = take_attribute(reader, type);
  return keys;
}

Index take_index(store::KeyReader& reader) {
  Index index;
  index.kind = static_cast<Index::Kind>(take_byte(reader));
  index.number = take_uint(reader);
  index.name = take_text(reader);
  index.keys = take_keys(reader);
  index.projects = static_cast<Index::Projects>(take_byte(reader));
  for (std::uint64_t count = take_uint(reader); count > 0; --count) {
    index.included.push_back(take_text(reader));
  }
  index.backfilling = take_uint(reader) != 0;
  return index;
}

Table take_table(store::KeyReader& reader) {
  Table table;
  const char version = take_byte(reader);
  if (version != kVersion && version != kVersionWithoutState) broken();
  table.number = take_uint(reader);
  if (version == kVersion) table.state = static_cast<TableState>(take_byte(reader));
  table.keys = take_keys(reader);
  for (std::uint64_t count = take_uint(reader); count > 0; --count) {
    table.indexes.push_back(take_index(reader));
  }
  if (const char view = take_byte(reader); view != kNone) {
    table.stream = {.number = take_uint(reader), .view = static_cast<TableStream::View>(view)};
  }
  if (take_byte(reader) != kNone) table.time_to_live = take_text(reader);
  return table;
}

template <class T>
T parse(const std::string& json) {
  auto value = aws::json::parse<T>(json);
  if (!value) broken();
  return std::move(*value);
}

template <class T>
T take_json(store::KeyReader& reader) {
  return parse<T>(take_text(reader));
}

template <class T>
std::optional<T> take_optional_json(store::KeyReader& reader) {
  const std::string json = take_text(reader);
  if (json.empty()) return std::nullopt;
  return parse<T>(json);
}

}  // namespace

std::string encode_table(const TableDefinition& definition) {
  // Key's parts serve as fields: each says where it ends.
  store::Key record(store::Owner::dynamodb);
  append_table(record, definition.table);
  // Tags ride in the input shape that has them.
  aws::dynamodb::CreateTableInput tags;
  tags.TableName = definition.description.TableName.value_or("");
  tags.Tags = definition.tags;
  record.text(aws::json::to_json(definition.description)).text(aws::json::to_json(tags));
  append_json(record, definition.recovery);
  append_json(record, definition.policy);
  append_json(record, definition.under_way);
  return record.bytes().substr(1);
}

Table decode_table(std::string_view bytes) {
  store::KeyReader reader(bytes);
  return take_table(reader);
}

TableDefinition decode_definition(std::string_view bytes) {
  store::KeyReader reader(bytes);
  TableDefinition definition;
  definition.table = take_table(reader);
  definition.description = take_json<aws::dynamodb::TableDescription>(reader);
  definition.tags = take_json<aws::dynamodb::CreateTableInput>(reader).Tags.value_or(
      std::vector<aws::dynamodb::Tag>());
  definition.recovery = take_optional_json<aws::dynamodb::PointInTimeRecoveryDescription>(reader);
  definition.policy = take_optional_json<aws::dynamodb::GetResourcePolicyOutput>(reader);
  if (reader.rest().empty()) return definition;  // kVersionWithoutState
  definition.under_way = take_optional_json<aws::dynamodb::TableDescription>(reader);
  return definition;
}

std::string encode_totals(const TableTotals& totals) {
  return store::Key(store::Owner::dynamodb)
      .tag(kTotalsVersion)
      .number(totals.items)
      .number(totals.bytes)
      .bytes()
      .substr(1);
}

TableTotals decode_totals(std::optional<std::string_view> bytes) {
  TableTotals totals;
  if (!bytes) return totals;
  store::KeyReader reader(*bytes);
  if (take_byte(reader) != kTotalsVersion) broken();
  totals.items = take_uint(reader);
  totals.bytes = take_uint(reader);
  return totals;
}

std::string table_arn(const Scope& scope, std::string_view name) {
  return "arn:aws:dynamodb:" + scope.region + ":" + scope.account + ":table/" + std::string(name);
}

std::string table_name(const Scope& scope, std::string_view name_or_arn) {
  if (!name_or_arn.starts_with("arn:")) return std::string(name_or_arn);
  const std::string prefix = table_arn(scope, "");
  if (!name_or_arn.starts_with(prefix)) return {};
  return std::string(name_or_arn.substr(prefix.size()));
}

const Index* Table::find_index(std::string_view name) const {
  const auto found = std::ranges::find(indexes, name, &Index::name);
  return found == indexes.end() ? nullptr : &*found;
}

std::optional<aws::Error> check_entered(std::span<const std::string> attributes,
                                        const Table& table) {
  const auto refusal_by = [&](const KeySchema& keys,
                              std::string_view kind) -> std::optional<aws::Error> {
    const auto entered =
        std::ranges::find_if(attributes, [&](const std::string& name) { return keys.has(name); });
    if (entered == attributes.end()) return std::nullopt;
    return aws::dynamodb::errors::ValidationException(
        "Key attributes must be scalars; list random access '[]' and map lookup '.' are not "
        "allowed: " +
        std::string(kind) + ": " + *entered);
  };
  if (auto error = refusal_by(table.keys, "Key")) return error;
  for (const Index& index : table.indexes) {
    if (auto error = refusal_by(index.keys, "IndexKey")) return error;
  }
  return std::nullopt;
}

aws::Error no_such_table(const std::string& name) {
  return aws::dynamodb::errors::ResourceNotFoundException(
      "Requested resource not found: Table: " + name + " not found");
}

std::uint64_t take_number(store::Transaction& transaction, const Scope& scope) {
  const auto key = keys::next_number(scope);
  std::uint64_t number = 1;
  if (const auto record = transaction.get(key)) store::KeyReader(*record).number(number);
  // A Key's parts, without its owner.
  transaction.put(key, store::Key(store::Owner::dynamodb).number(number + 1).bytes().substr(1));
  return number;
}

namespace {

template <class Description>
void count(Description& described, const TableTotals& totals) {
  described.ItemCount = static_cast<std::int64_t>(totals.items);
  described.IndexSizeBytes = static_cast<std::int64_t>(totals.bytes);
}

void describe_states(const Table& table, aws::dynamodb::TableDescription& description) {
  namespace status = aws::dynamodb::values::IndexStatus;
  description.TableStatus = std::string(aws::dynamodb::values::TableStatus::ACTIVE);
  if (!description.GlobalSecondaryIndexes) return;
  for (auto& described : *description.GlobalSecondaryIndexes) {
    const bool backfilling = table.find_index(described.IndexName.value())->backfilling;
    described.IndexStatus = std::string(backfilling ? status::CREATING : status::ACTIVE);
    if (backfilling) described.Backfilling = true;
  }
}

template <class View>
aws::dynamodb::TableDescription describe_in(const View& view, const Scope& scope,
                                            const TableDefinition& definition, aws::Timestamp now) {
  const Table& table = definition.table;
  const auto totals = decode_totals(view.get(keys::totals(scope, table.number)));
  auto description = definition.under_way.value_or(definition.description);
  if (!definition.under_way) describe_states(table, description);
  description.ItemCount = static_cast<std::int64_t>(totals.items);
  description.TableSizeBytes = static_cast<std::int64_t>(totals.bytes);
  if (description.ProvisionedThroughput) forget_decreases(*description.ProvisionedThroughput, now);
  const auto count_entries = [&](auto& described) {
    const Index* index = table.find_index(described.IndexName.value());
    if (!index) return;  // it is being deleted
    count(described,
          decode_totals(view.get(keys::index_totals(scope, table.number, index->number))));
  };
  if (description.LocalSecondaryIndexes) {
    for (auto& described : *description.LocalSecondaryIndexes) count_entries(described);
  }
  if (description.GlobalSecondaryIndexes) {
    for (auto& described : *description.GlobalSecondaryIndexes) {
      count_entries(described);
      if (described.ProvisionedThroughput) forget_decreases(*described.ProvisionedThroughput, now);
    }
  }
  return description;
}

}  // namespace

aws::dynamodb::TableDescription describe(const store::Snapshot& snapshot, const Scope& scope,
                                         const TableDefinition& definition, aws::Timestamp now) {
  return describe_in(snapshot, scope, definition, now);
}

aws::dynamodb::TableDescription describe(const store::Transaction& transaction, const Scope& scope,
                                         const TableDefinition& definition, aws::Timestamp now) {
  return describe_in(transaction, scope, definition, now);
}

}  // namespace bellwether::cloud::dynamodb
