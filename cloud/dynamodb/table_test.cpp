#include "cloud/dynamodb/table.h"

#include <gtest/gtest.h>

namespace bellwether::cloud::dynamodb {
namespace {

TEST(Table, lets_no_path_go_into_a_key) {
  Table table;
  table.keys = {{"p", 'S'}, KeyAttribute{"s", 'N'}};
  table.indexes.push_back({.number = 1, .name = "by_owner", .keys = {{"owner", 'S'}, {}}});
  const auto message = [&](const std::vector<std::string>& attributes) {
    const auto error = check_entered(attributes, table);
    return error ? error->message : "";
  };
  const std::string refusal =
      "Key attributes must be scalars; list random access '[]' and map lookup '.' are not "
      "allowed: ";
  EXPECT_EQ(message({"a", "b"}), "");
  EXPECT_EQ(message({"a", "s"}), refusal + "Key: s");
  EXPECT_EQ(message({"a", "owner"}), refusal + "IndexKey: owner");
  EXPECT_EQ(message({"owner", "p"}), refusal + "Key: p");
}

TEST(Table, is_read_from_a_record_of_before_tables_had_states) {
  TableDefinition definition;
  definition.table.number = 7;
  definition.table.keys = {{"p", 'S'}, KeyAttribute{"s", 'N'}};
  definition.description.TableName = "table";
  std::string record = encode_table(definition);
  constexpr std::size_t kState = 1 + 8;  // after the version and the number
  constexpr std::size_t kUnderWay = 2;   // an empty text, at the end
  record.front() = 2;
  record.erase(kState, 1);
  record.resize(record.size() - kUnderWay);
  EXPECT_EQ(decode_table(record).number, 7);
  EXPECT_EQ(decode_table(record).keys, definition.table.keys);
  EXPECT_TRUE(decode_table(record).has_items());
  EXPECT_EQ(decode_definition(record).description, definition.description);
  EXPECT_EQ(decode_definition(record).under_way, std::nullopt);
}

}  // namespace
}  // namespace bellwether::cloud::dynamodb
