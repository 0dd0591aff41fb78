#include "cloud/dynamodb/streams/shard.h"

#include <limits>

#include <gtest/gtest.h>

#include "cloud/dynamodb/streams/shard_iterator.h"

namespace bellwether::cloud::dynamodb {
namespace {

TEST(SequenceNumber, names_its_record_and_sorts_as_it_does) {
  constexpr auto kMax = std::numeric_limits<std::uint64_t>::max();
  std::string before;
  for (const std::uint64_t record :
       {std::uint64_t{0}, std::uint64_t{1}, std::uint64_t{9}, std::uint64_t{10}, kMax - 1, kMax}) {
    const std::string number = sequence_number(record);
    EXPECT_EQ(number.size(), 21);
    EXPECT_EQ(record_of_sequence_number(number), record);
    EXPECT_LT(before, number);
    before = number;
  }
}

TEST(SequenceNumber, of_no_record_is_not_understood) {
  EXPECT_EQ(record_of_sequence_number("200000000000000000001"), std::nullopt);
  EXPECT_EQ(record_of_sequence_number("1000000000000000000010"), std::nullopt);
  EXPECT_EQ(record_of_sequence_number("10000000000000000000x"), std::nullopt);
  EXPECT_EQ(record_of_sequence_number("199999999999999999999"), std::nullopt);
  EXPECT_EQ(record_of_sequence_number(""), std::nullopt);
}

TEST(ShardId, has_the_form_of_AWS_and_is_the_streams_own) {
  const auto stream = [](std::string table) {
    return Stream{.number = 1,
                  .table_name = std::move(table),
                  .keys = {},
                  .created = aws::Timestamp(std::chrono::milliseconds(1'760'000'000'123)),
                  .closed = {}};
  };
  const std::string id = shard_id(Scope(), stream("one"));
  EXPECT_EQ(id.substr(0, 29), "shardId-00000001760000000123-");
  EXPECT_EQ(id.size(), 37);
  EXPECT_EQ(id.find_first_not_of("0123456789abcdef", 29), std::string::npos);
  EXPECT_NE(id, shard_id(Scope(), stream("two")));
}

class ShardIteratorTest : public testing::Test {
 protected:
  const aws::Timestamp made{std::chrono::milliseconds(1'583'283'760'500)};
  const ShardIterator iterator{
      .stream_arn =
          "arn:aws:dynamodb:us-east-1:000000000000:table/t/stream/2020-03-04T00:00:00.000",
      .record = 7,
      .made = made};
};

TEST_F(ShardIteratorTest, says_where_its_reader_is) {
  const std::string text = encode(iterator);
  EXPECT_EQ(text.substr(0, iterator.stream_arn.size() + 3), iterator.stream_arn + "|1|");
  EXPECT_EQ(decode_iterator(text), iterator);
}

TEST_F(ShardIteratorTest, is_not_understood_when_anything_was_changed) {
  const std::string text = encode(iterator);
  for (std::size_t i = 0; i < text.size(); ++i) {
    std::string changed = text;
    changed[i] = changed[i] == 'A' ? 'B' : 'A';
    EXPECT_EQ(decode_iterator(changed), std::nullopt) << changed;
    EXPECT_EQ(decode_iterator(text.substr(0, i)), std::nullopt) << i;
  }
  EXPECT_EQ(decode_iterator(text + "AAAA"), std::nullopt);
  EXPECT_EQ(decode_iterator("garbage"), std::nullopt);
}

TEST_F(ShardIteratorTest, expires_after_a_quarter_of_an_hour) {
  EXPECT_EQ(check_age(iterator, made + kIteratorLife), std::nullopt);
  const auto error = check_age(iterator, made + kIteratorLife + std::chrono::milliseconds(1));
  ASSERT_TRUE(error);
  EXPECT_EQ(error->code, "ExpiredIteratorException");
  EXPECT_EQ(error->message,
            "Iterator expired. The iterator was created at time Wed Mar 04 01:02:40 UTC 2020 while "
            "right now it is Wed Mar 04 01:17:40 UTC 2020 which is further in the future than the "
            "tolerated delay of 900000 milliseconds.");
}

}  // namespace
}  // namespace bellwether::cloud::dynamodb
