#include "cloud/dynamodb/expression/legacy.h"

#include <gtest/gtest.h>

#include "cloud/dynamodb/test_values.h"

namespace bellwether::cloud::dynamodb::expression {
namespace {

using Values = std::vector<AttributeValue>;

const std::string kInvalid = "One or more parameter values were invalid: ";

aws::dynamodb::Condition comparison(std::string name, std::optional<Values> values = {}) {
  return {.AttributeValueList = std::move(values), .ComparisonOperator = std::move(name)};
}

std::string refused(std::string name, std::optional<Values> values) {
  const auto condition =
      legacy_condition(Comparisons{{"a", comparison(std::move(name), std::move(values))}}, {});
  return condition ? "" : condition.error().message;
}

bool holds(std::string name, Values values, const Item& item) {
  const auto condition =
      legacy_condition(Comparisons{{"a", comparison(name, std::move(values))}}, {});
  if (!condition) {
    ADD_FAILURE() << name << ": " << condition.error().message;
    return false;
  }
  return evaluate(**condition, item);
}

std::string refused(aws::dynamodb::ExpectedAttributeValue expected) {
  const auto condition = legacy_condition(Expected{{"a", std::move(expected)}}, {});
  return condition ? "" : condition.error().message;
}

bool holds(aws::dynamodb::ExpectedAttributeValue expected, const Item& item) {
  const auto condition = legacy_condition(Expected{{"a", std::move(expected)}}, {});
  if (!condition) {
    ADD_FAILURE() << condition.error().message;
    return false;
  }
  return evaluate(**condition, item);
}

TEST(Legacy, all_operators_compare) {
  const Item one = {{"a", N("1")}};
  const Item text = {{"a", S("hello")}};
  const Item set = {{"a", NS({"2", "4"})}};
  const Item list = {{"a", L({N("2"), S("x")})}};
  const Item none = {{"a", null()}};
  const Item gone = {{"b", N("1")}};
  EXPECT_TRUE(holds("EQ", {N("1.0")}, one));
  EXPECT_TRUE(holds("EQ", {NS({"4", "2"})}, set));
  EXPECT_TRUE(holds("EQ", {L({N("2"), S("x")})}, list));
  EXPECT_FALSE(holds("EQ", {S("1")}, one));
  EXPECT_FALSE(holds("EQ", {N("1")}, gone));
  EXPECT_TRUE(holds("NE", {N("2")}, one));
  EXPECT_TRUE(holds("NE", {S("1")}, one));
  EXPECT_TRUE(holds("NE", {N("1")}, gone));
  EXPECT_FALSE(holds("NE", {N("1")}, one));
  EXPECT_TRUE(holds("LT", {N("2")}, one));
  EXPECT_FALSE(holds("LT", {N("1")}, one));
  EXPECT_FALSE(holds("LT", {S("2")}, one));
  EXPECT_TRUE(holds("LE", {N("1")}, one));
  EXPECT_FALSE(holds("LE", {N("0")}, one));
  EXPECT_TRUE(holds("GT", {N("0")}, one));
  EXPECT_FALSE(holds("GT", {N("1")}, one));
  EXPECT_TRUE(holds("GE", {N("1")}, one));
  EXPECT_FALSE(holds("GE", {N("2")}, one));
  EXPECT_FALSE(holds("GE", {N("2")}, gone));
  EXPECT_TRUE(holds("NOT_NULL", {}, none));
  EXPECT_FALSE(holds("NOT_NULL", {}, gone));
  EXPECT_TRUE(holds("NULL", {}, gone));
  EXPECT_FALSE(holds("NULL", {}, none));
  EXPECT_TRUE(holds("CONTAINS", {S("ell")}, text));
  EXPECT_TRUE(holds("CONTAINS", {N("4")}, set));
  EXPECT_TRUE(holds("CONTAINS", {S("x")}, list));
  EXPECT_FALSE(holds("CONTAINS", {N("1")}, text));
  EXPECT_FALSE(holds("CONTAINS", {N("1")}, gone));
  EXPECT_TRUE(holds("NOT_CONTAINS", {S("dog")}, text));
  EXPECT_TRUE(holds("NOT_CONTAINS", {N("1")}, text));
  EXPECT_FALSE(holds("NOT_CONTAINS", {N("4")}, set));
  EXPECT_FALSE(holds("NOT_CONTAINS", {N("1")}, gone));
  EXPECT_TRUE(holds("BEGINS_WITH", {S("hell")}, text));
  EXPECT_FALSE(holds("BEGINS_WITH", {S("hell")}, one));
  EXPECT_TRUE(holds("IN", {N("3"), N("1")}, one));
  EXPECT_FALSE(holds("IN", {N("2"), N("4")}, set));
  EXPECT_TRUE(holds("BETWEEN", {N("1"), N("3")}, one));
  EXPECT_FALSE(holds("BETWEEN", {N("2"), N("3")}, one));
  EXPECT_FALSE(holds("BETWEEN", {N("0"), N("3")}, gone));
}

TEST(Legacy, operators_take_as_many_values_as_they_do) {
  const auto message = [](const std::string& name) {
    return kInvalid + "Invalid number of argument(s) for the " + name + " ComparisonOperator";
  };
  for (const char* name :
       {"EQ", "NE", "LE", "LT", "GE", "GT", "CONTAINS", "NOT_CONTAINS", "BEGINS_WITH"}) {
    EXPECT_EQ(refused(name, std::nullopt), message(name));
    EXPECT_EQ(refused(name, Values{}), message(name));
    EXPECT_EQ(refused(name, Values{S("a"), S("a")}), message(name));
  }
  for (const char* name : {"NULL", "NOT_NULL"}) {
    EXPECT_EQ(refused(name, Values{S("a")}), message(name));
    EXPECT_EQ(refused(name, Values{}), "");
    EXPECT_EQ(refused(name, std::nullopt), "");
  }
  EXPECT_EQ(refused("IN", Values{}), message("IN"));
  EXPECT_EQ(refused("BETWEEN", Values{S("a")}), message("BETWEEN"));
  EXPECT_EQ(refused("BETWEEN", Values{S("a"), S("b"), S("c")}), message("BETWEEN"));
}

TEST(Legacy, operators_take_values_of_their_types) {
  const auto message = [](const std::string& name, const std::string& type) {
    return kInvalid + "ComparisonOperator " + name + " is not valid for " + type +
           " AttributeValue type";
  };
  const std::pair<AttributeValue, const char*> values[] = {
      {S("a"), "S"},    {N("1"), "N"},     {B("a"), "B"},     {BOOL(true), "BOOL"},
      {null(), "NULL"}, {SS({"a"}), "SS"}, {NS({"1"}), "NS"}, {BS({"a"}), "BS"},
      {M({}), "M"},     {L({}), "L"}};
  const auto takes = [&](const std::string& name, std::size_t count, std::string_view types) {
    for (const auto& [value, type] : values) {
      const bool taken = types.find(" " + std::string(type) + " ") != std::string_view::npos;
      EXPECT_EQ(refused(name, Values(count, value)), taken ? "" : message(name, type));
    }
  };
  takes("EQ", 1, " S N B BOOL NULL SS NS BS M L ");
  takes("NE", 1, " S N B BOOL NULL SS NS BS M L ");
  for (const char* name : {"LT", "LE", "GT", "GE", "IN"}) takes(name, 1, " S N B ");
  takes("BETWEEN", 2, " S N B ");
  takes("CONTAINS", 1, " S N B BOOL NULL ");
  takes("NOT_CONTAINS", 1, " S N B BOOL NULL ");
  takes("BEGINS_WITH", 1, " S B ");
  EXPECT_EQ(refused("IN", Values{S("b"), N("1")}),
            kInvalid + "AttributeValues inside AttributeValueList must be of same type");
  EXPECT_EQ(refused("BETWEEN", Values{S("b"), S("a")}),
            "The BETWEEN condition was provided a range where the lower bound is greater than the "
            "upper bound");
  EXPECT_EQ(refused("EQ", Values{N("b")}),
            "The parameter cannot be converted to a numeric value: b");
}

TEST(Legacy, conditions_are_joined_by_AND_unless_by_OR) {
  const auto joined = [](const std::optional<std::string>& by, const Item& item) {
    Comparisons filter;
    filter.emplace("a", comparison("EQ", Values{N("1")}));
    filter.emplace("b", comparison("EQ", Values{N("2")}));
    return evaluate(**legacy_condition(std::move(filter), by), item);
  };
  const Item both = {{"a", N("1")}, {"b", N("2")}};
  const Item one = {{"a", N("1")}, {"b", N("3")}};
  EXPECT_TRUE(joined(std::nullopt, both));
  EXPECT_FALSE(joined(std::nullopt, one));
  EXPECT_FALSE(joined("AND", one));
  EXPECT_TRUE(joined("OR", one));
  EXPECT_FALSE(joined("OR", {}));
  EXPECT_FALSE(*legacy_condition(Comparisons{}, std::nullopt));
  EXPECT_FALSE(*legacy_condition(Expected{}, std::nullopt));
}

TEST(Legacy, expected_values_exist_or_not) {
  const Item item = {{"a", N("1")}};
  EXPECT_TRUE(holds({.Value = N("1")}, item));
  EXPECT_FALSE(holds({.Value = N("2")}, item));
  EXPECT_FALSE(holds({.Value = N("1")}, {}));
  EXPECT_TRUE(holds({.Value = N("1"), .Exists = true}, item));
  EXPECT_TRUE(holds({.Exists = false}, {}));
  EXPECT_FALSE(holds({.Exists = false}, item));
  EXPECT_TRUE(holds({.Value = N("2"), .ComparisonOperator = "LT"}, item));
  EXPECT_TRUE(holds({.ComparisonOperator = "NOT_NULL"}, item));
  EXPECT_TRUE(holds({.ComparisonOperator = "IN", .AttributeValueList = Values{N("1")}}, item));
}

TEST(Legacy, expectations_are_checked_in_AWS_words) {
  EXPECT_EQ(refused({}), kInvalid + "Value must be provided when Exists is null for Attribute: a");
  EXPECT_EQ(refused({.Exists = true}),
            kInvalid + "Value must be provided when Exists is true for Attribute: a");
  EXPECT_EQ(refused({.Value = S("a"), .Exists = false}),
            kInvalid + "Value cannot be used when Exists is false for Attribute: a");
  EXPECT_EQ(refused({.ComparisonOperator = "LT"}),
            kInvalid +
                "Value or AttributeValueList must be used with ComparisonOperator: LT for "
                "Attribute: a");
  EXPECT_EQ(refused({.Exists = true, .ComparisonOperator = "LT"}),
            kInvalid + "Exists and ComparisonOperator cannot be used together for Attribute: a");
  EXPECT_EQ(
      refused({.Value = S("a"), .ComparisonOperator = "LT", .AttributeValueList = Values{S("a")}}),
      kInvalid + "Value and AttributeValueList cannot be used together for Attribute: a");
  for (const std::optional<bool> exists : {std::optional<bool>(), std::optional(true)}) {
    EXPECT_EQ(refused({.Exists = exists, .AttributeValueList = Values{S("a")}}),
              kInvalid +
                  "AttributeValueList can only be used with a ComparisonOperator for Attribute: a");
  }
  EXPECT_EQ(refused({.ComparisonOperator = "EQ", .AttributeValueList = Values{}}),
            kInvalid + "Invalid number of argument(s) for the EQ ComparisonOperator");
  EXPECT_EQ(refused({.Value = S("a"), .ComparisonOperator = "NULL"}),
            kInvalid + "Invalid number of argument(s) for the NULL ComparisonOperator");
  EXPECT_EQ(refused({.Value = N("x")}), "The parameter cannot be converted to a numeric value: x");
}

TEST(Legacy, key_conditions_become_those_of_expressions) {
  const KeySchema keys = {{"a", 'S'}, KeyAttribute{"b", 'N'}};
  const auto bound = [&](Comparisons comparisons) -> aws::Result<KeyCondition> {
    auto conditions = legacy_key_conditions(std::move(comparisons));
    if (!conditions) return aws::fail(conditions.error());
    return std::move(*conditions).bind(keys);
  };
  const auto message = [&](Comparisons comparisons) {
    const auto condition = bound(std::move(comparisons));
    return condition ? "" : condition.error().message;
  };
  const auto partition = comparison("EQ", Values{S("x")});
  const std::pair<const char*, KeyOperator> operators[] = {{"EQ", KeyOperator::equal},
                                                           {"LT", KeyOperator::less},
                                                           {"LE", KeyOperator::less_or_equal},
                                                           {"GT", KeyOperator::greater},
                                                           {"GE", KeyOperator::greater_or_equal}};
  for (const auto& [name, expected] : operators) {
    const auto condition = bound({{"a", partition}, {"b", comparison(name, Values{N("1.0")})}});
    ASSERT_TRUE(condition) << condition.error().message;
    EXPECT_EQ(condition->partition, S("x"));
    EXPECT_EQ(condition->sort->comparison, expected);
    EXPECT_EQ(condition->sort->value, N("1"));
  }
  const auto range =
      bound({{"a", partition}, {"b", comparison("BETWEEN", Values{N("1"), N("2")})}});
  ASSERT_TRUE(range);
  EXPECT_EQ(range->sort->upper, N("2"));
  EXPECT_FALSE(bound({{"a", partition}})->sort);

  EXPECT_EQ(message({}), "Conditions can be of length 1 or 2 only");
  EXPECT_EQ(message({{"a", partition}, {"b", partition}, {"c", partition}}),
            "Conditions can be of length 1 or 2 only");
  EXPECT_EQ(message({{"z", comparison("NULL")}}), "Query condition missed key schema element: a");
  for (const char* name : {"NE", "CONTAINS", "NOT_CONTAINS", "IN"}) {
    EXPECT_EQ(message({{"a", comparison(name, Values{S("x")})}}),
              "Attempted conditional constraint is not an indexable operation");
  }
  EXPECT_EQ(message({{"a", comparison("NULL")}}),
            "Attempted conditional constraint is not an indexable operation");
  EXPECT_EQ(message({{"a", comparison("BEGINS_WITH", Values{S("x")})}}),
            "Query key condition not supported");
  EXPECT_EQ(message({{"a", partition}, {"b", comparison("BEGINS_WITH", Values{N("1")})}}),
            kInvalid + "ComparisonOperator BEGINS_WITH is not valid for N AttributeValue type");
  EXPECT_EQ(message({{"a", comparison("EQ", Values{N("1")})}}),
            kInvalid + "Condition parameter type does not match schema type");
}

TEST(Legacy, attributes_to_get_are_named_once) {
  const auto paths = legacy_projection({"a.b", "status"});
  ASSERT_TRUE(paths);
  const Item item = {{"a.b", N("1")}, {"a", M({{"b", N("2")}})}, {"status", S("x")}};
  EXPECT_EQ(Projection(*paths).of(item), (Item{{"a.b", N("1")}, {"status", S("x")}}));
  EXPECT_EQ(legacy_projection({"a", "b", "a"}).error().message,
            kInvalid + "Duplicate value in attribute name: a");
}

aws::Result<Item> updated(AttributeUpdates updates, const Item& item) {
  auto update = legacy_update(std::move(updates));
  if (!update) return aws::fail(update.error());
  return expression::apply(*update, item);
}

TEST(Legacy, attribute_updates_put_add_and_delete) {
  const Item item = {
      {"p", S("key")}, {"n", N("1")}, {"ss", SS({"a", "b"})}, {"l", L({N("1")})}, {"gone", S("x")}};
  const auto now = updated({{"put", {.Value = S("new")}},
                            {"again", {.Value = M({}), .Action = "PUT"}},
                            {"n", {.Value = N("2.50"), .Action = "ADD"}},
                            {"fresh", {.Value = L({S("x")}), .Action = "ADD"}},
                            {"l", {.Value = L({S("y")}), .Action = "ADD"}},
                            {"ss", {.Value = SS({"b", "c"}), .Action = "DELETE"}},
                            {"none", {.Value = SS({"b"}), .Action = "DELETE"}},
                            {"gone", {.Action = "DELETE"}}},
                           item);
  ASSERT_TRUE(now) << now.error().message;
  EXPECT_EQ(*now, (Item{{"p", S("key")},
                        {"put", S("new")},
                        {"again", M({})},
                        {"n", N("3.5")},
                        {"fresh", L({S("x")})},
                        {"l", L({N("1"), S("y")})},
                        {"ss", SS({"a"})}}));
  const auto update = legacy_update({{"gone", {.Action = "DELETE"}}});
  EXPECT_FALSE(creates(*update));
  EXPECT_TRUE(creates(*legacy_update({})));
  EXPECT_EQ(touched(*update).of(item), (Item{{"gone", S("x")}}));
}

TEST(Legacy, attribute_updates_are_checked_in_AWS_words) {
  const auto message = [](aws::dynamodb::AttributeValueUpdate update) {
    const auto result = updated({{"a", std::move(update)}}, {{"a", SS({"x"})}});
    return result ? "" : result.error().message;
  };
  const std::string none =
      kInvalid + "Only DELETE action is allowed when no attribute value is specified";
  EXPECT_EQ(message({}), none);
  EXPECT_EQ(message({.Action = "PUT"}), none);
  EXPECT_EQ(message({.Action = "ADD"}), none);
  const std::pair<AttributeValue, const char*> values[] = {
      {S("1"), "S"}, {B("b"), "B"}, {null(), "NULL"}, {BOOL(true), "BOOL"}, {M({}), "M"}};
  for (const auto& [value, type] : values) {
    EXPECT_EQ(message({.Value = value, .Action = "DELETE"}),
              kInvalid + "DELETE action with value is not supported for the type " + type);
    EXPECT_EQ(message({.Value = value, .Action = "ADD"}),
              kInvalid + "ADD action is not supported for the type " + type);
  }
  EXPECT_EQ(message({.Value = N("1"), .Action = "DELETE"}),
            kInvalid + "DELETE action with value is not supported for the type N");
  EXPECT_EQ(message({.Value = N("b")}), "The parameter cannot be converted to a numeric value: b");
  for (const auto& value : {NS({"1"}), BS({"b"})}) {
    EXPECT_EQ(message({.Value = value, .Action = "DELETE"}),
              "Type mismatch for attribute to update");
    EXPECT_EQ(message({.Value = value, .Action = "ADD"}), "Type mismatch for attribute to update");
  }
  EXPECT_EQ(message({.Value = N("1"), .Action = "ADD"}), "Type mismatch for attribute to update");
}

}  // namespace
}  // namespace bellwether::cloud::dynamodb::expression
