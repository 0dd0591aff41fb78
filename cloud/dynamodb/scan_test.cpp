#include <set>

#include "cloud/dynamodb/test_cloud.h"

namespace bellwether::cloud::dynamodb {
namespace {

using aws::dynamodb::ScanInput;
using aws::dynamodb::ScanOutput;

class ScanTest : public DynamoDbTest {
 protected:
  ScanTest() { create("table", "N"); }

  void fill(int count, std::size_t bytes = 1) {
    for (int i = 0; i < count; ++i) {
      put({{"p", N(std::to_string(i))}, {"v", S(std::string(bytes, 'x'))}});
    }
  }

  static ScanInput input() {
    ScanInput in;
    in.TableName = "table";
    return in;
  }

  ScanOutput scan(ScanInput in) {
    auto output = received<aws::dynamodb::Scan>(service.scan(context, std::move(in)));
    EXPECT_EQ(refusal(output), "");
    return output ? std::move(*output) : ScanOutput();
  }

  // Every page until there is no more; the keys in order of arrival.
  std::vector<std::string> scan_all(ScanInput in) {
    std::vector<std::string> keys;
    do {
      auto page = scan(in);
      EXPECT_EQ(*page.Count, static_cast<int>(page.Items->size()));
      for (const auto& item : *page.Items) keys.push_back(*item.at("p").N());
      in.ExclusiveStartKey = page.LastEvaluatedKey;
    } while (in.ExclusiveStartKey);
    return keys;
  }

  std::string refused(ScanInput in) { return refusal(service.scan(context, std::move(in))); }
};

TEST_F(ScanTest, of_an_empty_table_is_empty) {
  const auto output = scan(input());
  EXPECT_EQ(output.Count, 0);
  EXPECT_EQ(output.ScannedCount, 0);
  EXPECT_TRUE(output.Items->empty());
  EXPECT_EQ(output.LastEvaluatedKey, std::nullopt);
}

TEST_F(ScanTest, stops_at_one_megabyte_and_resumes_after_the_last_key) {
  fill(30, 100 * 1024);
  const auto first = scan(input());
  EXPECT_EQ(first.Count, 10);
  ASSERT_TRUE(first.LastEvaluatedKey);
  EXPECT_EQ(*first.LastEvaluatedKey, (Item{{"p", first.Items->back().at("p")}}));
  const auto keys = scan_all(input());
  EXPECT_EQ(keys.size(), 30);
  EXPECT_EQ(std::set(keys.begin(), keys.end()).size(), 30);
}

TEST_F(ScanTest, stops_at_its_limit) {
  fill(5);
  auto in = input();
  in.Limit = 2;
  EXPECT_EQ(scan(in).Count, 2);
  EXPECT_EQ(scan_all(in).size(), 5);
  in.Limit = 5;
  const auto all = scan(in);
  EXPECT_EQ(all.Count, 5);
  // The limit was reached, so there may be more: AWS gives a key here.
  ASSERT_TRUE(all.LastEvaluatedKey);
  in.ExclusiveStartKey = all.LastEvaluatedKey;
  EXPECT_EQ(scan(in).Count, 0);
}

TEST_F(ScanTest, goes_on_after_a_key_that_is_gone) {
  fill(20);
  auto in = input();
  in.Limit = 7;
  const auto first = scan(in);
  erase(delete_input(*first.LastEvaluatedKey));
  in.ExclusiveStartKey = first.LastEvaluatedKey;
  in.Limit.reset();
  EXPECT_EQ(scan(in).Count, 13);
}

TEST_F(ScanTest, segments_cover_every_item_once) {
  fill(500);
  for (const int total : {1, 2, 3, 7, 64, 1000}) {
    std::multiset<std::string> keys;
    for (int segment = 0; segment < total; ++segment) {
      auto in = input();
      in.TotalSegments = total;
      in.Segment = segment;
      in.Limit = 50;
      for (auto& key : scan_all(in)) keys.insert(std::move(key));
    }
    EXPECT_EQ(keys.size(), 500) << total;
    EXPECT_EQ(std::set(keys.begin(), keys.end()).size(), 500) << total;
  }
}

TEST_F(ScanTest, segments_are_about_equal) {
  fill(1000);
  for (int segment = 0; segment < 4; ++segment) {
    auto in = input();
    in.TotalSegments = 4;
    in.Segment = segment;
    const int count = *scan(in).Count;
    EXPECT_GT(count, 180);
    EXPECT_LT(count, 320);
  }
}

TEST_F(ScanTest, counts_without_items) {
  fill(10);
  auto in = input();
  in.Select = "COUNT";
  const auto output = scan(in);
  EXPECT_EQ(output.Count, 10);
  EXPECT_EQ(output.ScannedCount, 10);
  EXPECT_EQ(output.Items, std::nullopt);
}

TEST_F(ScanTest, a_filter_is_applied_after_the_page_is_read) {
  fill(10);
  auto in = input();
  in.FilterExpression = "p < :three";
  in.ExpressionAttributeValues = Item{{":three", N("3")}};
  auto output = scan(in);
  EXPECT_EQ(output.Count, 3);
  EXPECT_EQ(output.ScannedCount, 10);
  in.Limit = 4;
  output = scan(in);
  EXPECT_EQ(output.ScannedCount, 4);
  EXPECT_LT(*output.Count, 4);
  EXPECT_TRUE(output.LastEvaluatedKey);
  in.Limit.reset();
  in.Select = "COUNT";
  EXPECT_EQ(scan(in).Count, 3);
}

TEST_F(ScanTest, a_projection_takes_parts_of_items) {
  fill(2);
  auto in = input();
  in.ProjectionExpression = "v";
  in.Select = "SPECIFIC_ATTRIBUTES";
  EXPECT_EQ(*scan(in).Items, (std::vector<Item>{{{"v", S("x")}}, {{"v", S("x")}}}));
}

TEST_F(ScanTest, capacity_is_billed_for_the_page) {
  fill(3, 4000);
  auto in = input();
  in.ReturnConsumedCapacity = "TOTAL";
  EXPECT_EQ(scan(in).ConsumedCapacity->CapacityUnits, 1.5);
  in.ConsistentRead = true;
  EXPECT_EQ(scan(in).ConsumedCapacity->CapacityUnits, 3);
}

TEST_F(ScanTest, keeps_the_order_of_sort_keys_within_a_partition) {
  run(service.delete_table(context, {.TableName = "table"}));
  create("table", "S", "N");
  for (const char* s : {"10", "-1", "9", "0", "-2.5", "100"}) put({{"p", S("x")}, {"s", N(s)}});
  std::vector<std::string> order;
  auto output = scan(input());
  for (const auto& item : *output.Items) order.push_back(*item.at("s").N());
  EXPECT_EQ(order, (std::vector<std::string>{"-2.5", "-1", "0", "9", "10", "100"}));
}

TEST_F(ScanTest, wrong_requests_are_refused_in_AWS_words) {
  fill(20);
  const auto with = [this](auto change) {
    auto in = input();
    change(in);
    return refused(std::move(in));
  };
  const std::string validation = "ValidationException: ";
  EXPECT_EQ(with([](auto& in) { in.TableName = "none"; }),
            "ResourceNotFoundException: Requested resource not found");
  EXPECT_EQ(with([](auto& in) { in.Segment = 1; }),
            validation +
                "The TotalSegments parameter is required but was not present in the request when "
                "Segment parameter is present");
  EXPECT_EQ(
      with([](auto& in) { in.TotalSegments = 1; }),
      validation +
          "The Segment parameter is required but was not present in the request when parameter "
          "TotalSegments is present");
  EXPECT_EQ(
      with([](auto& in) {
        in.Segment = 1;
        in.TotalSegments = 1;
      }),
      validation +
          "The Segment parameter is zero-based and must be less than parameter TotalSegments: "
          "Segment: 1 is not less than TotalSegments: 1");
  EXPECT_EQ(with([](auto& in) {
              in.ExclusiveStartKey = Item{{"p", S("x")}};
            }),
            validation +
                "The provided starting key is invalid: The provided key element does not match the "
                "schema");
  EXPECT_EQ(with([](auto& in) { in.IndexName = "index"; }),
            validation + "The table does not have the specified index: index");
  EXPECT_EQ(
      with([](auto& in) {
        in.Select = "COUNT";
        in.ProjectionExpression = "v";
      }),
      validation + "Cannot specify the ProjectionExpression when choosing to get only the Count");

  auto other = input();
  other.Segment = 1;
  other.TotalSegments = 2;
  const auto item = scan(other).Items->front();
  EXPECT_EQ(with([&](auto& in) {
              in.Segment = 0;
              in.TotalSegments = 2;
              in.ExclusiveStartKey = Item{{"p", item.at("p")}};
            }),
            validation +
                "The provided starting key is invalid: Invalid ExclusiveStartKey. Please use "
                "ExclusiveStartKey with correct Segment. TotalSegments: 2 Segment: 0");
}

}  // namespace
}  // namespace bellwether::cloud::dynamodb
