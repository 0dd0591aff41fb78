#include "cloud/store/key.h"

#include <string>

#include <gtest/gtest.h>

namespace bellwether::cloud::store {
namespace {

using namespace std::string_literals;

std::string text_key(std::string_view part, std::string_view then = "") {
  return Key(Owner::dynamodb).text(part).text(then).bytes();
}

TEST(Key, text_sorts_as_its_bytes_do_and_a_prefix_before_what_it_begins) {
  const std::string texts[] = {""s,    "\0"s,   "\0\0"s, "\0\1"s, "\0\xff"s, "\1"s,   "a"s,
                               "a\0"s, "a\0b"s, "a\1"s,  "aa"s,   "b"s,      "\xff"s, "\xff\xff"s};
  for (std::size_t i = 1; i < std::size(texts); ++i) {
    EXPECT_LT(text_key(texts[i - 1], "zzz"), text_key(texts[i], "")) << i;
  }
}

TEST(Key, number_sorts_as_the_number) {
  const std::uint64_t numbers[] = {0, 1, 255, 256, 1u << 31, ~std::uint64_t{0}};
  for (std::size_t i = 1; i < std::size(numbers); ++i) {
    EXPECT_LT(Key(Owner::logs).number(numbers[i - 1]).bytes(),
              Key(Owner::logs).number(numbers[i]).bytes());
  }
}

TEST(Key, end_comes_after_everything_that_begins_with_the_key_and_before_the_next) {
  const Key key = Key(Owner::dynamodb).raw("a\xff\xff");
  EXPECT_GT(key.end(), key.bytes() + "\xff\xff\xff");
  EXPECT_EQ(key.end(), "db");
}

TEST(KeyReader, reads_back_what_was_written) {
  const std::string key =
      Key(Owner::lambda, {"123456789012", "eu-west-1"}).tag('f').text("a\0b"s).number(77).bytes();
  KeyReader reader(key);
  std::string account;
  std::string region;
  std::string part;
  std::uint64_t number = 0;
  ASSERT_TRUE(reader.skip(1) && reader.text(account) && reader.text(region) && reader.skip(1) &&
              reader.text(part) && reader.number(number));
  EXPECT_EQ(account, "123456789012");
  EXPECT_EQ(region, "eu-west-1");
  EXPECT_EQ(part, "a\0b"s);
  EXPECT_EQ(number, 77);
  EXPECT_TRUE(reader.rest().empty());
}

TEST(KeyReader, refuses_what_is_cut_short_or_malformed) {
  std::string part;
  std::uint64_t number = 0;
  EXPECT_FALSE(KeyReader("abc").text(part));
  EXPECT_FALSE(KeyReader("abc\0"s).text(part));
  EXPECT_FALSE(KeyReader("abc\0x"s).text(part));
  EXPECT_FALSE(KeyReader("1234567").number(number));
}

}  // namespace
}  // namespace bellwether::cloud::store
