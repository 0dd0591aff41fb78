#include "cloud/dynamodb/streams/stream.h"

#include <gmock/gmock.h>

#include "cloud/dynamodb/streams/test_streams.h"

namespace bellwether::cloud::dynamodb {
namespace {

using View = TableStream::View;

class StreamTest : public StreamsTest {
 protected:
  Stream stored(std::uint64_t number) {
    const auto snapshot = store->read();
    return decode_stream(snapshot.get(keys::stream(context.scope, "table", number)).value());
  }
};

TEST_F(StreamTest, is_written_with_its_table_and_closed_with_it) {
  auto input = table_input("table", "S", "N");
  input.StreamSpecification = {.StreamEnabled = true, .StreamViewType = "OLD_IMAGE"};
  ASSERT_EQ(refusal(run(service.create_table(context, input))), "");
  EXPECT_EQ(describe("table").LatestStreamLabel, "2025-10-09T08:53:20.000");
  const KeySchema keys{.partition = {.name = "p", .type = 'S'},
                       .sort = KeyAttribute{.name = "s", .type = 'N'}};
  Stream expected{.number = 2,
                  .table_name = "table",
                  .view = View::old_image,
                  .keys = keys,
                  .created = clock.now(),
                  .closed = {}};
  EXPECT_EQ(stored(2), expected);

  clock.advance(std::chrono::seconds(5));
  ASSERT_EQ(refusal(run(service.delete_table(context, {.TableName = "table"}))), "");
  expected.closed = clock.now();
  EXPECT_EQ(stored(2), expected);
}

TEST_F(StreamTest, is_a_new_one_each_time_it_is_enabled) {
  create("table", "S");
  const auto first = open(View::keys_only);
  ASSERT_TRUE(first.table.stream);
  EXPECT_EQ(first.description.StreamSpecification->StreamViewType, "KEYS_ONLY");

  const auto closed = close();
  EXPECT_EQ(closed.table.stream, std::nullopt);
  EXPECT_EQ(closed.description.StreamSpecification, std::nullopt);
  EXPECT_EQ(closed.description.LatestStreamArn, first.description.LatestStreamArn);

  // Within the same millisecond.
  const auto second = open(View::both_images);
  EXPECT_EQ(first.description.LatestStreamLabel, "2025-10-09T08:53:20.000");
  EXPECT_EQ(second.description.LatestStreamLabel, "2025-10-09T08:53:20.001");
  EXPECT_EQ(second.description.LatestStreamArn,
            "arn:aws:dynamodb:us-east-1:000000000000:table/table/stream/2025-10-09T08:53:20.001");
  EXPECT_NE(second.table.stream->number, first.table.stream->number);
  EXPECT_EQ(stored(first.table.stream->number).closed, clock.now());
  EXPECT_EQ(stored(second.table.stream->number).closed, std::nullopt);
}

TEST_F(StreamTest, view_has_AWS_name) {
  for (const View view : {View::keys_only, View::new_image, View::old_image, View::both_images}) {
    EXPECT_EQ(view_of(stream_view_type(view)), view);
  }
  EXPECT_EQ(view_of("IMAGES"), std::nullopt);
}

}  // namespace
}  // namespace bellwether::cloud::dynamodb
