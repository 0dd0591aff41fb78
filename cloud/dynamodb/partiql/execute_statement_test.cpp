#include <gmock/gmock.h>

#include "cloud/dynamodb/partiql/test_statements.h"

namespace bellwether::cloud::dynamodb {
namespace {

class ExecuteStatementTest : public PartiqlTest {
 protected:
  void SetUp() override {
    create("table", "S");
    create("sorted", "S", "S");
  }
};

TEST_F(ExecuteStatementTest, INSERT_writes_an_item_once) {
  EXPECT_EQ(items("INSERT INTO \"table\" VALUE {'p': ?, 'n': 1}", {{S("a")}}), std::vector<Item>());
  EXPECT_EQ(get({{"p", S("a")}}), (Item{{"p", S("a")}, {"n", N("1")}}));
  EXPECT_EQ(refused("INSERT INTO \"table\" VALUE {'p': 'a', 'n': 2}"),
            "DuplicateItemException: Duplicate primary key exists in table");
  EXPECT_EQ(get({{"p", S("a")}})->at("n"), N("1"));
}

TEST_F(ExecuteStatementTest, INSERT_needs_the_key) {
  EXPECT_EQ(refused("INSERT INTO sorted VALUE {'p': 'a'}"),
            "ValidationException: One or more parameter values were invalid: Missing the key s in "
            "the item");
  EXPECT_EQ(refused("INSERT INTO absent VALUE {'p': 'a'}"),
            "ResourceNotFoundException: Requested resource not found");
}

TEST_F(ExecuteStatementTest, UPDATE_changes_what_is_there) {
  put(Item{{"p", S("a")},
           {"n", N("1")},
           {"l", L({N("1")})},
           {"more", L({N("1"), N("2")})},
           {"ss", SS({"x", "y"})},
           {"gone", S("z")}});
  EXPECT_EQ(items("UPDATE \"table\" SET n = n + 2, l = list_append(l, [3]) "
                  "SET ss = set_add(ss, <<'w'>>) SET fresh = set_add(fresh, <<1>>) "
                  "REMOVE gone REMOVE more[0] WHERE p = 'a'"),
            std::vector<Item>());
  const auto item = get({{"p", S("a")}});
  EXPECT_EQ(item->at("n"), N("3"));
  EXPECT_TRUE(equal(item->at("ss"), SS({"w", "x", "y"})));
  EXPECT_EQ(item->at("l"), L({N("1"), N("3")}));
  EXPECT_EQ(item->at("more"), L({N("2")}));
  EXPECT_EQ(item->at("fresh"), NS({"1"}));
  EXPECT_FALSE(item->contains("gone"));
}

TEST_F(ExecuteStatementTest, UPDATE_makes_no_item) {
  const std::string failed = "ConditionalCheckFailedException: The conditional request failed";
  EXPECT_EQ(refused("UPDATE \"table\" SET n = 1 WHERE p = 'a'"), failed);
  EXPECT_EQ(refused("UPDATE \"table\" SET n = 1 WHERE p = 'a' AND attribute_not_exists(p)"),
            failed);
  EXPECT_EQ(get({{"p", S("a")}}), std::nullopt);
}

TEST_F(ExecuteStatementTest, UPDATE_leaves_no_item_too_deep) {
  put(Item{{"p", S("a")}, {"m", M({})}});
  AttributeValue deep = S("x");
  for (int i = 0; i < 31; ++i) deep = M({{"a", deep}});
  EXPECT_EQ(refused("UPDATE \"table\" SET m.deep = ? WHERE p = 'a'", {{deep}}),
            "ValidationException: Nesting Levels have exceeded supported limits");
}

TEST_F(ExecuteStatementTest, UPDATE_says_what_it_changed) {
  const auto changed = [&](const std::string& returning) {
    put(Item{{"p", S("a")}, {"n", N("1")}, {"m", N("5")}});
    return items("UPDATE \"table\" SET n = 2 WHERE p = 'a' RETURNING " + returning + " *");
  };
  EXPECT_EQ(changed("ALL OLD"), (std::vector<Item>{{{"p", S("a")}, {"n", N("1")}, {"m", N("5")}}}));
  EXPECT_EQ(changed("ALL NEW"), (std::vector<Item>{{{"p", S("a")}, {"n", N("2")}, {"m", N("5")}}}));
  EXPECT_EQ(changed("MODIFIED OLD"), (std::vector<Item>{{{"n", N("1")}}}));
  EXPECT_EQ(changed("MODIFIED NEW"), (std::vector<Item>{{{"n", N("2")}}}));
  EXPECT_EQ(items("UPDATE \"table\" REMOVE n WHERE p = 'a' RETURNING MODIFIED NEW *"),
            std::vector<Item>());
}

TEST_F(ExecuteStatementTest, FROM_may_come_first_in_an_update) {
  put(Item{{"p", S("a")}, {"n", N("1")}});
  EXPECT_EQ(items("FROM \"table\" WHERE p = 'a' AND n = 1 SET n = 2 RETURNING ALL NEW *"),
            (std::vector<Item>{{{"p", S("a")}, {"n", N("2")}}}));
}

TEST_F(ExecuteStatementTest, DELETE_erases_the_item_if_it_is_there) {
  put(Item{{"p", S("a")}, {"n", N("1")}});
  EXPECT_EQ(refused("DELETE FROM \"table\" WHERE p = 'a' AND n = 2"),
            "ConditionalCheckFailedException: The conditional request failed");
  EXPECT_EQ(items("DELETE FROM \"table\" WHERE p = 'a' AND n = 1 RETURNING ALL OLD *"),
            (std::vector<Item>{{{"p", S("a")}, {"n", N("1")}}}));
  EXPECT_EQ(items("DELETE FROM \"table\" WHERE p = 'a' RETURNING ALL OLD *"), std::vector<Item>());
  EXPECT_EQ(get({{"p", S("a")}}), std::nullopt);
}

TEST_F(ExecuteStatementTest, a_write_is_about_one_whole_key) {
  const std::string incomplete =
      "ValidationException: Where clause does not contain a mandatory equality on all key "
      "attributes";
  const std::string update = "UPDATE sorted SET n = 1 ";
  EXPECT_EQ(refused(update), incomplete);
  EXPECT_EQ(refused(update + "WHERE p = 'a'"), incomplete);
  EXPECT_EQ(refused(update + "WHERE p = 'a' AND s > 'b'"), incomplete);
  EXPECT_EQ(refused(update + "WHERE p IN ['a'] AND s = 'b'"), incomplete);
  EXPECT_EQ(refused(update + "WHERE p = 'a' OR s = 'b'"), incomplete);
  EXPECT_EQ(refused(update + "WHERE p = 'a' AND s = 'b' AND p = 'c'"),
            "ValidationException: Multiple conditions on same key p. Only single item "
            "Update/Insert/Delete are supported");
  EXPECT_EQ(refused(update + "WHERE p = 'a' AND s = 1"),
            "ValidationException: Key attribute's data type should match its data type in table's "
            "schema: Key s");
  EXPECT_EQ(refused("UPDATE \"table\" SET p = 'b' WHERE p = 'a'"),
            "ValidationException: One or more parameter values were invalid: Cannot update "
            "attribute p. This attribute is part of the key");
}

TEST_F(ExecuteStatementTest, a_grouped_condition_has_the_key_too) {
  auto input = put_input({{"p", S("a")}, {"s", S("b")}, {"flag", S("x")}});
  input.TableName = "sorted";
  put(input);
  EXPECT_EQ(
      refused("UPDATE sorted SET n = 1 WHERE (p = 'a' AND 'b' = s) AND p = 'a' AND flag = 'x'"),
      "");
}

TEST_F(ExecuteStatementTest, shows_the_item_that_failed_a_condition_when_asked) {
  put(Item{{"p", S("a")}, {"n", N("1")}});
  const auto output = request({.Statement = "DELETE FROM \"table\" WHERE p = 'a' AND n = 2",
                               .ReturnValuesOnConditionCheckFailure = "ALL_OLD"});
  ASSERT_FALSE(output);
  EXPECT_EQ(output.error().fields, R"("Item":{"n":{"N":"1"},"p":{"S":"a"}})");
}

TEST_F(ExecuteStatementTest, counts_capacity) {
  const auto units = [&](std::string statement) {
    const auto output =
        request({.Statement = std::move(statement), .ReturnConsumedCapacity = "TOTAL"});
    EXPECT_EQ(refusal(output), "");
    return output->ConsumedCapacity->CapacityUnits;
  };
  EXPECT_EQ(units("INSERT INTO \"table\" VALUE {'p': 'a'}"), 1);
  EXPECT_EQ(units("SELECT * FROM \"table\" WHERE p = 'a'"), 0.5);
  EXPECT_EQ(units("SELECT * FROM \"table\" WHERE p IN ['a', 'b', 'c']"), 1.5);
}

TEST_F(ExecuteStatementTest, refuses_malformed_parameters_before_it_reads_the_statement) {
  EXPECT_EQ(refused("UPDATE SET WHERE", {{SS({"a", "a"})}}),
            "ValidationException: One or more parameter values were invalid: Input collection [a, "
            "a] contains duplicates.");
}

TEST_F(ExecuteStatementTest, EXISTS_is_for_transactions) {
  EXPECT_EQ(refused("EXISTS(SELECT * FROM \"table\" WHERE p = 'a' AND n IS MISSING)"),
            "ValidationException: EXISTS can only be used in ExecuteTransaction write requests.");
}

TEST_F(ExecuteStatementTest, a_write_has_no_next_page) {
  EXPECT_EQ(refusal(request(
                {.Statement = "INSERT INTO \"table\" VALUE {'p': 'a'}", .NextToken = "token"})),
            "ValidationException: Invalid NextToken");
}

}  // namespace
}  // namespace bellwether::cloud::dynamodb
