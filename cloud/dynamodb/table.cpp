#include "cloud/dynamodb/table.h"

#include <stdexcept>

#include "aws/dynamodb/json.h"
#include "aws/dynamodb/json_reader.h"
#include "cloud/store/key.h"

namespace bellwether::cloud::dynamodb {

namespace {

constexpr char kVersion = 1;
constexpr char kNoSortKey = '-';

[[noreturn]] void broken() {
  throw std::runtime_error("the store has a broken DynamoDB table");
}

void append_attribute(store::Key& record, const KeyAttribute& attribute) {
  record.tag(attribute.type).text(attribute.name);
}

char take_byte(store::KeyReader& reader) {
  if (reader.rest().empty()) broken();
  const char byte = reader.rest().front();
  reader.skip(1);
  return byte;
}

KeyAttribute take_attribute(store::KeyReader& reader, char type) {
  KeyAttribute attribute;
  attribute.type = type;
  if (!reader.text(attribute.name)) broken();
  return attribute;
}

Table take_table(store::KeyReader& reader) {
  Table table;
  if (take_byte(reader) != kVersion || !reader.number(table.number)) broken();
  table.keys.partition = take_attribute(reader, take_byte(reader));
  if (const char type = take_byte(reader); type != kNoSortKey) {
    table.keys.sort = take_attribute(reader, type);
  }
  return table;
}

template <class T>
T take_json(store::KeyReader& reader) {
  std::string text;
  if (!reader.text(text)) broken();
  auto value = aws::json::parse<T>(text);
  if (!value) broken();
  return std::move(*value);
}

}  // namespace

std::string encode_table(const TableDefinition& definition) {
  // Key's parts serve as fields: each says where it ends.
  store::Key record(store::Owner::dynamodb);
  record.tag(kVersion).number(definition.table.number);
  append_attribute(record, definition.table.keys.partition);
  if (const auto& sort = definition.table.keys.sort) {
    append_attribute(record, *sort);
  } else {
    record.tag(kNoSortKey);
  }
  // Tags ride in the input shape that has them.
  aws::dynamodb::CreateTableInput tags;
  tags.TableName = definition.description.TableName.value_or("");
  tags.Tags = definition.tags;
  record.text(aws::json::to_json(definition.description)).text(aws::json::to_json(tags));
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
  return definition;
}

std::string encode_totals(const TableTotals& totals) {
  return store::Key(store::Owner::dynamodb)
      .tag(kVersion)
      .number(totals.items)
      .number(totals.bytes)
      .bytes()
      .substr(1);
}

TableTotals decode_totals(std::optional<std::string_view> bytes) {
  TableTotals totals;
  if (!bytes) return totals;
  store::KeyReader reader(*bytes);
  if (take_byte(reader) != kVersion || !reader.number(totals.items) ||
      !reader.number(totals.bytes)) {
    broken();
  }
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

aws::dynamodb::TableDescription describe(const TableDefinition& definition,
                                         const TableTotals& totals) {
  auto description = definition.description;
  description.TableStatus = std::string(aws::dynamodb::values::TableStatus::ACTIVE);
  description.ItemCount = static_cast<std::int64_t>(totals.items);
  description.TableSizeBytes = static_cast<std::int64_t>(totals.bytes);
  return description;
}

}  // namespace bellwether::cloud::dynamodb
