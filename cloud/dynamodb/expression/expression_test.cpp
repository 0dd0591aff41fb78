#include <gtest/gtest.h>

#include "cloud/dynamodb/expression/compile.h"
#include "cloud/dynamodb/expression/reserved_words.h"
#include "cloud/dynamodb/test_values.h"

namespace bellwether::cloud::dynamodb::expression {
namespace {

const Names kNames = {{"#a", "a"}, {"#count", "count"}, {"#dot", "x.y"}};

Item values() {
  return {{":s", S("abc")},
          {":t", S("b")},
          {":one", N("1")},
          {":two", N("2.0")},
          {":ten", N("10")},
          {":b", B("\x01\x02")},
          {":true", BOOL(true)},
          {":null", null()},
          {":set", SS({"b", "abc"})},
          {":numbers", NS({"2", "1"})},
          {":list", L({S("b")})},
          {":map", M({})},
          {":N", S("N")},
          {":bad", S("Q")}};
}

// The message, or nothing when the expression is fine.
std::string refusal(const std::string& expression) {
  std::optional<Names> names = kNames;
  std::optional<Item> all = values();
  Compiler compiler(names, &all);
  EXPECT_FALSE(compiler.check());
  const auto condition = compiler.condition("FilterExpression", expression);
  return condition ? "" : condition.error().message;
}

std::string refused(const std::string& expression) {
  const std::string prefix = "Invalid FilterExpression: ";
  const std::string message = refusal(expression);
  EXPECT_TRUE(message.starts_with(prefix)) << expression << ": " << message;
  return message.substr(std::min(prefix.size(), message.size()));
}

bool holds(const std::string& expression, const Item& item) {
  std::optional<Names> names = kNames;
  std::optional<Item> all = values();
  Compiler compiler(names, &all);
  EXPECT_FALSE(compiler.check());
  const auto condition = compiler.condition("FilterExpression", expression);
  if (!condition) {
    ADD_FAILURE() << expression << ": " << condition.error().message;
    return false;
  }
  return evaluate(**condition, item);
}

const Item kItem = {{"a", N("1")},
                    {"s", S("abcd")},
                    {"b", B("\x01\x02\x03")},
                    {"yes", BOOL(true)},
                    {"nil", null()},
                    {"set1", SS({"abc", "b"})},
                    {"numbers", NS({"1", "2", "10"})},
                    {"list1", L({S("b"), M({{"deep", N("5")}}), N("2")})},
                    {"map1", M({{"inside", M({{"leaf", S("x")}})}, {"a", N("3")}})},
                    {"x.y", S("dotted")},
                    {"count", N("2")}};

TEST(Condition, comparators_compare_within_a_type) {
  for (const char* expression :
       {"a = :one", "a <> :two", "a < :two", "a <= :one", "a >= :one", "a > gone OR a = :one",
        "s > :s", "b > :b", "#count = :two", "#count > a", ":one < :two", "yes = :true",
        "nil = :null", "set1 = :set", "a <> :s", "gone <> :one", "size(s) > :two"}) {
    EXPECT_TRUE(holds(expression, kItem)) << expression;
  }
  for (const char* expression :
       {"a = :two", "a <> :one", "a > :two", "a < :s", "gone = :one", "gone < :one", "yes <> :true",
        "s = :one", "gone = absent", "map1 = :map", "list1 = :list"}) {
    EXPECT_FALSE(holds(expression, kItem)) << expression;
  }
}

TEST(Condition, between_and_in) {
  for (const char* expression :
       {"a BETWEEN :one AND :two", "a between :one and :one", "#count IN (:one, :two)",
        "s IN (:s, s1, s) OR a = :one", "a BETWEEN :one AND :two AND #count = :two",
        ":one BETWEEN a AND #count"}) {
    EXPECT_TRUE(holds(expression, kItem)) << expression;
  }
  for (const char* expression : {"a BETWEEN :two AND :ten", "gone BETWEEN :one AND :two",
                                 "s BETWEEN :one AND :two", "a IN (:two, :s)", "gone IN (:one)"}) {
    EXPECT_FALSE(holds(expression, kItem)) << expression;
  }
}

TEST(Condition, NOT_binds_before_AND_before_OR) {
  EXPECT_TRUE(holds("a = :one OR a = :two AND a = :two", kItem));
  EXPECT_FALSE(holds("(a = :one OR a = :two) AND a = :two", kItem));
  EXPECT_TRUE(holds("NOT a = :two AND a = :one", kItem));
  EXPECT_FALSE(holds("NOT (a = :two OR a = :one)", kItem));
  EXPECT_TRUE(holds("NOT a = :two OR a = :two", kItem));
  EXPECT_TRUE(holds("not not a = :one", kItem));
  EXPECT_TRUE(holds("(a) = (:one) and (size(s)) > (a)", kItem));
}

TEST(Condition, functions) {
  for (const char* expression :
       {"attribute_exists(a)", "attribute_exists(map1.inside.leaf)",
        "attribute_exists(list1[1].deep)", "attribute_not_exists(list1[3])",
        "attribute_not_exists(map1.#a.b)", "attribute_type(a, :N)", "begins_with(s, :s)",
        "begins_with(b, :b)", "contains(s, :t)", "contains(set1, :t)", "contains(numbers, :two)",
        "contains(list1, :two)", "contains(list1, :t)", "contains(b, :b)", "size(set1) = :two",
        "size(list1) > size(map1)", "size(b) > :two", "attribute_exists(#dot)",
        "attribute_exists((map1).inside)"}) {
    EXPECT_TRUE(holds(expression, kItem)) << expression;
  }
  for (const char* expression :
       {"attribute_exists(gone)", "attribute_not_exists(a)", "attribute_type(s, :N)",
        "begins_with(a, :s)", "begins_with(gone, :s)", "contains(s, :one)", "contains(a, :one)",
        "contains(gone, :t)", "size(a) > :one", "size(gone) = :one", "attribute_exists(s[0])",
        "attribute_exists(x.y)"}) {
    EXPECT_FALSE(holds(expression, kItem)) << expression;
  }
}

TEST(Condition, what_does_not_parse_is_shown_with_its_neighbours) {
  const std::pair<const char*, const char*> cases[] = {
      {"a b", "Syntax error; token: \"b\", near: \"a b\""},
      {"a > 4", "Syntax error; token: \"4\", near: \"> 4\""},
      {"a =", "Syntax error; token: \"<EOF>\", near: \"=\""},
      {"a = :one AND", "Syntax error; token: \"<EOF>\", near: \"AND\""},
      {"!!", "Syntax error; token: \"!\", near: \"!!\""},
      {"a  =  = b", "Syntax error; token: \"=\", near: \"=  = b\""}};
  for (const auto& [expression, message] : cases) EXPECT_EQ(refused(expression), message);
  for (const char* expression : {"things are not gonna be ok",
                                 "attribute_exists(Pictures-RearView)",
                                 "attribute_exists(\"Pictures.RearView\")",
                                 "attribute_exists(Pictures..RearView)",
                                 "attribute_exists(Pi#ctures.RearView)",
                                 "attribute_exists(asdf[a])",
                                 "a in b, c",
                                 "a > between",
                                 "a in b",
                                 "a in (b,c,)",
                                 "(a)between(b.(c.d))and(c)",
                                 "#$.b > a",
                                 "a > :things.stuff",
                                 "b[:a] > a",
                                 "b[#_] > a",
                                 "\xc3\xbc > a",
                                 "size(a).b > a",
                                 "(size(a)).b > a",
                                 "size(a)[0] > a",
                                 "a",
                                 "(a)",
                                 ":one",
                                 "()",
                                 "a = :one)",
                                 "((a = :one)",
                                 "foo()",
                                 "attribute_not_exists(_c)",
                                 "attribute_not_exists(c._d)",
                                 "(a = :one) = a"}) {
    EXPECT_TRUE(refused(expression).starts_with("Syntax error; ")) << expression;
  }
  EXPECT_EQ(refused(""), "The expression can not be empty;");
  EXPECT_EQ(refused("  "), "The expression can not be empty;");
}

TEST(Condition, redundant_parentheses_are_refused) {
  for (const char* expression :
       {"a = b and a > ((views))", "(a) between (((b.c)).d) and (c)",
        "a = :one AND ((a = :one AND a = :two)) AND a = :one", "((a = :one))"}) {
    EXPECT_EQ(refused(expression), "The expression has redundant parentheses;") << expression;
  }
  EXPECT_EQ(refusal("((a = :one) OR (a = :two))"), "");
}

TEST(Condition, functions_are_checked_in_AWS_words) {
  const std::string misused =
      "The function is not allowed to be used this way in an expression; function: ";
  EXPECT_EQ(refused("a = b and whatever((:one)) > a"), "Invalid function name; function: whatever");
  EXPECT_EQ(refused("attRIbute_exIsts((views), #x)"),
            "Invalid function name; function: attRIbute_exIsts");
  EXPECT_EQ(refused("list_append(a, a) = :one"),
            "The function is not allowed in a condition expression; function: list_append");
  EXPECT_EQ(refused("attribute_not_exists(things) > b"), misused + "attribute_not_exists");
  EXPECT_EQ(refused("size(contains(a, b)) > a"), misused + "contains");
  EXPECT_EQ(refused("size(things)"), misused + "size");
  EXPECT_EQ(refused("a between b and attribute_exists(things)"), misused + "attribute_exists");
  EXPECT_EQ(refused("a in (b, attribute_exists(things))"), misused + "attribute_exists");

  const std::string count =
      "Incorrect number of operands for operator or function; operator or function: ";
  EXPECT_EQ(refused("attribute_exists(things, a)"),
            count + "attribute_exists, number of operands: 2");
  EXPECT_EQ(refused("begins_with(things, size(a), b)"),
            count + "begins_with, number of operands: 3");
  EXPECT_EQ(refused("size(things, a) > b"), count + "size, number of operands: 2");

  const std::string type =
      "Incorrect operand type for operator or function; operator or function: ";
  EXPECT_EQ(refused("begins_with(a, :one)"), type + "begins_with, operand type: N");
  EXPECT_EQ(refused("begins_with(a, size(s))"), type + "begins_with, operand type: N");
  EXPECT_EQ(refused("attribute_type(a, :one)"), type + "attribute_type, operand type: N");
  EXPECT_EQ(refused("size(:true) > a"), type + "size, operand type: BOOL");
  EXPECT_EQ(refused("size(size(a)) > :one"), type + "size, operand type: N");
  EXPECT_EQ(refused("a < :true"), type + "<, operand type: BOOL");
  EXPECT_EQ(refused("a BETWEEN :map AND :map"), type + "BETWEEN, operand type: M");

  EXPECT_EQ(
      refused("attribute_exists(:one)"),
      "Operator or function requires a document path; operator or function: attribute_exists");
  EXPECT_EQ(refused("attribute_type(a, :bad)"),
            "Invalid attribute type name found; type: Q, valid types: "
            "{B,NULL,SS,BOOL,L,BS,N,NS,S,M}");
}

TEST(Condition, operands_are_checked_in_AWS_words) {
  EXPECT_EQ(refused("#a = a"),
            "The first operand must be distinct from the remaining operands for this operator or "
            "function; operator: =, first operand: [a]");
  EXPECT_EQ(refused("contains(ab.bc[1].a, ab.bc[1].#a)"),
            "The first operand must be distinct from the remaining operands for this operator or "
            "function; operator: contains, first operand: [ab, bc, [1], a]");
  EXPECT_EQ(refusal(":one = :one"), "");
  EXPECT_EQ(
      refused("a BETWEEN :two AND :one"),
      "The BETWEEN operator requires upper bound to be greater than or equal to lower bound; "
      "lower bound operand: AttributeValue: {N:2}, upper bound operand: AttributeValue: {N:1}");
  EXPECT_EQ(refused("a BETWEEN :one AND :s"),
            "The BETWEEN operator requires same data type for lower and upper bounds; lower bound "
            "operand: AttributeValue: {N:1}, upper bound operand: AttributeValue: {S:abc}");
  EXPECT_EQ(
      refused("#b.c > a"),
      "An expression attribute name used in the document path is not defined; attribute name: "
      "#b");
  EXPECT_EQ(refused("a > :missing"),
            "An expression attribute value used in expression is not defined; attribute value: "
            ":missing");
  EXPECT_EQ(refused(":one < abOrT"),
            "Attribute name is a reserved keyword; reserved keyword: abOrT");
  EXPECT_EQ(refused("attribute_exists(map1.name)"),
            "Attribute name is a reserved keyword; reserved keyword: name");
}

TEST(Condition, sizes_are_bounded) {
  std::string many = "a IN (:one";
  for (int i = 0; i < 100; ++i) many += ", :one";
  EXPECT_EQ(refused(many + ")"),
            "The IN operator is provided with too many operands; number of operands: 101");
  EXPECT_EQ(refused(std::string(4097, 'a')),
            "Expression size has exceeded the maximum allowed size; expression size: 4097");
  EXPECT_EQ(refused(std::string(4096, '(')), "The expression has redundant parentheses;");
  const std::string too_many = "The expression contains too many operators; operator count: 301";
  const auto nested = [](int depth) {
    std::string text = "a<b ";
    for (int i = 0; i < depth; ++i) text += "or (a<b ";
    return text + std::string(static_cast<std::size_t>(depth), ')');
  };
  EXPECT_EQ(refusal(nested(149)), "");
  EXPECT_EQ(refused(nested(150)), too_many);
  std::string negated;
  for (int i = 0; i < 1000; ++i) negated += "not ";
  EXPECT_EQ(refused(negated + "a<b"), too_many);
  std::string functions = "a < ";
  for (int i = 0; i < 1000; ++i) functions += "f(";
  EXPECT_NE(refused(functions), "");
  EXPECT_EQ(refused("a[99999999999] = :one"),
            "List index is not within the allowable range; index: [99999999999]");
  std::string deep = "a";
  for (int i = 0; i < 32; ++i) deep += ".b";
  EXPECT_EQ(refused(deep + " = :one"),
            "The document path has too many nesting elements; nesting levels: 33");
}

TEST(Reserved, words_have_no_case) {
  EXPECT_TRUE(is_reserved("ABORT"));
  EXPECT_TRUE(is_reserved("zone"));
  EXPECT_TRUE(is_reserved("Status"));
  EXPECT_FALSE(is_reserved("tattoo"));
  EXPECT_FALSE(is_reserved(""));
  EXPECT_FALSE(is_reserved(std::string(100, 'a')));
}

TEST(Placeholders, must_be_well_formed_and_used) {
  const auto message = [](std::optional<Names> names, std::optional<Item> all) {
    Compiler compiler(names, &all);
    if (const auto error = compiler.check()) return error->message;
    EXPECT_TRUE(compiler.condition("ConditionExpression", "#x = :y"));
    const auto error = compiler.finish();
    return error ? error->message : "";
  };
  const Names names = {{"#x", "a"}};
  const Item used = {{":y", N("1")}};
  EXPECT_EQ(message(names, used), "");
  EXPECT_EQ(message(Names{}, used), "ExpressionAttributeNames must not be empty");
  EXPECT_EQ(message(names, Item{}), "ExpressionAttributeValues must not be empty");
  EXPECT_EQ(message(Names{{"x", "a"}}, used),
            "ExpressionAttributeNames contains invalid key: Syntax error; key: \"x\"");
  EXPECT_EQ(message(Names{{"#x", ""}}, used),
            "ExpressionAttributeNames contains invalid value: Empty attribute name for key #x");
  const std::string longest(254, 'k');
  const std::string too_long =
      " contains invalid key: The expression attribute map contains a key "
      "that is too long;";
  EXPECT_EQ(message(Names{{"#" + longest + "-", "a"}}, used),
            "ExpressionAttributeNames" + too_long + " size of key: 256");
  EXPECT_EQ(message(names, Item{{":" + longest + "k", N("1")}}),
            "ExpressionAttributeValues" + too_long);
  EXPECT_EQ(
      message(Names{{"#x", "a"}, {"#" + longest, "b"}}, used),
      "Value provided in ExpressionAttributeNames unused in expressions: keys: {#" + longest + "}");
  EXPECT_EQ(message(names, Item{{":y-", N("1")}}),
            "ExpressionAttributeValues contains invalid key: Syntax error; key: \":y-\"");
  EXPECT_EQ(
      message(names, Item{{":y", N("b")}}),
      "ExpressionAttributeValues contains invalid value: The parameter cannot be converted to a "
      "numeric value: b for key :y");
  EXPECT_EQ(message(Names{{"#x", "a"}, {"#u", "b"}, {"#v", "c"}}, used),
            "Value provided in ExpressionAttributeNames unused in expressions: keys: {#u, #v}");
  EXPECT_EQ(message(names, Item{{":y", N("1")}, {":z", N("1")}}),
            "Value provided in ExpressionAttributeValues unused in expressions: keys: {:z}");
}

aws::Result<std::optional<Projection>> project(const std::string& expression) {
  std::optional<Names> names = kNames;
  Compiler compiler(names, nullptr);
  return compiler.projection("ProjectionExpression", expression);
}

TEST(Projection, takes_parts_of_documents) {
  const auto projection =
      project("a, gone, map1.inside.leaf, list1[2], list1[0], map1.gone.x, #dot, s.x");
  ASSERT_TRUE(projection) << projection.error().message;
  EXPECT_EQ((*projection)->of(kItem), (Item{{"a", N("1")},
                                            {"map1", M({{"inside", M({{"leaf", S("x")}})}})},
                                            {"list1", L({S("b"), N("2")})},
                                            {"x.y", S("dotted")}}));
}

TEST(Projection, is_refused_in_AWS_words) {
  const auto message = [](const std::string& expression) {
    const auto projection = project(expression);
    return projection ? "" : projection.error().message;
  };
  EXPECT_EQ(message("a,"),
            "Invalid ProjectionExpression: Syntax error; token: \"<EOF>\", near: \",\"");
  EXPECT_EQ(message(""), "Invalid ProjectionExpression: The expression can not be empty;");
  EXPECT_EQ(message("name"),
            "Invalid ProjectionExpression: Attribute name is a reserved keyword; reserved keyword: "
            "name");
  EXPECT_EQ(
      message("a, #a"),
      "Invalid ProjectionExpression: Two document paths overlap with each other; must remove or "
      "rewrite one of these paths; path one: [a], path two: [a]");
  EXPECT_EQ(
      message("a.b, a[1]"),
      "Invalid ProjectionExpression: Two document paths conflict with each other; must remove or "
      "rewrite one of these paths; path one: [a, b], path two: [a, [1]]");
  EXPECT_EQ(message("a.b, a.c, b[0], b[1]"), "");
}

TEST(Parameters, that_may_not_be_together_are_refused_by_name) {
  const bool values = true;
  const Parameter given[] = {{"FilterExpression", true}, {"ProjectionExpression", false}};
  const Parameter absent[] = {{"FilterExpression", false}, {"ProjectionExpression", false}};
  const Parameter legacy[] = {{"ScanFilter", true}, {"ConditionalOperator", false}};
  const Parameter none[] = {{"ScanFilter", false}};
  EXPECT_EQ(check_parameters(given, legacy, false, nullptr)->message,
            "Can not use both expression and non-expression parameters in the same request: "
            "Non-expression parameters: {ScanFilter} Expression parameters: {FilterExpression}");
  EXPECT_FALSE(check_parameters(absent, legacy, false, nullptr));
  EXPECT_EQ(check_parameters(absent, none, true, nullptr)->message,
            "ExpressionAttributeNames can only be specified when using expressions");
  EXPECT_EQ(check_parameters(absent, none, false, &values)->message,
            "ExpressionAttributeValues can only be specified when using expressions: "
            "FilterExpression is null");
  EXPECT_FALSE(check_parameters(given, none, true, &values));
}

TEST(Parameters, key_conditions_go_with_other_expressions) {
  const auto refusal = [](bool key_expression, bool operator_too) {
    const Parameter expressions[] = {{"ProjectionExpression", true},
                                     {"FilterExpression", false},
                                     {"KeyConditionExpression", key_expression}};
    const Parameter legacy[] = {
        {"QueryFilter", false}, {"ConditionalOperator", operator_too}, {"KeyConditions", true}};
    const auto error = check_parameters(expressions, legacy, false, nullptr);
    return error ? error->message : "";
  };
  const std::string mixed =
      "Can not use both expression and non-expression parameters in the same request: "
      "Non-expression parameters: ";
  EXPECT_EQ(refusal(false, false), "");
  EXPECT_EQ(refusal(false, true),
            mixed + "{ConditionalOperator} Expression parameters: {ProjectionExpression}");
  EXPECT_EQ(refusal(true, true), mixed +
                                     "{ConditionalOperator, KeyConditions} Expression parameters: "
                                     "{ProjectionExpression, KeyConditionExpression}");
}

TEST(Parameters, a_conditional_operator_joins_two_conditions_or_more) {
  const auto refusal = [](std::size_t conditions) {
    const Parameter none[] = {{"FilterExpression", false}};
    const Parameter legacy[] = {{"ScanFilter", true, conditions}, {"ConditionalOperator", true}};
    const auto error = check_parameters(none, legacy, false, nullptr);
    return error ? error->message : "";
  };
  EXPECT_EQ(refusal(0), "ConditionalOperator cannot be used without Filter or Expected");
  EXPECT_EQ(
      refusal(1),
      "ConditionalOperator can only be used when Filter or Expected has two or more elements");
  EXPECT_EQ(refusal(2), "");
}

}  // namespace
}  // namespace bellwether::cloud::dynamodb::expression
