#include <gmock/gmock.h>

#include "cloud/dynamodb/test_cloud.h"

namespace bellwether::cloud::dynamodb {
namespace {

using testing::ElementsAre;

class QueryTest : public DynamoDbTest {
 protected:
  void SetUp() override { create("table", "S", "N"); }

  void fill(const std::string& partition, int from, int to) {
    for (int i = from; i <= to; ++i) {
      EXPECT_EQ(refusal(put(Item{{"p", S(partition)}, {"s", N(std::to_string(i))}})), "");
    }
  }

  static aws::dynamodb::QueryInput query_input(std::string condition, Item values) {
    aws::dynamodb::QueryInput input;
    input.TableName = "table";
    input.KeyConditionExpression = std::move(condition);
    input.ExpressionAttributeValues = std::move(values);
    return input;
  }

  aws::dynamodb::QueryOutput query(aws::dynamodb::QueryInput input) {
    auto output = received<aws::dynamodb::Query>(service.query(context, std::move(input)));
    EXPECT_EQ(refusal(output), "");
    return output ? std::move(*output) : aws::dynamodb::QueryOutput();
  }

  std::vector<std::string> sorts(aws::dynamodb::QueryInput input) {
    std::vector<std::string> numbers;
    const auto output = query(std::move(input));
    for (const Item& item : *output.Items) numbers.push_back(*item.at("s").N());
    return numbers;
  }

  std::string refused(aws::dynamodb::QueryInput input) {
    return refusal(service.query(context, std::move(input)));
  }
};

TEST_F(QueryTest, reads_one_partition_in_the_order_of_its_sort_keys) {
  fill("a", -2, 2);
  fill("b", 1, 1);
  EXPECT_THAT(sorts(query_input("p = :p", {{":p", S("a")}})),
              ElementsAre("-2", "-1", "0", "1", "2"));
}

TEST_F(QueryTest, reads_backwards) {
  fill("a", -2, 2);
  fill("b", 1, 1);
  auto input = query_input("p = :p", {{":p", S("a")}});
  input.ScanIndexForward = false;
  EXPECT_THAT(sorts(input), ElementsAre("2", "1", "0", "-1", "-2"));
}

TEST_F(QueryTest, every_comparison_chooses_its_range) {
  fill("a", 1, 5);
  const auto chosen = [&](const std::string& condition) {
    Item values{{":p", S("a")}, {":x", N("2")}};
    if (condition.find(":y") != std::string::npos) values.emplace(":y", N("4"));
    return sorts(query_input("p = :p AND " + condition, std::move(values)));
  };
  EXPECT_THAT(chosen("s = :x"), ElementsAre("2"));
  EXPECT_THAT(chosen("s < :x"), ElementsAre("1"));
  EXPECT_THAT(chosen("s <= :x"), ElementsAre("1", "2"));
  EXPECT_THAT(chosen("s > :x"), ElementsAre("3", "4", "5"));
  EXPECT_THAT(chosen("s >= :x"), ElementsAre("2", "3", "4", "5"));
  EXPECT_THAT(chosen("s BETWEEN :x AND :y"), ElementsAre("2", "3", "4"));
}

TEST_F(QueryTest, strings_that_begin_each_other_are_told_apart) {
  create("texts", "S", "S");
  const std::string sorts[] = {"a", std::string("a\0b", 3), "ab", "abc", "b"};
  for (const std::string& sort : sorts) {
    auto input = put_input({{"p", S("x")}, {"s", S(sort)}});
    input.TableName = "texts";
    put(input);
  }
  const auto texts = [&](const std::string& condition) {
    auto input = query_input("p = :p AND " + condition, {{":p", S("x")}, {":s", S("ab")}});
    input.TableName = "texts";
    std::vector<std::string> found;
    const auto output = query(input);
    for (const Item& item : *output.Items) found.push_back(*item.at("s").S());
    return found;
  };
  EXPECT_THAT(texts("begins_with(s, :s)"), ElementsAre("ab", "abc"));
  EXPECT_THAT(texts("s = :s"), ElementsAre("ab"));
  EXPECT_THAT(texts("s > :s"), ElementsAre("abc", "b"));
  EXPECT_THAT(texts("s <= :s"), ElementsAre("a", sorts[1], "ab"));
}

TEST_F(QueryTest, pages_cover_every_item_once_in_both_directions) {
  fill("a", 1, 7);
  for (const bool forward : {true, false}) {
    auto input = query_input("p = :p", {{":p", S("a")}});
    input.ScanIndexForward = forward;
    input.Limit = 3;
    std::vector<int> pages;
    std::vector<std::string> found;
    do {
      const auto page = query(input);
      pages.push_back(*page.Count);
      for (const Item& item : *page.Items) found.push_back(*item.at("s").N());
      input.ExclusiveStartKey = page.LastEvaluatedKey;
    } while (input.ExclusiveStartKey);
    EXPECT_THAT(pages, ElementsAre(3, 3, 1));
    if (!forward) std::ranges::reverse(found);
    EXPECT_THAT(found, ElementsAre("1", "2", "3", "4", "5", "6", "7"));
  }
}

TEST_F(QueryTest, goes_on_after_an_item_that_is_gone) {
  fill("a", 1, 3);
  auto input = query_input("p = :p", {{":p", S("a")}});
  input.ExclusiveStartKey = Item{{"p", S("a")}, {"s", N("1.5")}};
  EXPECT_THAT(sorts(input), ElementsAre("2", "3"));
  input.ScanIndexForward = false;
  EXPECT_THAT(sorts(input), ElementsAre("1"));
}

TEST_F(QueryTest, a_filter_counts_what_it_examined) {
  fill("a", 1, 4);
  auto input = query_input("p = :p", {{":p", S("a")}, {":n", N("1")}});
  input.FilterExpression = "attribute_exists(more) OR v > :n";
  const auto output = query(input);
  EXPECT_EQ(output.Count, 0);
  EXPECT_EQ(output.ScannedCount, 4);
}

TEST_F(QueryTest, counts_without_items) {
  fill("a", 1, 4);
  auto input = query_input("p = :p", {{":p", S("a")}});
  input.Select = "COUNT";
  const auto output = query(input);
  EXPECT_EQ(output.Count, 4);
  EXPECT_EQ(output.Items, std::nullopt);
}

TEST_F(QueryTest, wrong_requests_are_refused_in_AWS_words) {
  aws::dynamodb::QueryInput none;
  none.TableName = "table";
  EXPECT_EQ(
      refused(none),
      "ValidationException: Either the KeyConditions or KeyConditionExpression parameter must "
      "be specified in the request.");
  auto outside = query_input("p = :p", {{":p", S("a")}});
  outside.ExclusiveStartKey = Item{{"p", S("b")}, {"s", N("1")}};
  EXPECT_EQ(refused(outside),
            "ValidationException: The provided starting key is outside query boundaries based on "
            "provided conditions");
  auto incomplete = query_input("p = :p", {{":p", S("a")}});
  incomplete.ExclusiveStartKey = Item{{"p", S("a")}};
  EXPECT_EQ(refused(incomplete),
            "ValidationException: The provided starting key is invalid: The provided key element "
            "does not match the schema");
  auto filtered = query_input("p = :p", {{":p", S("a")}});
  filtered.FilterExpression = "s = :p";
  EXPECT_EQ(refused(filtered),
            "ValidationException: Filter Expression can only contain non-primary key attributes: "
            "Primary key attribute: s");
  auto no_index = query_input("p = :p", {{":p", S("a")}});
  no_index.IndexName = "index";
  EXPECT_EQ(refused(no_index),
            "ValidationException: The table does not have the specified index: index");
}

}  // namespace
}  // namespace bellwether::cloud::dynamodb
