#include "tests/bench/dynamodb/workload.h"

#include <regex>
#include <set>

#include <gtest/gtest.h>

namespace bellwether::bench {
namespace {

std::string_view body_of(const Request& request) {
  const std::string_view text = request.bytes;
  return text.substr(text.find("\r\n\r\n") + 4);
}

std::set<std::string> keys_in(std::string_view text) {
  std::set<std::string> keys;
  for (auto at = text.find(R"("pk":{"S":")"); at != std::string_view::npos;
       at = text.find(R"("pk":{"S":")", at + 1)) {
    keys.emplace(text.substr(at + 11, 10));
  }
  return keys;
}

// AWS's size of an item is that of its names and values; the number 1 takes two bytes.
std::size_t aws_size(const std::string& json) {
  static const std::regex attribute(R"re("(\w+)":\{"([SN])":"([^"]*)"\})re");
  std::size_t size = 0;
  for (std::sregex_iterator it(json.begin(), json.end(), attribute), end; it != end; ++it) {
    size += (*it)[1].length() + ((*it)[2] == "N" ? 2 : (*it)[3].length());
  }
  return size;
}

TEST(Workload, items_have_their_size_by_AWS_rules) {
  for (const std::uint32_t bytes : {64U, 100U, 200U, 1024U, 8192U}) {
    EXPECT_EQ(aws_size(item_json(bytes, false)), bytes);
    EXPECT_EQ(aws_size(item_json(bytes, true)), bytes);
  }
}

TEST(Workload, Content_Length_is_the_size_of_the_body) {
  for (const char* name : {"put-item", "put-item-if-new", "get-item", "update-item", "query",
                           "scan-count", "scan", "batch-write-item", "transact-write-items"}) {
    Workload workload({.operation = *operation_of(name), .partition = 100});
    Request request;
    workload.next(request);
    EXPECT_NE(request.bytes.find("\r\nContent-Length: " + std::to_string(body_of(request).size()) +
                                 "\r\n\r\n"),
              std::string::npos)
        << request.bytes;
  }
}

TEST(Workload, every_item_is_asked_for_once_before_any_is_again) {
  Workload workload({.operation = Operation::get_item, .keys = 1000});
  std::set<std::string> seen;
  Request request;
  for (int i = 0; i < 1000; ++i) {
    workload.next(request);
    seen.merge(keys_in(body_of(request)));
  }
  EXPECT_EQ(seen.size(), 1000);
  EXPECT_EQ(*seen.begin(), "k000000000");
  EXPECT_EQ(*seen.rbegin(), "k000000999");
}

TEST(Workload, a_batch_has_25_different_items) {
  Workload workload({.operation = Operation::batch_write_item, .keys = 100, .in_order = true});
  Request request;
  workload.next(request);
  workload.next(request);
  const auto keys = keys_in(body_of(request));
  EXPECT_EQ(keys.size(), 25);
  EXPECT_EQ(*keys.begin(), "k000000025");
}

TEST(Workload, items_of_a_partition_differ_in_their_sort_key) {
  Workload workload(
      {.operation = Operation::put_item, .keys = 300, .partition = 100, .in_order = true});
  Request request;
  for (int i = 0; i <= 142; ++i) workload.next(request);
  EXPECT_NE(request.bytes.find(R"("pk":{"S":"k000000001"},"sk":{"S":"k000000042"})"),
            std::string::npos)
      << request.bytes;
}

TEST(Workload, transactions_have_tokens_of_their_own) {
  Workload workload({.operation = Operation::transact_write_items});
  Request one;
  Request other;
  workload.next(one);
  workload.next(other);
  const auto token = [](const Request& request) {
    const auto at = request.bytes.find(R"("ClientRequestToken":")");
    return request.bytes.substr(at + 22, 36);
  };
  EXPECT_EQ(token(one).substr(0, 24), token(other).substr(0, 24));
  EXPECT_NE(token(one), token(other));
}

TEST(Workload, a_scan_follows_the_last_key_until_all_items_came) {
  const Workload workload({.operation = Operation::scan, .keys = 30});
  Request request;
  std::string error;
  const Answer first{200, true,
                     R"({"Items": [], "Count": 20, "LastEvaluatedKey": {"pk": {"S": "a"}}})"};
  EXPECT_EQ(workload.judge(first, request, error), Verdict::another_page);
  EXPECT_NE(request.bytes.find(R"("ExclusiveStartKey":{"pk": {"S": "a"}}})"), std::string::npos);
  const Answer last{200, true, R"({"ScannedCount":10,"Count":10,"Items":[]})"};
  EXPECT_EQ(workload.judge(last, request, error), Verdict::done);
}

TEST(Workload, a_scan_that_misses_items_has_failed) {
  const Workload workload({.operation = Operation::scan_count, .keys = 30});
  Request request;
  std::string error;
  EXPECT_EQ(workload.judge({200, true, R"({"Count":29,"ScannedCount":29})"}, request, error),
            Verdict::failed);
  EXPECT_EQ(error, "items missing");
}

TEST(Workload, finds_the_count_on_either_side_of_many_items) {
  const Workload workload({.operation = Operation::query, .partition = 100});
  Request request;
  std::string error;
  const std::string items = R"("Items":[{"a":{"S":")" + std::string(5000, 'x') + R"("}}])";
  const std::string before = R"({"Count":100,)" + items + "}";
  const std::string after = "{" + items + R"(,"Count":100})";
  EXPECT_EQ(workload.judge({200, true, before}, request, error), Verdict::done);
  EXPECT_EQ(workload.judge({200, true, after}, request, error), Verdict::done);
}

TEST(Workload, unprocessed_items_are_an_error) {
  const Workload workload({.operation = Operation::batch_write_item});
  Request request;
  std::string error;
  EXPECT_EQ(workload.judge({200, true, R"({"UnprocessedItems": {}})"}, request, error),
            Verdict::done);
  EXPECT_EQ(workload.judge({200, true, R"({"UnprocessedItems":{"t":[{}]}})"}, request, error),
            Verdict::failed);
  EXPECT_EQ(error, "unprocessed items");
}

TEST(Workload, an_item_that_is_not_there_is_an_error) {
  const Workload workload({.operation = Operation::get_item});
  Request request;
  std::string error;
  EXPECT_EQ(workload.judge({200, true, "{}"}, request, error), Verdict::failed);
  EXPECT_EQ(error, "item missing");
}

TEST(Workload, errors_go_by_their_type) {
  const Answer refused{400, true, R"({"__type":"com.amazonaws#Oops","message":"No."})"};
  EXPECT_EQ(error_kind(refused), "Oops");
  EXPECT_EQ(error_text(refused), "Oops: No.");
  EXPECT_EQ(error_text({500, true, "<html>"}), "HTTP 500");
}

}  // namespace
}  // namespace bellwether::bench
