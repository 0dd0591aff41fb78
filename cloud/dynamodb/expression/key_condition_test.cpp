#include "cloud/dynamodb/expression/key_condition.h"

#include <gtest/gtest.h>

#include "cloud/dynamodb/expression/compile.h"
#include "cloud/dynamodb/test_values.h"

namespace bellwether::cloud::dynamodb::expression {
namespace {

const KeySchema kHash = {{"a", 'S'}, std::nullopt};
const KeySchema kRange = {{"a", 'S'}, KeyAttribute{"b", 'N'}};
const KeySchema kText = {{"a", 'S'}, KeyAttribute{"b", 'S'}};

Item values() {
  return {{":s", S("x")},
          {":t", S("y")},
          {":n", N("1")},
          {":m", N("2")},
          {":e", S("")},
          {":k", S("K")},
          {":bytes", B("\x01")},
          {":set", SS({"x"})},
          {":N", S("N")},
          {":true", BOOL(true)},
          {":long", S(std::string(2049, 'x'))}};
}

aws::Result<KeyConditions> read(const std::string& expression) {
  const std::optional<Names> names = Names{{"#a", "a"}, {"#b", "b"}};
  std::optional<Item> all = values();
  Compiler compiler(names, &all);
  EXPECT_FALSE(compiler.check());
  const auto condition = compiler.key_condition("KeyConditionExpression", expression);
  if (!condition) return aws::fail(condition.error());
  EXPECT_TRUE(compiler.entered().empty());
  return key_conditions(**condition);
}

std::string refused(const std::string& expression) {
  const auto conditions = read(expression);
  return conditions ? "" : conditions.error().message;
}

aws::Result<KeyCondition> bound(const std::string& expression, const KeySchema& keys) {
  auto conditions = read(expression);
  if (!conditions) return aws::fail(conditions.error());
  return std::move(*conditions).bind(keys);
}

std::string unbound(const std::string& expression, const KeySchema& keys) {
  const auto condition = bound(expression, keys);
  return condition ? "" : condition.error().message;
}

TEST(KeyCondition, names_the_partition_and_what_its_sort_keys_have) {
  for (const auto& keys : {kHash, kRange}) {
    const auto condition = bound("#a = :s", keys);
    ASSERT_TRUE(condition) << condition.error().message;
    EXPECT_EQ(condition->partition, S("x"));
    EXPECT_FALSE(condition->sort);
  }
  const std::pair<const char*, KeyOperator> comparisons[] = {
      {"a = :s AND b = :n", KeyOperator::equal},
      {"b < :n and :s = a", KeyOperator::less},
      {"a = :s AND :n > b", KeyOperator::less},
      {"(a = :s) AND (b <= :n)", KeyOperator::less_or_equal},
      {"a = :s AND :n >= b", KeyOperator::less_or_equal},
      {"(a = :s AND #b > :n)", KeyOperator::greater},
      {"a = :s AND :n < b", KeyOperator::greater},
      {"a = :s AND b >= :n", KeyOperator::greater_or_equal},
      {"a = :s AND :n <= b", KeyOperator::greater_or_equal},
      {"a = :s AND b BETWEEN :n AND :m", KeyOperator::between},
  };
  for (const auto& [expression, comparison] : comparisons) {
    const auto condition = bound(expression, kRange);
    ASSERT_TRUE(condition) << expression << ": " << condition.error().message;
    EXPECT_EQ(condition->partition, S("x"));
    ASSERT_TRUE(condition->sort) << expression;
    EXPECT_EQ(condition->sort->comparison, comparison) << expression;
    EXPECT_EQ(condition->sort->value, N("1"));
    EXPECT_EQ(condition->sort->upper.has_value(), comparison == KeyOperator::between);
  }
  EXPECT_EQ(bound("b between :n and :m and a = :s", kRange)->sort->upper, N("2"));
  const auto prefix = bound("a = :s AND begins_with(b, :t)", kText);
  ASSERT_TRUE(prefix);
  EXPECT_EQ(prefix->sort->comparison, KeyOperator::begins_with);
  EXPECT_EQ(prefix->sort->value, S("y"));
}

TEST(KeyCondition, is_checked_as_a_condition_first) {
  const std::string prefix = "Invalid KeyConditionExpression: ";
  EXPECT_EQ(refused(""), prefix + "The expression can not be empty;");
  EXPECT_EQ(refused("a > 4"), prefix + "Syntax error; token: \"4\", near: \"> 4\"");
  EXPECT_EQ(refused("begins_with(a, :n)"),
            prefix +
                "Incorrect operand type for operator or function; operator or function: "
                "begins_with, operand type: N");
  EXPECT_EQ(refused("a < :set"),
            prefix +
                "Incorrect operand type for operator or function; operator or function: <, "
                "operand type: SS");
  EXPECT_EQ(
      refused("a BETWEEN :t AND :s"),
      prefix +
          "The BETWEEN operator requires upper bound to be greater than or equal to lower bound; "
          "lower bound operand: AttributeValue: {S:y}, upper bound operand: AttributeValue: {S:x}");
  EXPECT_EQ(refused("a BETWEEN :n AND :s"),
            prefix +
                "The BETWEEN operator requires same data type for lower and upper bounds; lower "
                "bound operand: AttributeValue: {N:1}, upper bound operand: AttributeValue: {S:x}");
  EXPECT_EQ(refused("((a = :s))"), prefix + "The expression has redundant parentheses;");
}

TEST(KeyCondition, has_few_operators) {
  const std::pair<const char*, const char*> cases[] = {
      {"a > c and size(c) > d or a > d", "OR"},
      {"a in (c, size(d), d)", "IN"},
      {"attribute_exists(a)", "attribute_exists"},
      {"attribute_not_exists(a)", "attribute_not_exists"},
      {"attribute_type(a, :N)", "attribute_type"},
      {"contains(a.d, c)", "contains"},
      {"not a > c", "NOT"},
      {"a <> c", "<>"}};
  for (const auto& [expression, name] : cases) {
    EXPECT_EQ(refused(expression),
              std::string("Invalid operator used in KeyConditionExpression: ") + name);
  }
}

TEST(KeyCondition, compares_one_attribute_with_values) {
  const std::string invalid = "Invalid condition in KeyConditionExpression: ";
  EXPECT_EQ(refused(":n between size(b) and size(a) and b > :s"),
            invalid + "BETWEEN operator must have the key attribute as its first operand");
  EXPECT_EQ(refused("begins_with(:s, b) and a > :s"),
            invalid + "begins_with operator must have the key attribute as its first operand");
  for (const char* expression :
       {"size(b) > a AND a.b > b AND b > c", "a > size(b.d)", "a between size(b) and size(a)"}) {
    EXPECT_EQ(refused(expression), "KeyConditionExpressions cannot contain nested operations");
  }
  for (const char* expression :
       {"b > a.b", "b between c[1] and d", "a between b and size(a)", "begins_with(a, b)"}) {
    EXPECT_EQ(refused(expression), invalid + "Multiple attribute names used in one condition");
  }
  for (const char* expression : {"b.d > a AND c.d > e.f", "a.d > c", "b[0] > a"}) {
    EXPECT_EQ(refused(expression),
              "KeyConditionExpressions cannot have conditions on nested attributes");
  }
  for (const char* expression : {":s > :s AND a < :s", ":s > b AND :s < :s"}) {
    EXPECT_EQ(refused(expression), invalid + "No key attribute specified");
  }
  for (const char* expression :
       {"b > :s AND b < :s and c = :s and d = :s", "(a > :s and b > :s) and (b > :s and c > :s)"}) {
    EXPECT_EQ(refused(expression),
              "KeyConditionExpressions must only contain one condition per key");
  }
  EXPECT_EQ(refused(":s = a and b = :s and :s = c"), "Conditions can be of length 1 or 2 only");
}

TEST(KeyCondition, is_about_the_keys_of_the_schema) {
  EXPECT_EQ(unbound("z = :s", kRange), "Query condition missed key schema element: a");
  EXPECT_EQ(unbound("b = :n", kRange), "Query condition missed key schema element: a");
  EXPECT_EQ(unbound("a = :s AND z = :n", kRange), "Query condition missed key schema element: b");
  EXPECT_EQ(unbound("a = :s AND b = :n", kHash), "Query key condition not supported");
  EXPECT_EQ(unbound("a > :s", kRange), "Query key condition not supported");
  EXPECT_EQ(unbound("begins_with(a, :s) AND b = :n", kRange), "Query key condition not supported");
  const std::string type =
      "One or more parameter values were invalid: Condition parameter type does not match schema "
      "type";
  EXPECT_EQ(unbound("a = :n", kHash), type);
  EXPECT_EQ(unbound("a = :set", kHash), type);
  EXPECT_EQ(unbound("a = :s AND b = :s", kRange), type);
  EXPECT_EQ(unbound("a = :s AND begins_with(b, :bytes)", kRange), type);
}

TEST(KeyCondition, values_are_such_as_keys_may_have) {
  const std::string empty =
      "One or more parameter values are not valid. The AttributeValue for a key attribute cannot "
      "contain an empty string value. Key: ";
  EXPECT_EQ(unbound("a = :e", kHash), empty + "a");
  EXPECT_EQ(unbound("a = :s AND begins_with(b, :e)", kText), empty + "b");
  EXPECT_EQ(unbound("a = :long", kHash),
            "One or more parameter values were invalid: Size of hashkey has exceeded the maximum "
            "size limit of2048 bytes");
  EXPECT_EQ(unbound("a = :s AND b > :long", kText),
            "One or more parameter values were invalid: Aggregated size of all range keys has "
            "exceeded the size limit of 1024 bytes");
}

TEST(KeyCondition, leaves_the_keys_to_itself) {
  const std::optional<Names> names;
  std::optional<Item> all = values();
  const auto message = [&](const char* expression) {
    Compiler compiler(names, &all);
    const auto filter = compiler.condition("FilterExpression", expression);
    const auto error = check_filter_keys("Filter Expression", **filter, kRange);
    return error ? error->message : "";
  };
  const std::string refusal =
      "Filter Expression can only contain non-primary key attributes: Primary key attribute: ";
  EXPECT_EQ(message("c = :n"), "");
  EXPECT_EQ(message("c = :n AND NOT size(b) > a"), refusal + "a");
  EXPECT_EQ(message("c IN (:n, d, b)"), refusal + "b");
}

}  // namespace
}  // namespace bellwether::cloud::dynamodb::expression
