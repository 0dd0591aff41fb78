#include <gmock/gmock.h>

#include "cloud/dynamodb/partiql/test_statements.h"
#include "cloud/dynamodb/test_indexes.h"

namespace bellwether::cloud::dynamodb {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::UnorderedElementsAre;

class SelectTest : public PartiqlTest {
 protected:
  void SetUp() override { create("table", "S", "S"); }

  void fill(const std::string& partition, const std::vector<std::string>& sorts) {
    for (const auto& sort : sorts) {
      EXPECT_EQ(refusal(put(Item{{"p", S(partition)}, {"s", S(sort)}, {"flag", S("f" + sort)}})),
                "");
    }
  }
  std::vector<std::string> sorts(const std::string& where) {
    return texts("SELECT s FROM \"table\" WHERE " + where, "s");
  }
  std::string refused_where(const std::string& where) {
    return refused("SELECT s FROM \"table\" WHERE " + where);
  }
  // "a/1": partition and sort key of each item, over all pages.
  std::vector<std::string> paged(const std::string& where, std::int32_t limit) {
    aws::dynamodb::ExecuteStatementInput input{
        .Statement = "SELECT p, s FROM \"table\" WHERE " + where, .Limit = limit};
    std::vector<std::string> found;
    do {
      const auto page = request(input);
      EXPECT_EQ(refusal(page), "");
      if (!page) break;
      EXPECT_LE(page->Items->size(), static_cast<std::size_t>(limit));
      EXPECT_EQ(page->NextToken.has_value(), page->LastEvaluatedKey.has_value());
      for (const Item& item : *page->Items) {
        found.push_back(*item.at("p").S() + "/" + *item.at("s").S());
      }
      input.NextToken = page->NextToken;
    } while (input.NextToken);
    return found;
  }
};

TEST_F(SelectTest, reads_one_item_by_its_key) {
  fill("a", {"1", "2"});
  EXPECT_EQ(items("SELECT * FROM \"table\" WHERE p = ? AND s = ?", {{S("a"), S("2")}}),
            (std::vector<Item>{{{"p", S("a")}, {"s", S("2")}, {"flag", S("f2")}}}));
  EXPECT_THAT(items("SELECT * FROM \"table\" WHERE p = 'a' AND s = '3'"), IsEmpty());
}

TEST_F(SelectTest, reads_ranges_of_sort_keys) {
  fill("a", {"1", "2", "3", "4"});
  fill("b", {"2"});
  EXPECT_THAT(sorts("p = 'a'"), ElementsAre("1", "2", "3", "4"));
  EXPECT_THAT(sorts("p = 'a' AND s > '1' AND s < '4'"), ElementsAre("2", "3"));
  EXPECT_THAT(sorts("p = 'a' AND '2' >= s"), ElementsAre("1", "2"));
  EXPECT_THAT(sorts("p = 'a' AND s BETWEEN '2' AND '3'"), ElementsAre("2", "3"));
  EXPECT_THAT(sorts("p = 'a' AND begins_with(s, '3')"), ElementsAre("3"));
  EXPECT_THAT(sorts("p = 'a' AND s IN ['4', '1']"), ElementsAre("1", "4"));
  EXPECT_THAT(sorts("p = 'a' AND (s < '2' OR s > '3' OR s = '2')"), ElementsAre("1", "2", "4"));
  EXPECT_THAT(sorts("p = 'a' AND s <> '1' AND NOT s = '2'"), ElementsAre("3", "4"));
  EXPECT_THAT(sorts("p = 'a' AND flag = 'f3'"), ElementsAre("3"));
  EXPECT_THAT(sorts("p = 'a' AND s > '3' AND s < '2'"), IsEmpty());
}

TEST_F(SelectTest, reads_several_partitions_or_everything) {
  fill("a", {"1"});
  fill("b", {"2"});
  fill("c", {"3"});
  EXPECT_THAT(sorts("p IN ['a', 'c', 'x']"), UnorderedElementsAre("1", "3"));
  EXPECT_THAT(sorts("p = 'a' OR p = 'b'"), UnorderedElementsAre("1", "2"));
  EXPECT_THAT(sorts("p = 'a' OR s = '3'"), UnorderedElementsAre("1", "3"));
  EXPECT_THAT(sorts("p > 'a'"), UnorderedElementsAre("2", "3"));
  EXPECT_THAT(sorts("p = 'a' AND p = 'b'"), IsEmpty());
  EXPECT_THAT(texts("SELECT s FROM \"table\"", "s"), UnorderedElementsAre("1", "2", "3"));
}

TEST_F(SelectTest, reads_of_one_partition_do_not_overlap) {
  fill("a", {"1", "2", "3"});
  const std::string overlapping =
      "ValidationException: Overlapping conditions with range keys are not supported in where "
      "clause";
  for (const std::string where :
       {"p IN ['a', 'a']", "p = 'a' OR p = 'a'", "p = 'a' AND (s > '0' OR s < '5')",
        "p = 'a' AND (s = '1' OR flag = 'two')",
        "(p = 'a' AND flag = 'one') OR (p = 'a' AND flag = 'two')",
        "p = 'a' AND x = '1' OR p = 'a' AND s = '2'"}) {
    EXPECT_EQ(refused_where(where), overlapping) << where;
  }
  EXPECT_THAT(sorts("p = 'a' AND NOT s = '1' OR p = 'a' AND s = '2'"), ElementsAre("2", "3"));
  EXPECT_THAT(sorts("p = 'a' OR p = 'a' AND NOT s = '1'"), ElementsAre("1", "2", "3"));
  fill("b", {"1", "9"});
  EXPECT_THAT(sorts("p = 'a' AND NOT s = '1' OR p = 'a' AND s = '1' OR p = 'b' AND s = '9'"),
              UnorderedElementsAre("1", "2", "3", "9"));
  EXPECT_THAT(sorts("p = 'a' AND (flag = 'f1' OR flag = 'f3')"), ElementsAre("1", "3"));
}

TEST_F(SelectTest, is_made_of_fifty_reads_at_most) {
  const auto values = [](int count) {
    std::string list;
    for (int i = 0; i < count; ++i) list += (i ? ",'v" : "'v") + std::to_string(i) + "'";
    return "[" + list + "]";
  };
  const std::string too_many =
      "ValidationException: Too many decomposed read operations for a given query.";
  EXPECT_EQ(refused_where("p IN " + values(51)), too_many);
  EXPECT_EQ(refused_where("p = 'a' AND s IN " + values(51)), too_many);
  EXPECT_EQ(refused_where("p IN " + values(26) + " AND s IN ['1', '2']"), too_many);
  EXPECT_EQ(refused_where("p IN " + values(50) + " AND flag IN " + values(100)), "");
  EXPECT_EQ(refused_where("p IN " + values(51) + " OR flag = 'one'"), "");
}

TEST_F(SelectTest, keys_are_of_their_types_where_they_choose_partitions) {
  const std::string wrong =
      "ValidationException: Key attribute's data type should match its data type in table's "
      "schema: Key ";
  EXPECT_EQ(refused_where("p = 1 OR p = 'a'"), wrong + "p");
  EXPECT_EQ(refused_where("p = 'a' AND s IN ['1', 2]"), wrong + "s");
  EXPECT_EQ(refused_where("p > 1"), "");
}

TEST_F(SelectTest, columns_are_what_is_there_of_them) {
  put(Item{{"p", S("a")}, {"s", S("1")}, {"m", M({{"k", L({S("c")})}})}});
  EXPECT_EQ(items("SELECT m.k[0], m.k, nope FROM \"table\" WHERE p = 'a'"),
            (std::vector<Item>{{{"k[0]", S("c")}, {"k", L({S("c")})}}}));
  EXPECT_EQ(items("SELECT nope FROM \"table\" WHERE p = 'a'"), std::vector<Item>{{}});
  EXPECT_TRUE(refused("SELECT p.x FROM \"table\" WHERE p = 'a'")
                  .starts_with("ValidationException: Key attributes must be scalars; "));
}

TEST_F(SelectTest, orders_by_the_key) {
  fill("a", {"1", "2", "3"});
  fill("b", {"1", "2", "3"});
  const auto ordered = [&](const std::string& rest) { return paged(rest, 100); };
  EXPECT_THAT(ordered("p = 'a' ORDER BY s DESC"), ElementsAre("a/3", "a/2", "a/1"));
  EXPECT_THAT(ordered("p = 'a' ORDER BY s"), ElementsAre("a/1", "a/2", "a/3"));
  EXPECT_THAT(ordered("p = 'a' AND s IN ['3', '1'] ORDER BY s DESC"), ElementsAre("a/3", "a/1"));
  EXPECT_THAT(ordered("p = 'a' ORDER BY p ASC"), ElementsAre("a/3", "a/2", "a/1"));
  EXPECT_THAT(ordered("p IN ['a', 'b'] ORDER BY p DESC, s ASC"),
              ElementsAre("b/1", "b/2", "b/3", "a/1", "a/2", "a/3"));
  EXPECT_THAT(paged("p IN ['a', 'b'] ORDER BY p DESC", 2),
              ElementsAre("b/3", "b/2", "b/1", "a/3", "a/2", "a/1"));
}

TEST_F(SelectTest, refuses_an_order_that_it_does_not_read_in) {
  EXPECT_EQ(refused_where("p = 'a' ORDER BY flag DESC"),
            "ValidationException: Attribute flag in ORDER BY clause must be part of the primary "
            "key");
  EXPECT_EQ(refused_where("p > 'a' ORDER BY s"),
            "ValidationException: Must have at least one non-optional hash key condition in WHERE "
            "clause when using ORDER BY clause.");
  EXPECT_EQ(refused_where("p IN ['a', 'b'] ORDER BY s DESC"),
            "ValidationException: Must have hash key in ORDER BY clause when more than one hash "
            "key condition specified in WHERE clause.");
}

TEST_F(SelectTest, pages_cover_every_item_once) {
  fill("a", {"1", "2", "3"});
  fill("b", {"1", "2"});
  for (const std::int32_t limit : {1, 2, 3, 10}) {
    EXPECT_THAT(paged("p IN ['a', 'b']", limit),
                UnorderedElementsAre("a/1", "a/2", "a/3", "b/1", "b/2"));
    EXPECT_THAT(paged("s > '0'", limit), UnorderedElementsAre("a/1", "a/2", "a/3", "b/1", "b/2"));
    EXPECT_THAT(paged("p = 'a' AND s IN ['1', '3']", limit), ElementsAre("a/1", "a/3"));
  }
}

TEST_F(SelectTest, a_page_ends_after_a_megabyte_of_all_its_reads) {
  const std::string large(300 * 1024, 'x');
  for (const std::string partition : {"a", "b", "c", "d", "e"}) {
    put(Item{{"p", S(partition)}, {"s", S("1")}, {"large", S(large)}});
  }
  const std::string statement = "SELECT s FROM \"table\" WHERE p IN ['a', 'b', 'c', 'd', 'e']";
  const auto first = execute(statement);
  ASSERT_EQ(refusal(first), "");
  EXPECT_EQ(first->Items->size(), 4);
  const auto second = request({.Statement = statement, .NextToken = first->NextToken});
  ASSERT_EQ(refusal(second), "");
  EXPECT_EQ(second->Items->size(), 1);
  EXPECT_EQ(second->NextToken, std::nullopt);
}

TEST_F(SelectTest, a_token_is_for_the_statement_it_came_from) {
  fill("a", {"1", "2"});
  const auto first = request(
      {.Statement = "SELECT * FROM \"table\" WHERE p = ?", .Parameters = {{S("a")}}, .Limit = 1});
  ASSERT_EQ(refusal(first), "");
  const auto with = [&](std::string statement, AttributeValue value, std::string token) {
    return refusal(request({.Statement = std::move(statement),
                            .Parameters = {{value}},
                            .NextToken = std::move(token)}));
  };
  const std::string statement = "SELECT * FROM \"table\" WHERE p = ?";
  EXPECT_EQ(with(statement, S("a"), *first->NextToken), "");
  EXPECT_EQ(with(statement, S("b"), *first->NextToken),
            "ValidationException: NextToken does not match request");
  EXPECT_EQ(with(statement + " ", S("a"), *first->NextToken),
            "ValidationException: NextToken does not match request");
  EXPECT_EQ(with(statement, S("a"), "garbage"), "ValidationException: Invalid NextToken");
  EXPECT_EQ(with(statement, S("a"), first->NextToken->substr(0, 16)),
            "ValidationException: Invalid NextToken");
}

// Indexes

class SelectFromIndexTest : public SelectTest {
 protected:
  void SetUp() override {
    auto input = table_input("table", "S", "S");
    input.AttributeDefinitions->push_back({"l", "S"});
    input.AttributeDefinitions->push_back({"g", "S"});
    input.LocalSecondaryIndexes.emplace().push_back(local_index("local", "p", "l"));
    input.LocalSecondaryIndexes->front().Projection = projection("KEYS_ONLY");
    input.GlobalSecondaryIndexes.emplace().push_back(global_index("global", "g"));
    input.GlobalSecondaryIndexes->front().Projection = projection("INCLUDE", {"kept"});
    EXPECT_EQ(refusal(run(service.create_table(context, input))), "");
    put(Item{{"p", S("a")},
             {"s", S("1")},
             {"l", S("x")},
             {"g", S("y")},
             {"kept", S("k")},
             {"other", S("o1")}});
    put(Item{{"p", S("a")}, {"s", S("2")}, {"l", S("w")}, {"g", S("z")}, {"other", S("o2")}});
    put(Item{{"p", S("a")}, {"s", S("3")}, {"other", S("o3")}});
  }
};

TEST_F(SelectFromIndexTest, has_what_the_index_has) {
  EXPECT_EQ(items("SELECT * FROM \"table\".\"global\" WHERE g = 'y'"),
            (std::vector<Item>{{{"p", S("a")}, {"s", S("1")}, {"g", S("y")}, {"kept", S("k")}}}));
  EXPECT_THAT(texts("SELECT s FROM \"table\".\"local\" WHERE p = 'a' ORDER BY l", "s"),
              ElementsAre("2", "1"));
  EXPECT_THAT(texts("SELECT s FROM \"table\".\"global\"", "s"), UnorderedElementsAre("1", "2"));
}

TEST_F(SelectFromIndexTest, of_a_local_one_also_what_the_table_has) {
  const auto output = request({.Statement = "SELECT other FROM \"table\".\"local\" WHERE p = 'a'",
                               .ReturnConsumedCapacity = "INDEXES"});
  ASSERT_EQ(refusal(output), "");
  EXPECT_EQ(*output->Items, (std::vector<Item>{{{"other", S("o2")}}, {{"other", S("o1")}}}));
  EXPECT_EQ(output->ConsumedCapacity->Table->CapacityUnits, 1);
  EXPECT_EQ(output->ConsumedCapacity->LocalSecondaryIndexes->at("local").CapacityUnits, 0.5);
  EXPECT_EQ(refused("SELECT other, more FROM \"table\".\"global\" WHERE g = 'y'"),
            "ValidationException: One or more parameter values were invalid: Global secondary "
            "index global does not project [other, more]");
}

TEST_F(SelectFromIndexTest, filters_by_what_the_index_has) {
  const auto lacking = [](const std::string& index) {
    return "ValidationException: One or more parameter values were invalid: Secondary index " +
           index + " does not project one or more filter attributes: [other]";
  };
  EXPECT_EQ(refused("SELECT s FROM \"table\".\"global\" WHERE g = 'y' AND other = 'o1'"),
            lacking("global"));
  EXPECT_EQ(refused("SELECT s FROM \"table\".\"global\" WHERE g IN ['y', 'z'] AND other = 'o1'"),
            lacking("global"));
  EXPECT_EQ(refused("SELECT s FROM \"table\".\"local\" WHERE p = 'a' AND other = 'o1'"),
            lacking("local"));
  EXPECT_THAT(items("SELECT s FROM \"table\".\"local\" WHERE other = 'o1'"), IsEmpty());
  EXPECT_THAT(items("SELECT other FROM \"table\".\"local\" WHERE other = 'o1'"), IsEmpty());
  EXPECT_THAT(texts("SELECT s FROM \"table\".\"global\" WHERE NOT other = 'o1'", "s"),
              UnorderedElementsAre("1", "2"));
  EXPECT_THAT(
      texts("SELECT s FROM \"table\".\"global\" WHERE (g = 'y' AND other = 'o1') OR g = 'z'", "s"),
      ElementsAre("2"));
}

TEST_F(SelectFromIndexTest, refuses_indexes_in_words_of_its_own) {
  EXPECT_EQ(refused("SELECT * FROM \"table\".\"none\" WHERE p = 'a'"),
            "ValidationException: The table does not have the specified index");
  EXPECT_EQ(refusal(request({.Statement = "SELECT * FROM \"table\".\"global\" WHERE g = 'y'",
                             .ConsistentRead = true})),
            "ValidationException: Strongly consistent read is not supported on Global Secondary "
            "Indexes");
}

}  // namespace
}  // namespace bellwether::cloud::dynamodb
