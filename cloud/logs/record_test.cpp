#include "cloud/logs/record.h"

#include <gtest/gtest.h>

namespace bellwether::cloud::logs {
namespace {

TEST(Record, Reads_back_what_it_wrote) {
  GroupRecord group{.number = 7, .created = 1, .stored_bytes = 99, .deletion_protection = true};
  group.kms_key_id = "key";
  group.tags = {{"a", "b"}, {"c", ""}};
  const auto group_again = GroupRecord::decode(group.encode());
  ASSERT_TRUE(group_again);
  EXPECT_EQ(group_again->tags, group.tags);
  EXPECT_EQ(group_again->kms_key_id, "key");
  EXPECT_EQ(group_again->stored_bytes, 99U);
  EXPECT_TRUE(group_again->deletion_protection);

  const EventRecord event{.stream = 3, .ingested = 4, .message = "hello"};
  const std::string bytes = event.encode();
  const auto event_again = EventRecord::decode(bytes);
  ASSERT_TRUE(event_again);
  EXPECT_EQ(event_again->message, "hello");
  EXPECT_EQ(event_again->ingested, 4U);
}

TEST(Record, Refuses_other_versions_and_cut_values) {
  const std::string bytes = GroupRecord{.number = 7}.encode();
  for (std::size_t size = 0; size < bytes.size(); ++size) {
    EXPECT_FALSE(GroupRecord::decode(std::string_view(bytes).substr(0, size))) << size;
  }
  std::string newer = bytes;
  newer[0] = 2;
  EXPECT_FALSE(GroupRecord::decode(newer));
}

}  // namespace
}  // namespace bellwether::cloud::logs
