#include "domain/uuid.h"

#include <regex>
#include <set>
#include <string>

#include <gtest/gtest.h>

namespace uuid_store {
namespace {

TEST(Uuid, Is_written_in_five_groups_of_small_digits) {
  EXPECT_EQ(Uuid::of({0x00, 0x11, 0x22, 0x33, 0x44, 0x55, 0x66, 0x77, 0x88, 0x99, 0xaa, 0xbb, 0xcc,
                      0xdd, 0xee, 0xff})
                .text(),
            "00112233-4455-4677-8899-aabbccddeeff");
}

TEST(Uuid, Has_its_version_and_variant_whatever_the_bits) {
  Uuid::Bytes ones;
  ones.fill(0xFF);
  EXPECT_EQ(Uuid::of(ones).text(), "ffffffff-ffff-4fff-bfff-ffffffffffff");
  EXPECT_EQ(Uuid::of({}).text(), "00000000-0000-4000-8000-000000000000");
}

TEST(Uuid, Is_another_every_time) {
  static const std::regex form(
      "[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}");
  std::set<std::string> seen;
  for (int i = 0; i < 1000; ++i) {
    const std::string text = Uuid::random().text();
    EXPECT_TRUE(std::regex_match(text, form)) << text;
    EXPECT_TRUE(seen.insert(text).second) << text;
  }
}

TEST(Uuid, Has_random_bits_wherever_they_are_not_fixed) {
  std::array<int, 128> ones{};
  constexpr int draws = 4000;
  for (int i = 0; i < draws; ++i) {
    std::string hex = Uuid::random().text();
    std::erase(hex, '-');
    for (std::size_t digit = 0; digit < hex.size(); ++digit) {
      const int value = std::stoi(hex.substr(digit, 1), nullptr, 16);
      for (std::size_t bit = 0; bit < 4; ++bit) ones[digit * 4 + bit] += (value >> (3 - bit)) & 1;
    }
  }
  for (std::size_t bit = 0; bit < ones.size(); ++bit) {
    const bool fixed = (bit >= 48 && bit < 52) || bit == 64 || bit == 65;
    if (fixed) continue;
    // Seven standard deviations of a binomial(4000, 1/2) are 221.
    EXPECT_NEAR(ones[bit], draws / 2, 221) << bit;
  }
}

}  // namespace
}  // namespace uuid_store
