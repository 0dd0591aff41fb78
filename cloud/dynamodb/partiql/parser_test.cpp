#include <gtest/gtest.h>

#include "cloud/dynamodb/partiql/compile.h"
#include "cloud/dynamodb/test_values.h"

namespace bellwether::cloud::dynamodb::partiql {
namespace {

const std::string kMalformed = "Statement wasn't well formed, can't be processed: ";

// The message, or nothing when the statement is fine.
std::string refused(const std::string& statement,
                    const std::vector<AttributeValue>& parameters = {}) {
  const auto compiled = compile(statement, parameters);
  if (compiled) return "";
  EXPECT_EQ(compiled.error().code, "ValidationException");
  return compiled.error().message;
}

std::string malformed(const std::string& statement) {
  const std::string message = refused(statement);
  EXPECT_TRUE(message.starts_with(kMalformed)) << statement << ": " << message;
  return message.starts_with(kMalformed) ? message.substr(kMalformed.size()) : message;
}

std::string refused_condition(const std::string& condition,
                              const std::vector<AttributeValue>& parameters = {}) {
  return refused("SELECT * FROM tab WHERE p = 'x' AND " + condition, parameters);
}

std::string refused_update(const std::string& actions) {
  return refused("UPDATE tab " + actions + " WHERE p = 'x'");
}

// Whether the condition holds for the item.
bool holds(const std::string& condition, const Item& item,
           const std::vector<AttributeValue>& parameters = {}) {
  const auto compiled = compile("SELECT * FROM tab WHERE " + condition, parameters);
  if (!compiled) {
    ADD_FAILURE() << condition << ": " << compiled.error().message;
    return false;
  }
  return expression::evaluate(*compiled->where, item);
}

AttributeValue inserted(const std::string& literal) {
  const auto compiled = compile("INSERT INTO tab VALUE {'p': 'x', 'v': " + literal + "}", {});
  if (!compiled) {
    ADD_FAILURE() << literal << ": " << compiled.error().message;
    return {};
  }
  return compiled->item.at("v");
}

TEST(Parser, takes_every_statement) {
  for (const std::string statement :
       {"SELECT * FROM tab", "select a, b.c, d[0].e from \"my-table\".\"index\" where p = 1;",
        "SELECT * FROM tab WHERE p = 'x' ORDER BY s DESC, p ASC",
        "INSERT INTO tab VALUE {'p': 'x', 'l': [1, {'a': null}], 's': <<1, 2>>}",
        "UPDATE tab SET a = 1, b.c = a + 2 SET d = list_append(d, [1]) REMOVE e[0] WHERE p = 1",
        "UPDATE tab SET a = set_add(a, <<'x'>>) WHERE p = 'x' RETURNING MODIFIED NEW *",
        "FROM tab WHERE p = 1 SET a = 2 REMOVE b RETURNING ALL OLD *",
        "DELETE FROM tab WHERE p = 'x' RETURNING ALL OLD *",
        "EXISTS(SELECT * FROM tab WHERE p = 'x' AND a IS MISSING)",
        "-- a note\nSELECT/**/* FROM tab -- more\n"}) {
    EXPECT_EQ(refused(statement), "") << statement;
  }
}

TEST(Parser, says_what_is_malformed_in_AWS_words) {
  EXPECT_EQ(malformed("SELECT * FROM tab WHERE p = 1 foo"), "Unexpected token after expression");
  EXPECT_EQ(malformed("SELECT * FROM tab WHERE p = 1 e5"), "Unexpected token after expression");
  EXPECT_EQ(malformed("SELECT * FROM tab WHERE p = 1)"), "Unexpected token after expression");
  EXPECT_EQ(malformed("SELECT * FROM tab ORDER BY p WHERE p = 1"),
            "Unexpected token after expression");
  EXPECT_EQ(malformed("INSERT INTO tab VALUE {'p': 1} foo"), "Unexpected token after expression");
  EXPECT_EQ(malformed("INSERT INTO tab t VALUE {'p': 1}"), "Unexpected token after expression");
  EXPECT_EQ(malformed("INSERT INTO urls (key, other) VALUES (?, ?)"), "Unexpected keyword");
  EXPECT_EQ(malformed("DELETE FROM tab WHERE p = 1 ORDER BY p"),
            "Unexpected token after expression");
  EXPECT_EQ(malformed("FROM tab SET c = 1 WHERE p = 'x'"), "Unexpected token after expression");
  EXPECT_EQ(malformed("SLECT * FROM tab WHERE p = 1"), "Expected data manipulation");
  EXPECT_EQ(malformed("UPDATE Payment-x SET a = ? WHERE p = ?"), "Expected data manipulation");
  EXPECT_EQ(malformed("SELECT * FROM"), "Unexpected term");
  EXPECT_EQ(malformed("SELECT *"), "Expected FROM after SELECT list");
  EXPECT_EQ(malformed("DELETE FROM;"), "Expected identifier for simple path");
  EXPECT_EQ(malformed("DELETE FROM WHERE p = 'a'"), "Expected identifier for simple path");
  EXPECT_EQ(malformed("SELECT * FROM tab WHERE a.inner = 1"), "Invalid path dot component");
  EXPECT_EQ(malformed("UPDATE tab SET a = 1 WHERE p = 1 RETURNING NEW *"),
            "Expected ( MODIFIED | ALL ) ( NEW | OLD ) in each returning element.");
  EXPECT_EQ(malformed("SELECT *, a FROM tab"),
            "Other expressions may not be present in the select list when '*' is used without dot "
            "notation.");
}

TEST(Parser, says_what_is_missing_in_a_condition) {
  for (const std::string statement :
       {"SELECT * FROM tab WHERE", "SELECT * FROM tab WHERE;", "UPDATE tab SET a = 1 WHERE",
        "DELETE FROM tab WHERE", "SELECT * FROM tab WHERE NOT", "SELECT * FROM tab WHERE ("}) {
    EXPECT_EQ(malformed(statement), "Unexpected term") << statement;
  }
  const std::string infix = "Missing right-hand side expression of infix operator";
  EXPECT_EQ(malformed("SELECT * FROM tab WHERE p = 'a' AND"), infix);
  EXPECT_EQ(malformed("SELECT * FROM tab WHERE p = 'a' OR"), infix);
  EXPECT_EQ(malformed("SELECT * FROM tab WHERE ORDER BY p"), "Unexpected keyword");
  EXPECT_EQ(malformed("SELECT * FROM tab WHERE IS NULL"), "Unexpected operator");
  EXPECT_EQ(malformed("SELECT * FROM tab WHERE p = LIKE"), "Unexpected operator");
  EXPECT_EQ(malformed("SELECT * FROM tab WHERE p IS FOO"), "Expected type name");
}

TEST(Parser, has_nothing_to_say_of_what_is_no_token) {
  for (const std::string statement :
       {"SELECT * FROM tab WHERE p = 1e2147483648", "SELECT * FROM tab WHERE p = 1.5e-2147483647",
        "SELECT * FROM tab # note", "SELECT * FROM tab /* note", "SELECT * FROM \"tab",
        "SELECT * FROM tab WHERE p = 'x"}) {
    EXPECT_EQ(malformed(statement), "") << statement;
  }
}

TEST(Parser, bounds_how_deep_a_statement_nests) {
  const auto repeated = [](const std::string& text, int times) {
    std::string all;
    for (int i = 0; i < times; ++i) all += text;
    return all;
  };
  EXPECT_EQ(malformed("SELECT * FROM tab WHERE " + repeated("(", 4000)),
            "Expressions nest more than 200 levels deep");
  EXPECT_EQ(malformed("SELECT * FROM tab WHERE " + repeated("NOT ", 1000) + "a = 1"),
            "Expressions nest more than 200 levels deep");
  EXPECT_EQ(malformed("SELECT * FROM tab WHERE a" + repeated(" = 1", 1000)),
            "More than 200 operators follow each other");
  EXPECT_EQ(refused("SELECT * FROM tab WHERE a = 1" + repeated(" AND a = 1", 700)), "");
}

TEST(Statements, that_AWS_does_not_take_are_named) {
  EXPECT_EQ(refused("x IS INT4"), "Unsupported operation: IsType");
  EXPECT_EQ(refused("SELECT * FROM tab t WHERE p = 'x'"), "Aliasing is not supported");
  EXPECT_EQ(refused("UPDATE tab AS t SET a = 3 WHERE p = 'x'"), "Aliasing is not supported");
  EXPECT_EQ(refused("SELECT id FROM dbimp_page LIMIT 5"), "Unsupported clause: LIMIT at 1:33:1");
  EXPECT_EQ(refused("INSERT INTO tab VALUE {'p': 1} ON CONFLICT DO NOTHING"),
            "Unsupported clause: ON CONFLICT at 1:32:2");
  EXPECT_EQ(refused("SELECT * FROM one, two"),
            "Only select from a single table or index is supported.");
  EXPECT_EQ(refused("INSERT INTO tab VALUES (1, 2)"),
            "Unsupported operation: Inserting multiple items in a single statement is not "
            "supported, use \"INSERT INTO tableName VALUE item\" instead");
  EXPECT_EQ(refused("INSERT INTO tab VALUE 1"),
            "Unsupported format in item expression. Please use struct format {...} to express item "
            "values for insert statement.");
  EXPECT_EQ(refused("DELETE FROM tab WHERE p = 'x' RETURNING MODIFIED OLD *"),
            "Invalid returning clause: RETURNING MODIFIED OLD *. Only RETURNING ALL OLD * is "
            "allowed in DELETE statements.");
  EXPECT_EQ(refused("SELECT * FROM tab.i.j"),
            "A path may contain at most 2 components in the FROM clause");
  EXPECT_EQ(refused("SELECT * FROM \"\""), "Path component cannot be an empty string");
  EXPECT_EQ(refused("UPDATE tab.i SET a = 1 WHERE p = 'x'"),
            "This operation is not supported on an index");
  EXPECT_EQ(refused("SELECT * FROM ab"),
            "Table name should be within the length [3, 255] and only contain 'a-z', 'A-Z', '0-9', "
            "'-', '_', '.'.");
  EXPECT_EQ(refused("SELECT * FROM tab ORDER BY s"),
            "Must have WHERE clause in the statement when using ORDER BY clause.");
}

TEST(Statements, have_as_many_parameters_as_the_request) {
  const std::string message = "Number of parameters in request and statement don't match.";
  EXPECT_EQ(refused("SELECT * FROM tab WHERE p = ?", {S("x")}), "");
  EXPECT_EQ(refused("SELECT * FROM tab WHERE p = ?"), message);
  EXPECT_EQ(refused("SELECT * FROM tab WHERE p = '?'", {S("x")}), message);
}

TEST(Columns, are_named_by_the_last_name_of_their_path) {
  const auto compiled = compile("SELECT a, b.c, d.e[-0][1] FROM tab", {});
  ASSERT_TRUE(compiled);
  std::vector<std::string> names;
  for (const Column& column : compiled->columns) names.push_back(column.name);
  EXPECT_EQ(names, (std::vector<std::string>{"a", "c", "e[0][1]"}));
  EXPECT_EQ(refused("SELECT a.b, b FROM tab"), "Duplicate identifiers in select clause: b");
  EXPECT_EQ(refused("SELECT l[-1] FROM tab"),
            "List index is not within the allowable range; index: [-1] at 1:11:1");
  EXPECT_EQ(refused("SELECT l[2147483648] FROM tab"),
            "List index is not within the allowable range; index: [2147483648] at 1:10:10");
  EXPECT_EQ(refused("SELECT size(a) FROM tab"), "Unexpected path component at 1:8:4");
}

TEST(Literals, become_values) {
  EXPECT_EQ(inserted("'it''s'"), S("it's"));
  EXPECT_EQ(inserted("-1.50e1"), N("-15"));
  EXPECT_EQ(inserted(".5"), N("0.5"));
  EXPECT_EQ(inserted("- - 1"), N("1"));
  EXPECT_EQ(inserted("-0"), N("0"));
  EXPECT_EQ(inserted("TRUE"), BOOL(true));
  EXPECT_EQ(inserted("null"), null());
  EXPECT_EQ(inserted("[1, 'a', []]"), L({N("1"), S("a"), L({})}));
  EXPECT_EQ(inserted("{'a': {'b': false}}"), M({{"a", M({{"b", BOOL(false)}})}}));
  EXPECT_EQ(inserted("<<2, 1.0>>"), NS({"2", "1"}));
  EXPECT_EQ(inserted("<<'b', 'a'>>"), SS({"b", "a"}));
}

TEST(Literals, that_are_no_values_are_refused_where_they_stand) {
  const auto refused_value = [](const std::string& literal) {
    return refused("INSERT INTO tab VALUE {'p': 'x', 'v': " + literal + "}");
  };
  const std::string overflow =
      "Number overflow. Attempting to store a number with magnitude larger than supported range";
  EXPECT_EQ(refused_value("1e126"), overflow + " under root");
  EXPECT_EQ(refused_value("{'x': 1e126}"), overflow + " under root.x");
  EXPECT_EQ(refused_value("[1, 1e126]"), overflow + " under root[1]");
  EXPECT_EQ(refused_value("<<>>"), "Empty bags are not supported");
  EXPECT_EQ(refused_value("<<1, 'a'>>"),
            "Unsupported data type in Bag. DynamoDB only supports either numbers or strings in "
            "bags");
  EXPECT_EQ(refused_value("<<'a', 'a'>>"),
            "One or more parameter values were invalid: Input collection [a, a] contains "
            "duplicates.");
  EXPECT_EQ(refused_value("<<2, 2.0>>"),
            "One or more parameter values were invalid: Input collection [2, 2.0] contains "
            "duplicates! under root");
  EXPECT_EQ(refused("INSERT INTO tab VALUE {'m': [?]}", {S("v")}),
            "Unsupported data type: Parameter under key root[0] at 1:30:1");
  EXPECT_EQ(refused_value("set_add(<<'a'>>, <<'b'>>)"),
            "Unsupported data type: set_add under key root at 1:39:7");
  EXPECT_EQ(refused_value("{'a': 1, 'a': 2}"), "Duplicate keys in tuple. Key: a under root");
  EXPECT_EQ(refused_value("{1: 2}"),
            "Tuple keys must be of type String. Actual type: Literal under root");
}

TEST(Literals, nest_as_deep_as_values) {
  const auto nested = [](int levels) {
    std::string text = "1";
    for (int i = 0; i < levels; ++i) text = "{'a':" + text + "}";
    return "UPDATE tab SET d = " + text + " WHERE p = 'x'";
  };
  std::string where = "root";
  for (int i = 0; i < 32; ++i) where += ".a";
  EXPECT_EQ(refused(nested(31)), "");
  EXPECT_EQ(refused(nested(32)), "Nesting Levels have exceeded supported limits under " + where);
}

TEST(Conditions, hold_as_those_of_expressions_do) {
  const Item item = {{"n", N("1")},          {"s", S("str")},
                     {"ss", SS({"a", "b"})}, {"m", M({{"x", N("2")}})},
                     {"nul", null()},        {"yes", BOOL(true)}};
  for (const std::string condition : {"n = 1.0",
                                      "n <> 2",
                                      "n != 2",
                                      "n < 2 AND n <= 1 AND n > 0 AND n >= 1",
                                      "1 = n",
                                      "n BETWEEN 0 AND 5",
                                      "NOT n NOT BETWEEN 0 AND 5",
                                      "n IN [1, 2]",
                                      "n IN (1)",
                                      "n NOT IN [3]",
                                      "m.x = 2 OR nope = 1",
                                      "nope IS MISSING",
                                      "n IS NOT MISSING",
                                      "nul IS NULL",
                                      "nope IS NOT NULL",
                                      "yes IS BOOL",
                                      "s IS STRING",
                                      "m IS TUPLE",
                                      "begins_with(s, 'st')",
                                      "CONTAINS(ss, 'a')",
                                      "attribute_type(ss, 'SS')",
                                      "size(s) = 3",
                                      "attribute_exists(m.x)",
                                      "attribute_not_exists(\"nope\")",
                                      "attribute_exists(n) = true",
                                      "true = attribute_exists(n)",
                                      "attribute_exists(n) <> 1",
                                      "(n = 5 OR s = 'x') = false",
                                      "attribute_exists(nope) IN [true, false]",
                                      "NOT (n = 1 AND s = 'x')",
                                      "n = 1 OR n = 2 AND s = 'x'"}) {
    EXPECT_TRUE(holds(condition, item)) << condition;
  }
  for (const std::string condition :
       {"n = '1'", "s IS NULL", "nope IS NULL", "s IS BOOL", "attribute_exists(n) = 1",
        "NOT attribute_exists(n) = true", "(n = 1 OR n = 2) AND s = 'x'", "n IS MISSING"}) {
    EXPECT_FALSE(holds(condition, item)) << condition;
  }
  EXPECT_TRUE(holds("n IN [?, 2]", item, {N("1")}));
}

TEST(Conditions, that_AWS_does_not_take_are_refused_in_its_words) {
  EXPECT_EQ(refused_condition("EXISTS(ss)"), "Unrecognized function: exists at 1:37:6");
  EXPECT_EQ(refused_condition("attribute_exists('ss')"),
            "Operator or function requires a document path; operator or function: "
            "attribute_exists");
  EXPECT_EQ(refused_condition("attribute_exists()"),
            "Incorrect number of operands for operator or function; operator or function: "
            "attribute_exists, number of operands: 0");
  EXPECT_EQ(refused_condition("attribute_type(l, 1)"),
            "Incorrect operand type for operator or function; operator or function: "
            "attribute_type, operand type: N");
  EXPECT_EQ(refused_condition("attribute_type(l, 'X')"),
            "Invalid attribute type name found; type: X, valid types: "
            "{N,BS,L,B,NULL,M,S,SS,NS,BOOL}");
  EXPECT_EQ(refused_condition("v < ?", {BOOL(true)}),
            "Incorrect operand type for operator or function; operator or function: <, operand "
            "type: BOOL");
  EXPECT_EQ(refused_condition("attribute_exists(n) > false"),
            "Incorrect operand type for operator or function; operator or function: >, operand "
            "type: BOOL");
  EXPECT_EQ(refused_condition("a = MISSING"), "MISSING must be compared using IS operator");
  EXPECT_EQ(refused_condition("flag"), "The arguments to AND/OR must be Expressions");
  EXPECT_EQ(refused_condition("n > -n"),
            "Unsupported operator in Condition Expression. Operator: -");
  EXPECT_EQ(refused_condition("a IN ?", {L({N("1")})}),
            "IN operator must have a left hand argument of type Variable Reference and right hand "
            "argument of type Seq with at least one member");
  EXPECT_EQ(refused("SELECT * FROM tab WHERE flag"),
            "WHERE clause must contain an expression that resolves to a boolean");
  std::string many = "1";
  for (int i = 0; i < 100; ++i) many += ",1";
  EXPECT_EQ(refused_condition("a IN [" + many + "]"),
            "The IN operator is provided with too many operands; number of operands: 101");
}

TEST(Updates, that_AWS_does_not_take_are_refused_in_its_words) {
  EXPECT_EQ(refused_update("SET t = set_add(ss, <<'x'>>)"),
            "The first argument to SET_ADD must equal the assignment value at 1:20:7");
  EXPECT_EQ(refused_update("SET ss = set_add(<<'a'>>, <<'b'>>)"),
            "The first argument to SET_ADD must equal the assignment value at 1:21:7");
  EXPECT_EQ(refused_update("SET ss = set_delete(ss, 'x')"),
            "The second argument to SET_DELETE must be a value with type SET at 1:32:2");
  EXPECT_EQ(refused_update("SET ss = set_add(ss)"),
            "SET_ADD must have exactly two arguments at 1:21:7");
  EXPECT_EQ(refused_update("SET n = 'a' + 1"),
            "Incorrect operand type for operator or function; operator or function: +, operand "
            "type: S");
  EXPECT_EQ(refused_update("SET n = n - null"),
            "Incorrect operand type for operator or function; operator or function: -, operand "
            "type: NULL");
  EXPECT_EQ(refused_update("SET l = list_append(l, 1)"),
            "Incorrect operand type for operator or function; operator or function: list_append, "
            "operand type: N");
  EXPECT_EQ(refused_update("SET n = foo(n)"), "Unrecognized function: foo at 1:20:3");
  EXPECT_EQ(refused_update("SET n = a IS NULL"),
            "IS operator is not supported in update expressions");
  EXPECT_EQ(refused_update("SET a.b = 1 REMOVE a"),
            "Two document paths overlap with each other; must remove or rewrite one of these "
            "paths; path one: [a, b], path two: [a]");
}

TEST(ReservedWords, are_no_names_without_quotes) {
  for (const std::string word : {"key", "User", "DATE", "list", "size"}) {
    EXPECT_EQ(malformed("SELECT " + word + " FROM tab"), "Unexpected keyword") << word;
    EXPECT_EQ(refused("SELECT \"" + word + "\" FROM tab"), "") << word;
  }
  for (const std::string word : {"data", "year", "name", "status", "type"}) {
    EXPECT_EQ(refused("SELECT " + word + " FROM tab"), "") << word;
  }
}

TEST(Positions, count_lines_and_characters) {
  EXPECT_EQ(refused("UPDATE tab\nSET \"ä\" = 'ß', b = foo(b) WHERE p = 'x'"),
            "Unrecognized function: foo at 2:20:3");
}

}  // namespace
}  // namespace bellwether::cloud::dynamodb::partiql
