#include "cloud/dynamodb/background/background.h"

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <string>

#include <gmock/gmock.h>

#include "cloud/dynamodb/background/job.h"
#include "cloud/dynamodb/keys.h"
#include "cloud/dynamodb/streams/change_record.h"
#include "cloud/dynamodb/test_cloud.h"
#include "cloud/dynamodb/test_indexes.h"

namespace bellwether::cloud::dynamodb {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;

class BackgroundTest : public DynamoDbTest {
 protected:
  // More than the first part of any work.
  static constexpr int kManyItems = 1300;

  void put_many(int count, const std::string& attribute = "a") {
    for (int i = 0; i < count; ++i) {
      put({{"p", S(std::to_string(i))}, {attribute, S("value" + std::to_string(i))}});
    }
  }
  bool step() {
    const auto more = run(service.background().step());
    EXPECT_EQ(refusal(more), "");
    return more.value_or(false);
  }
  int steps_until_done() {
    int steps = 0;
    while (step()) ++steps;
    return steps;
  }
  std::string set_time_to_live(std::string attribute, bool enabled = true) {
    aws::dynamodb::UpdateTimeToLiveInput input;
    input.TableName = "table";
    input.TimeToLiveSpecification = {.Enabled = enabled, .AttributeName = std::move(attribute)};
    return refusal(run(service.update_time_to_live(context, input)));
  }
  std::string now_in_seconds(std::chrono::seconds from_now = 0s) const {
    const auto at = clock.now().time_since_epoch() + from_now;
    return std::to_string(std::chrono::duration_cast<std::chrono::seconds>(at).count());
  }
  std::size_t count_keys(const store::Key& range) {
    std::size_t keys = 0;
    const auto snapshot = store->read();
    for (auto cursor = snapshot.from(range); cursor.valid() && cursor.key() < range.end();
         cursor.next()) {
      ++keys;
    }
    return keys;
  }
  Result<aws::dynamodb::ScanOutput> scan_index() {
    aws::dynamodb::ScanInput input;
    input.TableName = "table";
    input.IndexName = "index";
    input.Select = "COUNT";
    return received<aws::dynamodb::Scan>(service.scan(context, input));
  }
};

TEST_F(BackgroundTest, a_job_is_read_back_as_it_was_written) {
  Job job;
  job.kind = Job::Kind::fill_index;
  job.ranges = {std::string("a\0b", 3), "c"};
  job.table = "table";
  job.table_number = 7;
  job.index = 8;
  job.after = std::string("\0\1", 2);
  EXPECT_EQ(decode_job(encode_job(job)), job);
}

TEST_F(BackgroundTest, an_index_of_a_large_table_is_filled_while_writes_go_on) {
  create("table", "S");
  put_many(kManyItems);
  ASSERT_EQ(refusal(run(service.update_table(context, create_index_input("table", "index", "a")))),
            "");
  EXPECT_EQ(describe("table").GlobalSecondaryIndexes->front().IndexStatus, "CREATING");
  EXPECT_EQ(describe("table").GlobalSecondaryIndexes->front().Backfilling, true);
  EXPECT_EQ(refusal(scan_index()),
            "ValidationException: Cannot read from backfilling global secondary index: index");
  EXPECT_EQ(refusal(run(service.update_table(context, create_index_input("table", "more", "b")))),
            "LimitExceededException: Subscriber limit exceeded: Only 1 online index can be created "
            "or deleted simultaneously per table");
  EXPECT_THAT(refusal(run(service.delete_table(context, {"table"}))),
              HasSubstr("Cannot delete table while indexes are being created"));

  // Before, between and after what the index has of the table.
  for (int i = 0; i < kManyItems; i += 10) {
    put({{"p", S(std::to_string(i))}, {"a", S("changed")}});
  }
  for (int i = 5; i < kManyItems; i += 10) erase(delete_input({{"p", S(std::to_string(i))}}));
  for (int i = 7; i < kManyItems; i += 10) put({{"p", S(std::to_string(i))}});
  put({{"p", S("new")}, {"a", S("new")}});
  EXPECT_GE(steps_until_done(), 1);

  const auto index = describe("table").GlobalSecondaryIndexes->front();
  EXPECT_EQ(index.IndexStatus, "ACTIVE");
  EXPECT_EQ(index.Backfilling, std::nullopt);
  const int left = kManyItems - 2 * kManyItems / 10 + 1;
  EXPECT_EQ(index.ItemCount, left);
  EXPECT_EQ(scan_index()->Count, left);
  EXPECT_EQ(count_keys(keys::jobs(context.scope)), 0);
}

TEST_F(BackgroundTest, an_index_that_is_being_filled_may_be_deleted) {
  create("table", "S");
  put_many(kManyItems);
  ASSERT_EQ(refusal(run(service.update_table(context, create_index_input("table", "index", "a")))),
            "");
  EXPECT_EQ(refusal(run(service.update_table(context, delete_index_input("table", "index")))), "");
  steps_until_done();
  EXPECT_EQ(describe("table").GlobalSecondaryIndexes, std::nullopt);
  EXPECT_EQ(count_keys(keys::base(context.scope, 'x')), 0);
}

TEST_F(BackgroundTest, a_deleted_table_is_gone_at_once_and_erased_in_parts) {
  create("table", "S");
  put_many(kManyItems);
  ASSERT_EQ(refusal(run(service.delete_table(context, {"table"}))), "");
  EXPECT_EQ(service.list_tables(context, {})->TableNames->size(), 0);
  const auto items = keys::base(context.scope, 'i');
  const std::size_t left = count_keys(items);
  EXPECT_GT(left, 0);
  EXPECT_LT(left, kManyItems);
  create("table", "S");
  put({{"p", S("1")}});
  steps_until_done();
  EXPECT_EQ(count_keys(items), 1);
  EXPECT_EQ(count_keys(keys::jobs(context.scope)), 0);
}

TEST_F(BackgroundTest, work_goes_on_after_a_restart) {
  create("table", "S");
  put_many(kManyItems);
  run(service.update_table(context, create_index_input("table", "index", "a")));
  Service restarted{*store, clock, random};
  while (run(restarted.background().step()).value()) {
  }
  EXPECT_EQ(describe("table").GlobalSecondaryIndexes->front().ItemCount, kManyItems);
}

TEST_F(BackgroundTest, an_expired_item_is_removed_and_the_stream_says_by_whom) {
  auto input = table_input("table", "S");
  input.StreamSpecification = {.StreamEnabled = true, .StreamViewType = "KEYS_ONLY"};
  ASSERT_EQ(refusal(run(service.create_table(context, input))), "");
  ASSERT_EQ(set_time_to_live("end"), "");
  put({{"p", S("soon")}, {"end", N(now_in_seconds(60s))}});
  put({{"p", S("later")}, {"end", N(now_in_seconds(120s))}});
  put({{"p", S("never")}, {"end", S("word")}});
  put({{"p", S("mistake")}, {"end", N(now_in_seconds(-24h * 366 * 5))}});
  EXPECT_FALSE(step());
  EXPECT_EQ(describe("table").ItemCount, 4);
  clock.advance(60s);
  step();
  EXPECT_EQ(describe("table").ItemCount, 3);
  EXPECT_EQ(get({{"p", S("soon")}}), std::nullopt);

  const auto snapshot = store->read();
  const auto records = keys::base(context.scope, 's');
  auto cursor = snapshot.from(records.end());
  cursor.seek_before(records.end());
  const auto record = decode_record(cursor.value());
  EXPECT_EQ(record.event, ChangeRecord::Event::remove);
  EXPECT_EQ(record.by, ChangedBy::time_to_live);
  EXPECT_EQ(record.keys, (Item{{"p", S("soon")}}));
}

TEST_F(BackgroundTest, an_item_whose_time_was_changed_stays) {
  create("table", "S");
  ASSERT_EQ(set_time_to_live("end"), "");
  put({{"p", S("1")}, {"end", N(now_in_seconds(60s))}});
  put({{"p", S("1")}, {"end", N(now_in_seconds(600s))}});
  clock.advance(120s);
  EXPECT_FALSE(step());
  EXPECT_EQ(describe("table").ItemCount, 1);
}

TEST_F(BackgroundTest, time_to_live_is_that_of_the_items_that_are_there_too) {
  create("table", "S");
  for (int i = 0; i < kManyItems; ++i) {
    put({{"p", S(std::to_string(i))}, {"end", N(now_in_seconds(60s))}});
  }
  ASSERT_EQ(set_time_to_live("end"), "");
  clock.advance(60s);
  steps_until_done();
  EXPECT_EQ(describe("table").ItemCount, 0);
  EXPECT_EQ(count_keys(keys::base(context.scope, 'e')), 0);
}

TEST_F(BackgroundTest, time_to_live_is_changed_as_AWS_lets_it) {
  create("table", "S");
  EXPECT_EQ(set_time_to_live("end", false), "ValidationException: TimeToLive is already disabled");
  EXPECT_EQ(set_time_to_live("end"), "");
  const auto described = service.describe_time_to_live(context, {"table"});
  EXPECT_EQ(described->TimeToLiveDescription->TimeToLiveStatus, "ENABLED");
  EXPECT_EQ(described->TimeToLiveDescription->AttributeName, "end");
  EXPECT_EQ(set_time_to_live("end"), "ValidationException: TimeToLive is already enabled");
  EXPECT_EQ(set_time_to_live("other", false),
            "ValidationException: TimeToLive is active on a different AttributeName: current "
            "AttributeName is end");
  put({{"p", S("1")}, {"end", N(now_in_seconds(60s))}});
  EXPECT_EQ(set_time_to_live("end", false), "");
  EXPECT_EQ(count_keys(keys::base(context.scope, 'e')), 0);
  EXPECT_EQ(
      service.describe_time_to_live(context, {"table"})->TimeToLiveDescription->TimeToLiveStatus,
      "DISABLED");
  EXPECT_EQ(set_time_to_live("other"), "");
}

TEST_F(BackgroundTest, a_delay_keeps_expired_items_as_long) {
  create("table", "S");
  ASSERT_EQ(set_time_to_live("end"), "");
  put({{"p", S("1")}, {"end", N(now_in_seconds())}});
  Service late{*store, clock, random, {.background = {.time_to_live_delay = 100s}}};
  clock.advance(99s);
  run(late.background().step());
  EXPECT_EQ(describe("table").ItemCount, 1);
  clock.advance(1s);
  run(late.background().step());
  EXPECT_EQ(describe("table").ItemCount, 0);
}

TEST_F(BackgroundTest, every_account_and_region_has_its_turn) {
  create("table", "S");
  context.scope = {.account = "123456789012", .region = "eu-west-1"};
  create("table", "S");
  ASSERT_EQ(set_time_to_live("end"), "");
  put({{"p", S("1")}, {"end", N(now_in_seconds())}});
  step();
  EXPECT_EQ(describe("table").ItemCount, 0);
}

}  // namespace
}  // namespace bellwether::cloud::dynamodb
