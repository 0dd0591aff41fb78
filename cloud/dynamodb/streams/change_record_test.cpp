#include "cloud/dynamodb/streams/change_record.h"

#include <stdexcept>

#include <gtest/gtest.h>

#include "cloud/dynamodb/test_values.h"

namespace bellwether::cloud::dynamodb {
namespace {

const KeySchema kKeys{.partition = {.name = "p", .type = 'S'}, .sort = {}};
const Item kOld{{"p", S("x")}, {"b", B(std::string("\0\1\xff\0", 4))}};
const Item kNow{{"p", S("x")}, {"n", N("0")}};
const aws::Timestamp kTime{std::chrono::milliseconds(1'760'000'000'123)};

ChangeRecord change() {
  return record_of({.number = 1, .view = TableStream::View::both_images}, kKeys, &kOld, &kNow,
                   ChangedBy::time_to_live, kTime);
}

TEST(ChangeRecord, is_read_as_it_was_written) {
  const std::string bytes = encode_record(change());
  const ChangeRecord record = decode_record(bytes);
  EXPECT_EQ(record.event, ChangeRecord::Event::modify);
  EXPECT_EQ(record.by, ChangedBy::time_to_live);
  EXPECT_EQ(record.at, kTime);
  EXPECT_EQ(time_of_record(bytes), kTime);
  EXPECT_EQ(record.keys, (Item{{"p", S("x")}}));
  EXPECT_EQ(record.old_image, kOld);
  EXPECT_EQ(record.new_image, kNow);
}

TEST(ChangeRecord, that_was_cut_off_is_noticed) {
  const std::string bytes = encode_record(change());
  for (std::size_t size = 0; size < bytes.size(); ++size) {
    EXPECT_THROW(decode_record(std::string_view(bytes).substr(0, size)), std::runtime_error)
        << size;
  }
}

}  // namespace
}  // namespace bellwether::cloud::dynamodb
