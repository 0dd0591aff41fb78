#include "cloud/logs/service.h"

#include <future>
#include <thread>

#include <fmt/format.h>
#include <gmock/gmock.h>

#include "cloud/core/test_run.h"
#include "cloud/store/key.h"

namespace bellwether::cloud::logs {
namespace {

using namespace aws::logs;
using std::chrono::milliseconds;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::SizeIs;

constexpr std::int64_t kNow = 1'760'000'000'000;
constexpr std::int64_t kHour = 3'600'000;

class LogsTest : public testing::Test {
 protected:
  template <class T>
  static T run(Task<T> task) {
    return run_task(std::move(task));
  }

  void create(std::string group, std::string stream) {
    run(service.create_log_group(context, {.logGroupName = group}));
    run(service.create_log_stream(context, {.logGroupName = group, .logStreamName = stream}));
  }

  Result<PutLogEventsResponse> put(std::string group, std::string stream,
                                   std::vector<InputLogEvent> events) {
    PutLogEventsRequest request;
    request.logGroupName = std::move(group);
    request.logStreamName = std::move(stream);
    request.logEvents = std::move(events);
    return run(service.put_log_events(context, std::move(request)));
  }

  void print(std::string_view group, std::string_view stream, std::int64_t time,
             std::string message) {
    service.append(context.scope, group, stream,
                   {{.time = aws::Timestamp(milliseconds(time)), .message = std::move(message)}});
  }

  GetLogEventsResponse get(GetLogEventsRequest request) {
    request.logGroupName = "g";
    request.logStreamName = "s";
    auto response = run(service.get_log_events(context, std::move(request)));
    EXPECT_TRUE(response) << response.error().message;
    return std::move(*response);
  }

  FilterLogEventsResponse filter(FilterLogEventsRequest request) {
    request.logGroupName = "g";
    auto response = run(service.filter_log_events(context, std::move(request)));
    EXPECT_TRUE(response) << response.error().message;
    return std::move(*response);
  }

  static std::vector<std::string> messages(const auto& response) {
    std::vector<std::string> texts;
    for (const auto& event : *response.events) texts.push_back(*event.message);
    return texts;
  }

  std::unique_ptr<store::Store> store =
      store::Store::open({.durability = store::Durability::memory});
  ManualClock clock{aws::Timestamp(milliseconds(kNow))};
  Service service{*store, clock};
  RequestContext context;
};

TEST_F(LogsTest, Groups_are_created_once_listed_by_name_and_deleted) {
  for (const char* name : {"/b", "/a/2", "/a/1"}) {
    EXPECT_TRUE(run(service.create_log_group(context, {.logGroupName = name})));
  }
  const auto again = run(service.create_log_group(context, {.logGroupName = "/b"}));
  ASSERT_FALSE(again);
  EXPECT_EQ(again.error().code, "ResourceAlreadyExistsException");
  EXPECT_EQ(again.error().message, "The specified log group already exists");

  DescribeLogGroupsRequest request;
  request.logGroupNamePrefix = "/a";
  request.limit = 1;
  const auto first = run(service.describe_log_groups(context, request));
  ASSERT_THAT(*first->logGroups, SizeIs(1));
  EXPECT_EQ(first->logGroups->front().logGroupName, "/a/1");
  EXPECT_EQ(first->logGroups->front().arn, "arn:aws:logs:us-east-1:000000000000:log-group:/a/1:*");
  EXPECT_EQ(first->logGroups->front().creationTime, kNow);
  request.nextToken = first->nextToken;
  const auto second = run(service.describe_log_groups(context, request));
  ASSERT_THAT(*second->logGroups, SizeIs(1));
  EXPECT_EQ(second->logGroups->front().logGroupName, "/a/2");
  EXPECT_FALSE(second->nextToken);

  EXPECT_TRUE(run(service.delete_log_group(context, {.logGroupName = "/a/1"})));
  const auto gone = run(service.delete_log_group(context, {.logGroupName = "/a/1"}));
  ASSERT_FALSE(gone);
  EXPECT_EQ(gone.error().message, "The specified log group does not exist.");
}

TEST_F(LogsTest, The_sink_has_no_room_while_the_store_is_behind) {
  EXPECT_TRUE(service.has_room());
  std::promise<void> begun;
  std::promise<void> ended;
  std::thread other([&] {
    store->write_and_wait([&](store::Transaction&) {
      begun.set_value();
      ended.get_future().wait();
    });
  });
  begun.get_future().wait();
  // Of few bytes each: their objects count, too.
  constexpr int kLines = 200'000;
  std::vector<LogLine> lines(kLines, LogLine{.time = clock.now(), .message = "x"});
  service.append(context.scope, "g", "s", std::move(lines));
  EXPECT_FALSE(service.has_room());
  ended.set_value();
  other.join();
  const auto groups = run(service.describe_log_groups(context, {}));
  EXPECT_TRUE(service.has_room());
  EXPECT_EQ(groups->logGroups->front().storedBytes, kLines * 27);
}

TEST_F(LogsTest, Names_may_be_as_long_as_AWS_has_them) {
  const std::string group(512, 'g');
  const std::string stream(512, 's');
  create(group, stream);
  ASSERT_TRUE(put(group, stream, {{.timestamp = kNow, .message = "m"}}));
  FilterLogEventsRequest request;
  request.logGroupName = group;
  const auto response = run(service.filter_log_events(context, request));
  ASSERT_THAT(*response->events, SizeIs(1));
  EXPECT_EQ(response->events->front().logStreamName, stream);
}

TEST_F(LogsTest, Groups_are_kept_apart_by_account_and_region) {
  run(service.create_log_group(context, {.logGroupName = "g"}));
  RequestContext other = context;
  other.scope.region = "eu-west-1";
  EXPECT_THAT(*run(service.describe_log_groups(other, {}))->logGroups, SizeIs(0));
  EXPECT_THAT(*run(service.describe_log_groups(context, {}))->logGroups, SizeIs(1));
}

TEST_F(LogsTest, A_reader_sees_what_was_printed_before_it) {
  for (int i = 0; i < 1000; ++i) print("g", "s", kNow, fmt::format("line {}", i));
  const auto response = get({.startFromHead = true});
  ASSERT_THAT(*response.events, SizeIs(1000));
  EXPECT_EQ(response.events->front().message, "line 0");
  EXPECT_EQ(response.events->back().message, "line 999");
  EXPECT_EQ(response.events->front().ingestionTime, kNow);
}

TEST_F(LogsTest, What_was_printed_is_written_without_a_reader) {
  print("g", "s", kNow, "line");
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(10);
  const store::Key all(store::Owner::logs);
  while (!store->read().from(all).valid() && std::chrono::steady_clock::now() < deadline) {
    std::this_thread::sleep_for(milliseconds(5));
  }
  EXPECT_TRUE(store->read().from(all).valid());
}

TEST_F(LogsTest, DescribeLogGroups_looks_for_accounts_where_linked_ones_are_included) {
  create("group", "stream");
  DescribeLogGroupsRequest request;
  request.accountIdentifiers = {"123456789012"};
  EXPECT_THAT(*run(service.describe_log_groups(context, request))->logGroups, SizeIs(1));
  request.includeLinkedAccounts = true;
  EXPECT_THAT(*run(service.describe_log_groups(context, request))->logGroups, SizeIs(0));
  request.accountIdentifiers->push_back(context.scope.account);
  EXPECT_THAT(*run(service.describe_log_groups(context, request))->logGroups, SizeIs(1));
}

TEST_F(LogsTest, Deleting_a_group_takes_what_is_still_buffered_with_it) {
  print("g", "s", kNow, "line");
  EXPECT_TRUE(run(service.delete_log_group(context, {.logGroupName = "g"})));
  run(service.create_log_group(context, {.logGroupName = "g"}));
  EXPECT_THAT(*filter({}).events, SizeIs(0));
}

TEST_F(LogsTest, PutLogEvents_needs_group_stream_and_order) {
  create("g", "s");
  EXPECT_EQ(put("x", "s", {{.timestamp = kNow, .message = "m"}}).error().message,
            "The specified log group does not exist.");
  EXPECT_EQ(put("g", "x", {{.timestamp = kNow, .message = "m"}}).error().message,
            "The specified log stream does not exist.");
  EXPECT_EQ(
      put("g", "s", {{.timestamp = kNow, .message = "b"}, {.timestamp = kNow - 1, .message = "a"}})
          .error()
          .message,
      "Log events in a single PutLogEvents request must be in chronological order.");
}

TEST_F(LogsTest, PutLogEvents_rejects_old_and_new_events_and_takes_the_rest) {
  create("g", "s");
  const auto response = put("g", "s",
                            {{.timestamp = kNow - 15 * 24 * kHour, .message = "old"},
                             {.timestamp = kNow, .message = "fine"},
                             {.timestamp = kNow + 3 * kHour, .message = "new"}});
  ASSERT_TRUE(response) << response.error().message;
  EXPECT_EQ(response->rejectedLogEventsInfo->tooOldLogEventEndIndex, 1);
  EXPECT_EQ(response->rejectedLogEventsInfo->tooNewLogEventStartIndex, 2);
  EXPECT_THAT(messages(get({.startFromHead = true})), ElementsAre("fine"));
}

TEST_F(LogsTest, PutLogEvents_limits_span_and_size) {
  create("g", "s");
  EXPECT_THAT(
      put("g", "s",
          {{.timestamp = kNow - 25 * kHour, .message = "a"}, {.timestamp = kNow, .message = "b"}})
          .error()
          .message,
      HasSubstr("cannot span more than 24 hours"));
  const std::string half(600'000, 'x');
  EXPECT_EQ(
      put("g", "s", {{.timestamp = kNow, .message = half}, {.timestamp = kNow, .message = half}})
          .error()
          .message,
      "Upload too large: 1200052 bytes exceeds limit of 1048576");
}

TEST_F(LogsTest, GetLogEvents_starts_at_the_tail_and_pages_both_ways) {
  create("g", "s");
  std::vector<InputLogEvent> events;
  for (int i = 0; i < 5; ++i)
    events.push_back({.timestamp = kNow + i, .message = fmt::format("{}", i)});
  ASSERT_TRUE(put("g", "s", events));

  const auto tail = get({.limit = 2});
  EXPECT_THAT(messages(tail), ElementsAre("3", "4"));
  const auto before = get({.nextToken = tail.nextBackwardToken, .limit = 2});
  EXPECT_THAT(messages(before), ElementsAre("1", "2"));
  const auto forward = get({.nextToken = before.nextForwardToken, .limit = 2});
  EXPECT_THAT(messages(forward), ElementsAre("3", "4"));

  const auto end = get({.nextToken = forward.nextForwardToken});
  EXPECT_THAT(*end.events, SizeIs(0));
  EXPECT_EQ(end.nextForwardToken, forward.nextForwardToken);
  print("g", "s", kNow + 9, "late");
  EXPECT_THAT(messages(get({.nextToken = end.nextForwardToken})), ElementsAre("late"));
}

TEST_F(LogsTest, GetLogEvents_end_is_exclusive_and_FilterLogEvents_end_inclusive) {
  create("g", "s");
  ASSERT_TRUE(put("g", "s",
                  {{.timestamp = kNow, .message = "a"},
                   {.timestamp = kNow + 1, .message = "b"},
                   {.timestamp = kNow + 2, .message = "c"}}));
  EXPECT_THAT(messages(get({.startTime = kNow, .endTime = kNow + 1})), ElementsAre("a"));
  FilterLogEventsRequest request;
  request.startTime = kNow + 1;
  request.endTime = kNow + 2;
  EXPECT_THAT(messages(filter(request)), ElementsAre("b", "c"));
}

TEST_F(LogsTest, GetLogEvents_refuses_foreign_tokens) {
  create("g", "s");
  GetLogEventsRequest request;
  request.logGroupName = "g";
  request.logStreamName = "s";
  for (const char* token : {"x", "f/", "f/1/s", "f//s"}) {
    request.nextToken = token;
    const auto response = run(service.get_log_events(context, request));
    ASSERT_FALSE(response) << token;
    EXPECT_EQ(response.error().message, "The specified nextToken is invalid.");
  }
}

TEST_F(LogsTest, FilterLogEvents_merges_streams_in_order_of_time) {
  print("g", "one", kNow + 2, "REPORT c");
  print("g", "two", kNow + 1, "REPORT b");
  print("g", "one", kNow, "START a");
  print("g", "two", kNow + 3, "REPORT d");
  EXPECT_THAT(messages(filter({})), ElementsAre("START a", "REPORT b", "REPORT c", "REPORT d"));

  FilterLogEventsRequest request;
  request.filterPattern = "REPORT";
  request.limit = 2;
  const auto page = filter(request);
  EXPECT_THAT(messages(page), ElementsAre("REPORT b", "REPORT c"));
  EXPECT_EQ(page.events->front().logStreamName, "two");
  EXPECT_THAT(*page.events->front().eventId, SizeIs(56));
  request.nextToken = page.nextToken;
  const auto rest = filter(request);
  EXPECT_THAT(messages(rest), ElementsAre("REPORT d"));
  EXPECT_FALSE(rest.nextToken);

  FilterLogEventsRequest some;
  some.logStreamNames = {{"one"}};
  EXPECT_THAT(messages(filter(some)), ElementsAre("START a", "REPORT c"));
  some.logStreamNames = {};
  some.logStreamNamePrefix = "tw";
  EXPECT_THAT(messages(filter(some)), ElementsAre("REPORT b", "REPORT d"));
}

TEST_F(LogsTest, FilterLogEvents_pages_at_one_megabyte) {
  create("g", "s");
  const std::string big(700'000, 'x');
  ASSERT_TRUE(put("g", "s", {{.timestamp = kNow, .message = big}}));
  ASSERT_TRUE(put("g", "s", {{.timestamp = kNow + 1, .message = big}}));
  const auto page = filter({});
  EXPECT_THAT(*page.events, SizeIs(1));
  FilterLogEventsRequest next;
  next.nextToken = page.nextToken;
  EXPECT_THAT(*filter(next).events, SizeIs(1));
}

TEST_F(LogsTest, Streams_are_described_by_name_or_by_last_event) {
  print("g", "a", kNow + 5, "x");
  print("g", "b", kNow + 1, "x");
  print("g", "c", kNow + 9, "x");
  print("g", "c", kNow + 3, "x");
  const auto names = [&](DescribeLogStreamsRequest request) {
    std::vector<std::string> result;
    request.logGroupName = "g";
    request.limit = 2;
    while (true) {
      const auto response = run(service.describe_log_streams(context, request));
      for (const auto& stream : *response->logStreams) result.push_back(*stream.logStreamName);
      if (!response->nextToken) return result;
      request.nextToken = response->nextToken;
    }
  };
  EXPECT_THAT(names({}), ElementsAre("a", "b", "c"));
  DescribeLogStreamsRequest by_time;
  by_time.orderBy = "LastEventTime";
  by_time.descending = true;
  EXPECT_THAT(names(by_time), ElementsAre("c", "a", "b"));

  DescribeLogStreamsRequest one;
  one.logGroupName = "g";
  one.logStreamNamePrefix = "c";
  const auto response = run(service.describe_log_streams(context, one));
  const LogStream& stream = response->logStreams->front();
  EXPECT_EQ(stream.firstEventTimestamp, kNow + 3);
  EXPECT_EQ(stream.lastEventTimestamp, kNow + 9);
  EXPECT_EQ(stream.arn, "arn:aws:logs:us-east-1:000000000000:log-group:g:log-stream:c");
}

TEST_F(LogsTest, Deleting_a_stream_leaves_the_others) {
  print("g", "a", kNow, "from a");
  print("g", "b", kNow, "from b");
  EXPECT_TRUE(run(service.delete_log_stream(context, {.logGroupName = "g", .logStreamName = "a"})));
  EXPECT_THAT(messages(filter({})), ElementsAre("from b"));
  const auto groups = run(service.describe_log_groups(context, {}));
  EXPECT_EQ(groups->logGroups->front().storedBytes, 6 + 26);
}

TEST_F(LogsTest, FilterLogEvents_reads_a_hundred_thousand_events_in_pages) {
  constexpr int kEvents = 120'000;
  std::vector<LogLine> lines;
  for (int i = 0; i < kEvents; ++i) {
    lines.push_back({.time = aws::Timestamp(milliseconds(kNow + i)),
                     .message = i % 1000 == 0 ? "REPORT" : "another line"});
  }
  service.append(context.scope, "g", "s", std::move(lines));
  FilterLogEventsRequest request;
  request.filterPattern = "REPORT";
  std::size_t found = 0;
  do {
    const auto page = filter(request);
    found += page.events->size();
    request.nextToken = page.nextToken;
  } while (request.nextToken);
  EXPECT_EQ(found, kEvents / 1000);
}

}  // namespace
}  // namespace bellwether::cloud::logs
