#include "cloud/dynamodb/item.h"

#include <random>

#include <gtest/gtest.h>

#include "aws/dynamodb/json.h"
#include "cloud/dynamodb/item_codec.h"
#include "cloud/dynamodb/test_values.h"

namespace bellwether::cloud::dynamodb {
namespace {

std::string refusal(AttributeValue value) {
  return normalize(value).value_or("");
}

AttributeValue nested(int containers) {
  AttributeValue value = S("leaf");
  for (int i = 0; i < containers; ++i) {
    value = i % 2 ? L({value}) : M({{"n", value}});
  }
  return value;
}

TEST(Item, numbers_are_normalised_wherever_they_stand) {
  Item item = {{"n", N("1.0")}, {"s", NS({"007", "1e1"})}, {"m", M({{"l", L({N("+2")})}})}};
  ASSERT_EQ(normalize(item), std::nullopt);
  EXPECT_EQ(item, (Item{{"n", N("1")}, {"s", NS({"7", "10"})}, {"m", M({{"l", L({N("2")})}})}}));
}

TEST(Item, values_are_refused_in_AWS_words) {
  const std::string invalid = "One or more parameter values were invalid: ";
  EXPECT_EQ(
      refusal({}),
      "Supplied AttributeValue is empty, must contain exactly one of the supported datatypes");
  EXPECT_EQ(refusal(AttributeValue::make_NULL(false)),
            invalid + "Null attribute value types must have the value of true");
  EXPECT_EQ(refusal(SS({})), invalid + "An string set  may not be empty");
  EXPECT_EQ(refusal(NS({})), invalid + "An number set  may not be empty");
  EXPECT_EQ(refusal(BS({})), invalid + "Binary sets should not be empty");
  EXPECT_EQ(refusal(SS({"a", ""})), "");
  EXPECT_EQ(refusal(BS({""})), "");
  EXPECT_EQ(refusal(SS({"a", "b", "a"})),
            invalid + "Input collection [a, b, a] contains duplicates.");
  EXPECT_EQ(refusal(BS({"b", "b"})),
            invalid + "Input collection [Yg==, Yg==]of type BS contains duplicates.");
  EXPECT_EQ(refusal(NS({"1", "1.0"})), "Input collection contains duplicates");
  EXPECT_EQ(refusal(L({N("x")})), "The parameter cannot be converted to a numeric value: x");
  EXPECT_EQ(refusal(S("")), "");
}

TEST(Item, may_be_nested_31_deep) {
  EXPECT_EQ(refusal(nested(31)), "");
  EXPECT_EQ(
      refusal(nested(32)),
      "Nesting Levels have exceeded supported limits: Attributes in the item have nested levels "
      "beyond supported limit");
}

TEST(Item, is_sized_by_AWS_rules) {
  EXPECT_EQ(size_of(Item{{"id", S("abc")}}), 5);
  EXPECT_EQ(size_of(Item{{"ä", S("ö")}}), 4);
  EXPECT_EQ(size_of(Item{{"n", N("12345")}}), 1 + 4);
  EXPECT_EQ(size_of(Item{{"b", B("xyz")}, {"t", BOOL(true)}, {"u", null()}}), 4 + 2 + 2);
  EXPECT_EQ(size_of(Item{{"s", SS({"a", "bcd"})}}), 1 + 4);
  EXPECT_EQ(size_of(Item{{"l", L({})}, {"m", M({})}}), 4 + 4);
  EXPECT_EQ(size_of(Item{{"l", L({S("a"), BOOL(true)})}}), 1 + 3 + 2 + 2);
  EXPECT_EQ(size_of(Item{{"m", M({{"k", S("v")}})}}), 1 + 3 + 1 + 2);
}

TEST(Item, equal_sets_have_any_order) {
  EXPECT_TRUE(equal(SS({"a", "b"}), SS({"b", "a"})));
  EXPECT_FALSE(equal(SS({"a", "b"}), SS({"a"})));
  EXPECT_TRUE(equal(L({NS({"1", "2"})}), L({NS({"2", "1"})})));
  EXPECT_FALSE(equal(L({S("1"), S("2")}), L({S("2"), S("1")})));
  EXPECT_FALSE(equal(S("1"), N("1")));
}

Item everything() {
  return {{"", S("")},
          {"s", S(std::string("a\0b", 3))},
          {"n", N("-1.5")},
          {"b", B(std::string(300, '\xff'))},
          {"ss", SS({"x", "y"})},
          {"ns", NS({"1", "2"})},
          {"bs", BS({"p", "q"})},
          {"m", M({{"inner", M({})}, {"list", L({null(), BOOL(true), BOOL(false)})}})},
          {"l", L({})}};
}

// Text of every length up to some words, with what JSON escapes anywhere in it. Always UTF-8, as
// what came as JSON is.
std::string random_text(std::mt19937& random) {
  std::string text(random() % 40, 'x');
  for (char& c : text) {
    if (random() % 16 == 0) c = static_cast<char>(random() % 128);
  }
  if (random() % 4 == 0) text += "\u00e9\u4e16\U0001f411";
  return text;
}

AttributeValue random_value(std::mt19937& random, int depth);

Item random_item(std::mt19937& random, int depth) {
  Item item;
  for (auto count = random() % 6; count > 0; --count) {
    item.emplace(random_text(random), random_value(random, depth + 1));
  }
  return item;
}

AttributeValue random_value(std::mt19937& random, int depth) {
  const auto texts = [&] { return std::vector{random_text(random), random_text(random)}; };
  switch (random() % (depth < 4 ? 10 : 8)) {
    case 0:
      return S(random_text(random));
    case 1:
      return N(std::to_string(random()));
    case 2:
      return B(random_text(random));
    case 3:
      return SS(texts());
    case 4:
      return NS({std::to_string(random())});
    case 5:
      return BS(texts());
    case 6:
      return null();
    case 7:
      return BOOL(random() % 2 == 0);
    case 8:
      return M(random_item(random, depth));
    default:
      return L({random_value(random, depth + 1), random_value(random, depth + 1)});
  }
}

TEST(ItemCodec, gives_back_what_it_was_given) {
  const std::string bytes = encode_item(everything());
  EXPECT_EQ(decode_item(bytes), everything());
  EXPECT_EQ(stored_size(bytes), size_of(everything()));
}

std::string written(std::string_view bytes) {
  aws::json::Writer w;
  write_item(w, bytes);
  return w.take();
}

TEST(ItemCodec, writes_the_JSON_of_the_tree_without_the_tree) {
  EXPECT_EQ(written(encode_item(everything())), aws::json::to_json(everything()));
  std::mt19937 random(1);
  for (int i = 0; i < 2000; ++i) {
    const Item item = random_item(random, 0);
    ASSERT_EQ(written(encode_item(item)), aws::json::to_json(item));
  }
}

TEST(ItemCodec, refuses_bytes_that_are_cut_or_changed) {
  const std::string bytes = encode_item(everything());
  for (std::size_t size = 0; size < bytes.size(); ++size) {
    EXPECT_THROW(decode_item(bytes.substr(0, size)), std::runtime_error) << size;
    EXPECT_THROW(written(bytes.substr(0, size)), std::runtime_error) << size;
  }
  EXPECT_THROW(written(bytes + "x"), std::runtime_error);
  EXPECT_THROW(decode_item(bytes + "x"), std::runtime_error);
  std::string other_version = bytes;
  other_version[0] = 9;
  EXPECT_THROW(decode_item(other_version), std::runtime_error);
}

}  // namespace
}  // namespace bellwether::cloud::dynamodb
