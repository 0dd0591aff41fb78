// A table: its definition as it lies in the store, and what DescribeTable says of it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "aws/dynamodb/model.h"
#include "cloud/core/context.h"
#include "cloud/dynamodb/key_schema.h"
#include "cloud/store/store.h"

namespace bellwether::cloud::dynamodb {

// What every operation on items needs of a table; at the front of its record, so that a GetItem
// reads nothing else of it.
struct Table {
  std::uint64_t number = 0;  // names the table in the keys of its items; never used again
  KeySchema keys;
};

struct TableDefinition {
  Table table;
  // Without what changes with the items.
  aws::dynamodb::TableDescription description;
  std::vector<aws::dynamodb::Tag> tags;
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
// on items have it.
template <class View>
aws::Result<Table> find_table(const View& view, std::string_view key) {
  if (const auto record = view.get(key)) return decode_table(*record);
  return aws::fail(
      aws::dynamodb::errors::ResourceNotFoundException("Requested resource not found"));
}

// The description that DescribeTable answers.
aws::dynamodb::TableDescription describe(const TableDefinition& definition,
                                         const TableTotals& totals);

}  // namespace bellwether::cloud::dynamodb
