#include "cloud/dynamodb/streams/service.h"

#include <gmock/gmock.h>

#include "cloud/dynamodb/streams/test_streams.h"

namespace bellwether::cloud::dynamodb {
namespace {

using aws::dynamodbstreams::Record;
using std::chrono::milliseconds;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

std::vector<std::string> events(const std::vector<Record>& records) {
  std::vector<std::string> names;
  for (const auto& record : records) names.push_back(record.eventName.value());
  return names;
}

class ListStreamsTest : public StreamsTest {
 protected:
  struct Page {
    std::vector<std::string> labels;
    std::optional<std::string> last;
  };
  Page list(aws::dynamodbstreams::ListStreamsInput input) {
    const auto output = streams.list_streams(context, input);
    EXPECT_EQ(refusal(output), "");
    Page page{.labels = {}, .last = output->LastEvaluatedStreamArn};
    for (const auto& stream : *output->Streams) {
      page.labels.push_back(*stream.TableName + " " + stream.StreamLabel->substr(20));
      EXPECT_EQ(stream.StreamArn,
                table_arn(context.scope, *stream.TableName) + "/stream/" + *stream.StreamLabel);
    }
    return page;
  }
};

TEST_F(ListStreamsTest, names_those_of_all_tables_or_of_one_disabled_ones_too) {
  create("without", "S");
  create_with_stream("other");
  create_with_stream("table");
  clock.advance(milliseconds(5));
  drop("table");
  create_with_stream("table");
  EXPECT_THAT(list({}).labels, ElementsAre("other 000", "table 000", "table 005"));
  EXPECT_THAT(list({.TableName = "table"}).labels, ElementsAre("table 000", "table 005"));
  EXPECT_THAT(list({.TableName = "without"}).labels, IsEmpty());
  EXPECT_THAT(list({.TableName = "nothing"}).labels, IsEmpty());
  context.scope.region = "eu-west-1";
  EXPECT_THAT(list({}).labels, IsEmpty());
}

TEST_F(ListStreamsTest, goes_page_by_page) {
  create_with_stream("aaa");
  create_with_stream("table");
  close();
  open(TableStream::View::keys_only);
  const auto first = list({.TableName = {}, .Limit = 2});
  EXPECT_THAT(first.labels, ElementsAre("aaa 000", "table 000"));
  ASSERT_TRUE(first.last);
  const auto rest = list({.TableName = {}, .Limit = 2, .ExclusiveStartStreamArn = first.last});
  EXPECT_THAT(rest.labels, ElementsAre("table 001"));
  EXPECT_EQ(rest.last, std::nullopt);
  EXPECT_THAT(
      list({.TableName = "table", .Limit = {}, .ExclusiveStartStreamArn = first.last}).labels,
      ElementsAre("table 001"));
  EXPECT_THAT(list({.TableName = "aaa", .Limit = {}, .ExclusiveStartStreamArn = first.last}).labels,
              IsEmpty());
}

TEST_F(ListStreamsTest, refuses_what_AWS_refuses) {
  EXPECT_EQ(refusal(streams.list_streams(context, {.TableName = {}, .Limit = 101})),
            "ValidationException: One or more parameter values were invalid: Limit cannot be "
            "greater than the maximum allowed size: 100");
  EXPECT_EQ(refusal(streams.list_streams(
                context, {.TableName = {}, .Limit = {}, .ExclusiveStartStreamArn = "nonsense"})),
            "ValidationException: Invalid StreamArn");
}

class DescribeStreamTest : public StreamsTest {};

TEST_F(DescribeStreamTest, tells_the_stream_and_its_shard) {
  const std::string arn = create_with_stream("table", "OLD_IMAGE");
  put({{"p", S("x")}});
  auto description = described(arn);
  EXPECT_EQ(description.StreamArn, arn);
  EXPECT_EQ(description.StreamLabel, "2025-10-09T08:53:20.000");
  EXPECT_EQ(description.StreamStatus, "ENABLED");
  EXPECT_EQ(description.StreamViewType, "OLD_IMAGE");
  EXPECT_EQ(description.CreationRequestDateTime, clock.now());
  EXPECT_EQ(description.TableName, "table");
  EXPECT_EQ(description.LastEvaluatedShardId, std::nullopt);
  ASSERT_THAT(*description.KeySchema, SizeIs(1));
  EXPECT_EQ(description.KeySchema->front().AttributeName, "p");
  EXPECT_EQ(description.KeySchema->front().KeyType, "HASH");
  ASSERT_THAT(*description.Shards, SizeIs(1));
  const auto open_shard = description.Shards->front();
  EXPECT_EQ(open_shard.ParentShardId, std::nullopt);
  EXPECT_EQ(open_shard.SequenceNumberRange->StartingSequenceNumber, "100000000000000000000");
  EXPECT_EQ(open_shard.SequenceNumberRange->EndingSequenceNumber, std::nullopt);

  drop("table");
  description = described(arn);
  EXPECT_EQ(description.StreamStatus, "DISABLED");
  const auto closed_shard = description.Shards->front();
  EXPECT_EQ(closed_shard.ShardId, open_shard.ShardId);
  EXPECT_EQ(closed_shard.SequenceNumberRange->EndingSequenceNumber, "100000000000000000001");
}

TEST_F(DescribeStreamTest, finds_that_of_a_table_with_an_unlucky_name) {
  EXPECT_EQ(described(create_with_stream("stream")).TableName, "stream");
}

TEST_F(DescribeStreamTest, leaves_out_shards_that_were_not_asked_for) {
  const std::string arn = create_with_stream("table");
  const std::string shard = described(arn).Shards->front().ShardId.value();
  const auto shards = [&](auto set) {
    aws::dynamodbstreams::DescribeStreamInput input{.StreamArn = arn};
    set(input);
    const auto output = streams.describe_stream(context, input);
    EXPECT_EQ(refusal(output), "");
    return output->StreamDescription->Shards->size();
  };
  EXPECT_EQ(shards([&](auto& in) { in.ExclusiveStartShardId = shard; }), 0);
  EXPECT_EQ(
      shards([&](auto& in) { in.ExclusiveStartShardId = "shardId-00000001500000000000-abcdef12"; }),
      1);
  EXPECT_EQ(shards([&](auto& in) { in.ShardFilter = {.Type = "CHILD_SHARDS", .ShardId = shard}; }),
            0);
  EXPECT_EQ(shards([&](auto& in) { in.Limit = 1; }), 1);
}

TEST_F(DescribeStreamTest, refuses_what_AWS_refuses) {
  const std::string arn = create_with_stream("table");
  const auto refused = [&](aws::dynamodbstreams::DescribeStreamInput input) {
    return refusal(streams.describe_stream(context, input));
  };
  EXPECT_EQ(
      refused({.StreamArn = arn + "x"}),
      "ResourceNotFoundException: Requested resource not found: Stream: " + arn + "x not found");
  EXPECT_EQ(refused({.StreamArn = table_arn(context.scope, "table")}),
            "ValidationException: Invalid StreamArn");
  EXPECT_EQ(refused({.StreamArn = arn, .Limit = 101}),
            "ValidationException: One or more parameter values were invalid: Limit cannot be "
            "greater than the maximum: 100");
  context.scope.account = "123456789012";
  EXPECT_EQ(
      refused({.StreamArn = arn}),
      "ResourceNotFoundException: Requested resource not found: Stream: " + arn + " not found");
}

class GetShardIteratorTest : public StreamsTest {
 protected:
  std::string at(const std::string& arn, std::string type, std::optional<std::string> sequence) {
    return refusal(streams.get_shard_iterator(
        context, iterator_input(arn, std::move(type), std::move(sequence))));
  }
};

TEST_F(GetShardIteratorTest, begins_where_it_was_told) {
  const std::string arn = create_with_stream("table");
  for (const char* key : {"a", "b", "c"}) put({{"p", S(key)}});
  const auto first = [&](std::string type, std::optional<std::string> sequence = {}) {
    const auto found = read(iterator(arn, std::move(type), std::move(sequence))).Records.value();
    return found.empty() ? "" : *found.front().dynamodb->Keys->at("p").S();
  };
  const auto second = records(arn)[1].dynamodb->SequenceNumber;
  EXPECT_EQ(first("TRIM_HORIZON"), "a");
  EXPECT_EQ(first("LATEST"), "");
  EXPECT_EQ(first("AT_SEQUENCE_NUMBER", second), "b");
  EXPECT_EQ(first("AFTER_SEQUENCE_NUMBER", second), "c");
  EXPECT_EQ(first("AFTER_SEQUENCE_NUMBER", records(arn)[2].dynamodb->SequenceNumber), "");
  const auto start = described(arn).Shards->front().SequenceNumberRange->StartingSequenceNumber;
  EXPECT_EQ(first("AT_SEQUENCE_NUMBER", start), "a");
  EXPECT_EQ(first("AFTER_SEQUENCE_NUMBER", start), "a");
}

TEST_F(GetShardIteratorTest, latest_sees_what_is_written_after_it) {
  const std::string arn = create_with_stream("table");
  put({{"p", S("before")}});
  const std::string latest = iterator(arn, "LATEST");
  put({{"p", S("after")}});
  const auto found = read(latest).Records.value();
  ASSERT_THAT(found, SizeIs(1));
  EXPECT_EQ(found[0].dynamodb->Keys->at("p"), S("after"));
}

TEST_F(GetShardIteratorTest, refuses_what_AWS_refuses) {
  const std::string arn = create_with_stream("table");
  const std::string invalid = "ValidationException: One or more parameter values were invalid: ";
  const std::string number = "100000000000000000000";
  for (const char* type : {"AT_SEQUENCE_NUMBER", "AFTER_SEQUENCE_NUMBER"}) {
    EXPECT_EQ(at(arn, type, {}), invalid + "Invalid SequenceNumber");
    EXPECT_EQ(at(arn, type, number), "");
    for (const char* other :
         {"100000000000000000001", "000000000000000000000", "no number of twenty-one characters"}) {
      EXPECT_EQ(at(arn, type, other), "ValidationException: Invalid SequenceNumber for the shard");
    }
  }
  for (const char* type : {"TRIM_HORIZON", "LATEST"}) {
    EXPECT_EQ(at(arn, type, number),
              invalid + "SequenceNumber should not be passed for this iterator type");
  }
  auto input = iterator_input(arn, "LATEST");
  input.ShardId.back() = input.ShardId.back() == '0' ? '1' : '0';
  EXPECT_EQ(refusal(streams.get_shard_iterator(context, input)),
            "ResourceNotFoundException: Requested resource not found: Shard does not exist");
  input.StreamArn += "x";
  EXPECT_EQ(
      refusal(streams.get_shard_iterator(context, input)),
      "ResourceNotFoundException: Requested resource not found: Stream: " + arn + "x not found");
}

class GetRecordsTest : public StreamsTest {
 protected:
  void change_three_times() {
    put({{"p", S("x")}, {"n", N("1")}});
    put({{"p", S("x")}, {"n", N("2")}});
    erase(delete_input({{"p", S("x")}}));
  }
};

TEST_F(GetRecordsTest, tells_each_change_in_order) {
  const std::string arn = create_with_stream("table");
  clock.advance(milliseconds(1999));
  change_three_times();
  const auto found = records(arn);
  EXPECT_THAT(events(found), ElementsAre("INSERT", "MODIFY", "REMOVE"));

  const Record& modified = found[1];
  EXPECT_EQ(modified.eventVersion, "1.1");
  EXPECT_EQ(modified.eventSource, "aws:dynamodb");
  EXPECT_EQ(modified.awsRegion, "us-east-1");
  EXPECT_EQ(modified.userIdentity, std::nullopt);
  ASSERT_EQ(modified.eventID->size(), 32);
  EXPECT_EQ(modified.eventID->find_first_not_of("0123456789abcdef"), std::string::npos);
  EXPECT_NE(modified.eventID, found[0].eventID);
  EXPECT_EQ(modified.eventID, records(arn)[1].eventID);

  const auto& change = modified.dynamodb.value();
  EXPECT_EQ(change.ApproximateCreationDateTime, aws::Timestamp(milliseconds(1'760'000'001'000)));
  EXPECT_EQ(change.Keys, (Item{{"p", S("x")}}));
  EXPECT_EQ(change.OldImage, (Item{{"p", S("x")}, {"n", N("1")}}));
  EXPECT_EQ(change.NewImage, (Item{{"p", S("x")}, {"n", N("2")}}));
  EXPECT_EQ(change.SequenceNumber, "100000000000000000002");
  EXPECT_EQ(change.SizeBytes, 2 + 5 + 5);
  EXPECT_EQ(change.StreamViewType, "NEW_AND_OLD_IMAGES");
}

TEST_F(GetRecordsTest, has_the_images_of_its_view) {
  const auto images = [&](const char* view) {
    const std::string arn = create_with_stream("table", view);
    change_three_times();
    std::string seen;
    for (const auto& record : records(arn)) {
      EXPECT_EQ(record.dynamodb->StreamViewType, view);
      seen += record.dynamodb->Keys ? "k" : "";
      seen += record.dynamodb->OldImage ? "o" : "";
      seen += record.dynamodb->NewImage ? "n " : " ";
    }
    drop("table");
    return seen;
  };
  EXPECT_EQ(images("KEYS_ONLY"), "k k k ");
  EXPECT_EQ(images("NEW_IMAGE"), "kn kn k ");
  EXPECT_EQ(images("OLD_IMAGE"), "k ko ko ");
  EXPECT_EQ(images("NEW_AND_OLD_IMAGES"), "kn kon ko ");
}

TEST_F(GetRecordsTest, tells_nothing_of_a_write_that_changes_nothing) {
  const std::string arn = create_with_stream("table");
  put({{"p", S("x")}, {"s", SS({"a", "b"})}, {"n", N("1")}});
  put({{"p", S("x")}, {"s", SS({"b", "a"})}, {"n", N("1.0")}});
  erase(delete_input({{"p", S("nobody")}}));
  EXPECT_THAT(events(records(arn)), ElementsAre("INSERT"));
}

TEST_F(GetRecordsTest, names_the_service_that_removed_what_had_expired) {
  const std::string arn = create_with_stream("table");
  put({{"p", S("x")}});
  expire({{"p", S("x")}});
  const auto found = records(arn);
  ASSERT_THAT(events(found), ElementsAre("INSERT", "REMOVE"));
  ASSERT_TRUE(found[1].userIdentity);
  EXPECT_EQ(found[1].userIdentity->PrincipalId, "dynamodb.amazonaws.com");
  EXPECT_EQ(found[1].userIdentity->Type, "Service");
}

TEST_F(GetRecordsTest, goes_on_from_page_to_page) {
  const std::string arn = create_with_stream("table");
  std::vector<std::string> written;
  for (int i = 0; i < 7; ++i) put({{"p", S(written.emplace_back(std::to_string(i)))}});
  std::vector<std::string> seen;
  std::string at = iterator(arn);
  for (const std::size_t expected : {3, 3, 1, 0}) {
    const auto page = read(at, 3);
    EXPECT_EQ(page.Records->size(), expected);
    for (const auto& record : *page.Records) seen.push_back(*record.dynamodb->Keys->at("p").S());
    at = page.NextShardIterator.value();
  }
  EXPECT_EQ(seen, written);
  put({{"p", S("later")}});
  EXPECT_THAT(*read(at).Records, SizeIs(1));
}

TEST_F(GetRecordsTest, answers_a_thousand_records_or_a_megabyte) {
  const std::string small = create_with_stream("table", "KEYS_ONLY");
  for (int i = 0; i < 1001; ++i) put({{"p", S(std::to_string(i))}});
  const auto full = read(iterator(small));
  EXPECT_THAT(*full.Records, SizeIs(1000));
  EXPECT_THAT(*read(full.NextShardIterator.value()).Records, SizeIs(1));
  drop("table");

  const std::string large = create_with_stream("table");
  for (int i = 0; i < 4; ++i) {
    put({{"p", S(std::to_string(i))}, {"v", S(std::string(399 * 1024, 'v'))}});
  }
  const auto first = read(iterator(large));
  EXPECT_THAT(*first.Records, SizeIs(2));
  EXPECT_THAT(*read(first.NextShardIterator.value()).Records, SizeIs(2));
}

TEST_F(GetRecordsTest, ends_with_a_closed_shard) {
  const std::string arn = create_with_stream("table");
  put({{"p", S("a")}});
  put({{"p", S("b")}});
  const std::string open_end = read(iterator(arn)).NextShardIterator.value();
  drop("table");
  const auto first = read(iterator(arn), 1);
  ASSERT_TRUE(first.NextShardIterator);
  const auto last = read(*first.NextShardIterator, 1);
  EXPECT_THAT(*last.Records, SizeIs(1));
  EXPECT_EQ(last.NextShardIterator, std::nullopt);
  const auto nothing = read(open_end);
  EXPECT_THAT(*nothing.Records, IsEmpty());
  EXPECT_EQ(nothing.NextShardIterator, std::nullopt);
}

TEST_F(GetRecordsTest, iterator_lives_a_quarter_of_an_hour_and_each_answer_gives_a_new_one) {
  const std::string arn = create_with_stream("table");
  std::string at = iterator(arn);
  for (int i = 0; i < 3; ++i) {
    clock.advance(std::chrono::minutes(15));
    at = read(at).NextShardIterator.value();
  }
  clock.advance(std::chrono::minutes(15) + milliseconds(1));
  EXPECT_EQ(refused(at).substr(0, 53), "ExpiredIteratorException: Iterator expired. The itera");
}

TEST_F(GetRecordsTest, refuses_what_AWS_refuses) {
  const std::string arn = create_with_stream("table");
  const std::string at = iterator(arn);
  EXPECT_EQ(refused("garbage"), "ValidationException: Invalid ShardIterator");
  EXPECT_EQ(refused(at, 1001),
            "ValidationException: One or more parameter values were invalid: Limit should be less "
            "than or equal to 1000");
  context.scope.region = "eu-west-1";
  EXPECT_EQ(refused(at), "ResourceNotFoundException: Requested resource not found: Stream: " + arn +
                             " not found");
}

}  // namespace
}  // namespace bellwether::cloud::dynamodb
