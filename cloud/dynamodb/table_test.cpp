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

}  // namespace
}  // namespace bellwether::cloud::dynamodb
