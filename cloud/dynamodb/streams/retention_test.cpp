#include "cloud/dynamodb/streams/retention.h"

#include <gmock/gmock.h>

#include "cloud/dynamodb/streams/test_streams.h"

namespace bellwether::cloud::dynamodb {
namespace {

using std::chrono::hours;
using std::chrono::milliseconds;
using testing::ElementsAre;

class RetentionTest : public StreamsTest {
 protected:
  bool trim(std::uint64_t most = 1000) {
    const bool due = must_trim_streams(store->read(), context.scope, clock.now());
    return store->write_and_wait([&](store::Transaction& transaction) {
      const std::uint64_t before = transaction.changes();
      const bool more = trim_streams(transaction, context.scope, clock.now(), most);
      EXPECT_EQ(due, transaction.changes() != before);
      return more;
    });
  }
  std::vector<std::string> items(const std::string& arn) {
    std::vector<std::string> keys;
    for (const auto& record : records(arn)) keys.push_back(*record.dynamodb->Keys->at("p").S());
    return keys;
  }
  std::size_t listed() { return streams.list_streams(context, {})->Streams->size(); }
  // What lies in the store under the keys of streams.
  std::size_t stored(char kind) {
    const auto snapshot = store->read();
    const auto all = keys::base(context.scope, kind);
    std::size_t count = 0;
    for (auto cursor = snapshot.from(all); cursor.valid() && cursor.key() < all.end();
         cursor.next()) {
      ++count;
    }
    return count;
  }
};

TEST_F(RetentionTest, records_vanish_after_a_day_and_later_ones_stay) {
  const std::string arn = create_with_stream("table");
  put({{"p", S("first")}});
  clock.advance(hours(1));
  put({{"p", S("second")}});
  clock.advance(hours(23));
  EXPECT_FALSE(trim());
  EXPECT_THAT(items(arn), ElementsAre("first", "second"));
  clock.advance(milliseconds(1));
  EXPECT_FALSE(trim());
  EXPECT_THAT(items(arn), ElementsAre("second"));
  clock.advance(hours(1));
  EXPECT_FALSE(trim());
  EXPECT_THAT(items(arn), ElementsAre());
  // An open stream stays, and goes on counting where it was.
  put({{"p", S("third")}});
  EXPECT_THAT(items(arn), ElementsAre("third"));
  EXPECT_EQ(records(arn)[0].dynamodb->SequenceNumber, "100000000000000000003");
}

TEST_F(RetentionTest, goes_on_in_bounded_steps) {
  const std::string arn = create_with_stream("table");
  for (const char* key : {"a", "b", "c", "d", "e"}) put({{"p", S(key)}});
  clock.advance(hours(24) + milliseconds(1));
  EXPECT_TRUE(trim(2));
  EXPECT_THAT(items(arn), ElementsAre("c", "d", "e"));
  EXPECT_TRUE(trim(2));
  EXPECT_FALSE(trim(2));
  EXPECT_THAT(items(arn), ElementsAre());
}

TEST_F(RetentionTest, is_of_one_account_and_region_at_a_time) {
  const std::string here = create_with_stream("table");
  put({{"p", S("x")}});
  context.scope = {.account = "123456789012", .region = "eu-west-1"};
  const std::string there = create_with_stream("table");
  put({{"p", S("x")}});
  clock.advance(hours(24) + milliseconds(1));
  EXPECT_FALSE(trim());
  EXPECT_THAT(items(there), ElementsAre());
  context.scope = {};
  EXPECT_THAT(items(here), ElementsAre("x"));
}

TEST_F(RetentionTest, closed_streams_vanish_after_a_day_without_a_trace) {
  const std::string arn = create_with_stream("table");
  put({{"p", S("x")}});
  clock.advance(hours(1));
  drop("table");
  clock.advance(hours(24));
  EXPECT_FALSE(trim());
  EXPECT_EQ(listed(), 1);
  EXPECT_EQ(described(arn).StreamStatus, "DISABLED");
  clock.advance(milliseconds(1));
  EXPECT_FALSE(trim());
  EXPECT_EQ(listed(), 0);
  EXPECT_EQ(
      refusal(streams.describe_stream(context, {.StreamArn = arn})),
      "ResourceNotFoundException: Requested resource not found: Stream: " + arn + " not found");
  for (const char kind : {'q', 's', 'w'}) EXPECT_EQ(stored(kind), 0) << kind;
}

TEST_F(RetentionTest, a_reader_who_was_overtaken_is_told) {
  const std::string arn = create_with_stream("table");
  put({{"p", S("first")}});
  clock.advance(hours(24) - milliseconds(1));
  put({{"p", S("second")}});
  const std::string horizon = iterator(arn);
  const std::string latest = iterator(arn, "LATEST");
  const auto sequence = [](int n) { return "10000000000000000000" + std::to_string(n); };
  clock.advance(milliseconds(2));
  EXPECT_FALSE(trim());
  const std::string trimmed =
      "TrimmedDataAccessException: The data you are trying to access has been trimmed";
  EXPECT_EQ(refused(horizon), trimmed);
  EXPECT_EQ(refused(latest), "");
  const auto at = [&](std::string type, int record) {
    return refusal(
        streams.get_shard_iterator(context, iterator_input(arn, type, sequence(record))));
  };
  EXPECT_EQ(at("AFTER_SEQUENCE_NUMBER", 0), trimmed);
  EXPECT_EQ(at("AT_SEQUENCE_NUMBER", 0), trimmed);
  // Who has read what was trimmed misses nothing, and what the shard says is its start can be
  // named.
  EXPECT_EQ(described(arn).Shards->front().SequenceNumberRange->StartingSequenceNumber,
            sequence(1));
  for (const char* type : {"AT_SEQUENCE_NUMBER", "AFTER_SEQUENCE_NUMBER"}) {
    const auto left = read(iterator(arn, type, sequence(1))).Records;
    ASSERT_EQ(left->size(), 1);
    EXPECT_EQ(left->front().dynamodb->SequenceNumber, sequence(2));
  }
}

}  // namespace
}  // namespace bellwether::cloud::dynamodb
