#include "cloud/dynamodb/key_schema.h"

#include <gtest/gtest.h>

#include "cloud/dynamodb/test_values.h"

namespace bellwether::cloud::dynamodb {
namespace {

KeySchema schema(char partition, char sort) {
  return {.partition = {.name = "p", .type = partition},
          .sort = KeyAttribute{.name = "s", .type = sort}};
}

KeySchema schema(char partition) {
  return {.partition = {.name = "p", .type = partition}, .sort = std::nullopt};
}

std::string message(const aws::Result<std::string>& result) {
  return result ? "" : result.error().message;
}

TEST(KeySchema, sort_keys_lie_in_their_order_within_a_partition) {
  const auto text = [](std::string s) {
    return primary_key(schema('S', 'S'), {{"p", S("x")}, {"s", S(std::move(s))}});
  };
  EXPECT_LT(text("a"), text("aa"));
  EXPECT_LT(text(std::string(1000, 'a')), text(std::string(1000, 'a') + "b"));
  const auto number = [](std::string n) {
    return primary_key(schema('S', 'N'), {{"p", S("x")}, {"s", N(std::move(n))}});
  };
  EXPECT_LT(number("-2"), number("-1"));
  EXPECT_LT(number("9"), number("10"));
}

TEST(KeySchema, keys_that_differ_lie_apart) {
  const auto key = [](std::string p, std::string s) {
    return primary_key(schema('S', 'S'), {{"p", S(std::move(p))}, {"s", S(std::move(s))}});
  };
  EXPECT_NE(key("a", "bc"), key("ab", "c"));
  EXPECT_NE(key(std::string(2000, 'a'), "c"), key(std::string(1999, 'a') + "b", "c"));
  EXPECT_EQ(key(std::string(2000, 'a'), "c"), key(std::string(2000, 'a'), "c"));
  // A long partition key leaves the sort key all the room that the store's plain keys have.
  EXPECT_LT(key(std::string(2000, 'a'), "").size(), 64);
}

TEST(KeySchema, an_item_without_its_key_is_refused) {
  const auto put = [](const Item& item) { return message(key_of_item(schema('N', 'S'), item)); };
  EXPECT_EQ(put({{"s", S("x")}}),
            "One or more parameter values were invalid: Missing the key p in the item");
  EXPECT_EQ(
      put({{"p", S("1")}, {"s", S("x")}}),
      "One or more parameter values were invalid: Type mismatch for key p expected: N actual: S");
  EXPECT_EQ(
      put({{"p", N("1")}, {"s", null()}}),
      "One or more parameter values were invalid: Type mismatch for key s expected: S actual: "
      "NULL");
  EXPECT_EQ(
      put({{"p", N("1")}, {"s", S("")}}),
      "One or more parameter values are not valid. The AttributeValue for a key attribute cannot "
      "contain an empty string value. Key: s");
  EXPECT_EQ(put({{"p", N("1")}, {"s", S("x")}, {"more", S("")}}), "");
}

TEST(KeySchema, a_key_has_exactly_the_attributes_of_the_schema) {
  const std::string mismatch = "The provided key element does not match the schema";
  EXPECT_EQ(message(key_of_key(schema('N'), {})), mismatch);
  EXPECT_EQ(message(key_of_key(schema('N'), {{"p", S("1")}})), mismatch);
  EXPECT_EQ(message(key_of_key(schema('N'), {{"p", N("1")}, {"s", S("x")}})), mismatch);
  EXPECT_EQ(message(key_of_key(schema('N', 'S'), {{"p", N("1")}})), mismatch);
  EXPECT_EQ(message(key_of_key(schema('N', 'S'), {{"p", N("1")}, {"s", S("x")}})), "");
}

TEST(KeySchema, sizes_are_limited) {
  EXPECT_EQ(message(key_of_key(schema('S'), {{"p", S(std::string(2048, 'x'))}})), "");
  EXPECT_EQ(
      message(key_of_key(schema('S'), {{"p", S(std::string(2049, 'x'))}})),
      "One or more parameter values were invalid: Size of hashkey has exceeded the maximum size "
      "limit of2048 bytes");
  EXPECT_EQ(
      message(key_of_key(schema('B', 'B'), {{"p", B("x")}, {"s", B(std::string(1024, 'x'))}})), "");
  EXPECT_EQ(
      message(key_of_key(schema('B', 'B'), {{"p", B("x")}, {"s", B(std::string(1025, 'x'))}})),
      "One or more parameter values were invalid: Aggregated size of all range keys has exceeded "
      "the size limit of 1024 bytes");
  EXPECT_EQ(
      message(key_of_key(schema('B'), {{"p", B("")}})),
      "One or more parameter values are not valid. The AttributeValue for a key attribute cannot "
      "contain an empty binary value. Key: p");
}

}  // namespace
}  // namespace bellwether::cloud::dynamodb
