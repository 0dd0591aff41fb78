#include "aws/core/utf8.h"

#include <gtest/gtest.h>

namespace bellwether::aws {
namespace {

constexpr std::string_view kSheep = "\xF0\x9F\x90\x91";

TEST(Utf8, Keeps_what_is_well_formed) {
  for (const std::string text : {"", "plain ASCII, longer than a word", "gr\xC3\xBC\xC3\x9F",
                                 "\xEF\xBF\xBD", "\xF0\x9F\x90\x91", "\xF4\x8F\xBF\xBF"}) {
    EXPECT_TRUE(is_utf8(text)) << text;
    EXPECT_EQ(to_utf8(text), text);
  }
}

TEST(Utf8, Replaces_every_byte_of_what_is_not) {
  const auto replacements = [](int count) {
    std::string text;
    while (count-- > 0) text += "\xEF\xBF\xBD";
    return text;
  };
  EXPECT_EQ(to_utf8("a\xFFz"), "a" + replacements(1) + "z");
  EXPECT_EQ(to_utf8("\xC3"), replacements(1));
  EXPECT_EQ(to_utf8("\xED\xA0\x80"), replacements(3)) << "a surrogate";
  EXPECT_EQ(to_utf8("\xC0\x80\xE0\x80\x80\xF0\x80\x80\x80"), replacements(9)) << "overlong";
  EXPECT_EQ(to_utf8("\xF4\x90\x80\x80\xF5"), replacements(5)) << "beyond U+10FFFF";
  EXPECT_EQ(to_utf8(std::string(kSheep) + "\xC0\x80"), std::string(kSheep) + replacements(2));
}

TEST(Utf8, Finds_the_one_bad_byte_wherever_it_stands) {
  for (std::size_t at = 0; at < 100; ++at) {
    std::string text(100, 'x');
    text[at] = '\xFF';
    EXPECT_FALSE(is_utf8(text)) << at;
    EXPECT_EQ(to_utf8(text), text.substr(0, at) + "\xEF\xBF\xBD" + text.substr(at + 1));
  }
}

TEST(Utf8, Cuts_between_characters) {
  const std::string text = std::string("a") + std::string(kSheep) + "b";
  for (const std::size_t most : {1, 2, 3, 4}) EXPECT_EQ(utf8_prefix(text, most), "a") << most;
  EXPECT_EQ(utf8_prefix(text, 5), "a" + std::string(kSheep));
  EXPECT_EQ(utf8_prefix(text, 100), text);
  for (const std::size_t most : {1, 2, 3, 4}) EXPECT_EQ(utf8_suffix(text, most), "b") << most;
  EXPECT_EQ(utf8_suffix(text, 5), std::string(kSheep) + "b");
  EXPECT_EQ(utf8_suffix(text, 100), text);
}

TEST(Utf8, Cuts_what_is_no_text_where_it_was_told) {
  const std::string bytes(10, '\x80');
  EXPECT_EQ(utf8_prefix(bytes, 8).size(), 8U);
  EXPECT_EQ(utf8_prefix("\xFF\xFF\xFF", 2).size(), 2U);
  EXPECT_EQ(utf8_suffix(bytes, 8).size(), 5U);
}

}  // namespace
}  // namespace bellwether::aws
