#include "cloud/dynamodb/number.h"

#include <random>
#include <vector>

#include <gtest/gtest.h>

namespace bellwether::cloud::dynamodb {
namespace {

std::string normal(std::string_view text) {
  const auto number = parse_number(text);
  return number ? to_string(*number) : number.error();
}

std::string ordered(std::string_view text) {
  std::string bytes;
  append_ordered(bytes, *parse_number(text));
  return bytes;
}

TEST(Number, is_written_in_one_way) {
  const std::pair<const char*, const char*> cases[] = {
      {"0", "0"},
      {"-0", "0"},
      {"0.000", "0"},
      {"007", "7"},
      {"1.0", "1"},
      {"1e0", "1"},
      {"+5", "5"},
      {"100", "100"},
      {"1E2", "100"},
      {"1.50", "1.5"},
      {"-.5", "-0.5"},
      {"5.", "5"},
      {"1e-3", "0.001"},
      {"123.4500", "123.45"},
      {"12.3e1", "123"},
      {"0e125", "0"},
      {"12345678901234567890123456789012345678", "12345678901234567890123456789012345678"},
      {"0.00012345678901234567890123456789012345678",
       "0.00012345678901234567890123456789012345678"}};
  for (const auto& [text, expected] : cases) EXPECT_EQ(normal(text), expected) << text;
  EXPECT_EQ(normal("1e125"), "1" + std::string(125, '0'));
  EXPECT_EQ(normal("1e-130"), "0." + std::string(129, '0') + "1");
}

TEST(Number, is_refused_in_AWS_words) {
  const std::string unreadable = "The parameter cannot be converted to a numeric value";
  const std::string large =
      "Number overflow. Attempting to store a number with magnitude larger than supported range";
  const std::string small =
      "Number underflow. Attempting to store a number with magnitude smaller than supported range";
  const std::pair<const char*, std::string> cases[] = {
      {"", unreadable},
      {"b", unreadable + ": b"},
      {"1e", unreadable + ": 1e"},
      {"1e+-5", unreadable + ": 1e+-5"},
      {".", unreadable + ": ."},
      {"1.2.3", unreadable + ": 1.2.3"},
      {" 1", unreadable + ":  1"},
      {"NaN", unreadable + ": NaN"},
      {"1e9223372036854775808", unreadable + ": 1e9223372036854775808"},
      {"1e126", large},
      {"-1e126", large},
      {"1e99999999999", large},
      {"0e126", large},
      {"1e-131", small},
      {"1e-99999999999", small},
      {"0e-131", small},
      {"123456789012345678901234567890123456789",
       "Attempting to store more than 38 significant digits in a Number"}};
  for (const auto& [text, expected] : cases) EXPECT_EQ(normal(text), expected) << text;
}

TEST(Number, sorts_as_bytes_as_it_compares) {
  const std::vector<std::string> sorted = {"-9.9999999999999999999999999999999999999e125",
                                           "-1e125",
                                           "-101",
                                           "-100.5",
                                           "-100",
                                           "-99",
                                           "-12",
                                           "-10",
                                           "-1.01",
                                           "-1",
                                           "-0.5",
                                           "-1e-130",
                                           "0",
                                           "1e-130",
                                           "0.5",
                                           "0.51",
                                           "1",
                                           "1.0001",
                                           "1.01",
                                           "1.1",
                                           "9",
                                           "10",
                                           "10.1",
                                           "12",
                                           "99",
                                           "100",
                                           "101",
                                           "1e125"};
  for (std::size_t i = 0; i < sorted.size(); ++i) {
    for (std::size_t j = 0; j < sorted.size(); ++j) {
      EXPECT_EQ(ordered(sorted[i]) <=> ordered(sorted[j]), i <=> j)
          << sorted[i] << " " << sorted[j];
      EXPECT_EQ(*parse_number(sorted[i]) <=> *parse_number(sorted[j]), i <=> j);
    }
  }
}

TEST(Number, random_ones_sort_as_doubles_do) {
  std::mt19937 random(1);
  std::uniform_int_distribution<int> any(-100'000, 100'000);
  for (int i = 0; i < 2000; ++i) {
    const int a = any(random);
    const int b = any(random);
    const auto text = [](int n) { return std::to_string(n) + "e-2"; };
    EXPECT_EQ(ordered(text(a)) <=> ordered(text(b)), a <=> b) << a << " " << b;
  }
}

TEST(Number, takes_about_a_byte_for_two_digits_and_one_more) {
  const std::pair<const char*, std::size_t> cases[] = {
      {"0", 1},  {"1", 2},   {"12", 2},  {"123", 3},
      {"-1", 3}, {"100", 2}, {"0.5", 2}, {"12345678901234567890123456789012345678", 20}};
  for (const auto& [text, size] : cases) EXPECT_EQ(size_of(*parse_number(text)), size) << text;
}

}  // namespace
}  // namespace bellwether::cloud::dynamodb
