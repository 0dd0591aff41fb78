#include "cloud/dynamodb/number.h"

#include <algorithm>
#include <array>
#include <random>
#include <tuple>
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
      {"0e1000", "0"},
      {"0e-1000", "0"},
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
      {"1e-131", small},
      {"1e-99999999999", small},
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

std::string sum(std::string_view a, std::string_view b) {
  const auto number = add(*parse_number(a), *parse_number(b));
  return number ? to_string(*number) : number.error();
}

TEST(Number, adds_exactly) {
  const std::tuple<const char*, const char*, const char*> cases[] = {
      {"0", "0", "0"},
      {"0", "-5", "-5"},
      {"5", "0", "5"},
      {"1", "2", "3"},
      {"999", "1", "1000"},
      {"1000", "-1", "999"},
      {"1", "-1000", "-999"},
      {"0.1", "0.2", "0.3"},
      {"0.3", "-0.1", "0.2"},
      {"-7.5", "7.5", "0"},
      {"1e22", "1", "10000000000000000000001"},
      {"1e22", "-1", "9999999999999999999999"},
      {"99999999999999999999999999999999999999", "-1", "99999999999999999999999999999999999998"},
      {"99999999999999999999999999999999999999", "1", "100000000000000000000000000000000000000"},
      {"1e37", "0.1e1", "10000000000000000000000000000000000001"}};
  for (const auto& [a, b, expected] : cases) {
    EXPECT_EQ(sum(a, b), expected) << a << " + " << b;
    EXPECT_EQ(sum(b, a), expected) << b << " + " << a;
  }
  EXPECT_EQ(sum("5e125", "4e125"), to_string(*parse_number("9e125")));
  EXPECT_EQ(to_string(negate(*parse_number("-1.5"))), "1.5");
  EXPECT_EQ(to_string(negate(*parse_number("1.5"))), "-1.5");
  EXPECT_EQ(negate(Number{}), Number{});
}

TEST(Number, sums_that_no_number_holds_are_refused_in_AWS_words) {
  const std::string large =
      "Number overflow. Attempting to store a number with magnitude larger than supported range";
  EXPECT_EQ(sum("9e125", "9e125"), large);
  EXPECT_EQ(sum("-9e125", "-9e125"), large);
  // AWS says so of 39 digits as well.
  EXPECT_EQ(sum("1e38", "1"), large);
  EXPECT_EQ(sum("1e50", "-1"), large);
  EXPECT_EQ(sum("1e125", "1e-130"), large);
  EXPECT_EQ(sum("1.1e-130", "-1e-130"),
            "Number underflow. Attempting to store a number with magnitude smaller than supported "
            "range");
}

// Places of a sum from 10^-170 on, each of them signed until the carries are taken.
class Places {
 public:
  void add(const Number& number) {
    for (std::size_t i = 0; i < number.digits.size(); ++i) {
      const int place = number.exponent - static_cast<int>(i) + kZero;
      const int digit = number.digits[i] - '0';
      places_.at(static_cast<std::size_t>(place)) += number.negative ? -digit : digit;
    }
  }

  // d.ddd x 10^e with all digits, or "0".
  std::string text() {
    const auto highest = std::find_if(places_.rbegin(), places_.rend(), [](int d) { return d; });
    if (highest == places_.rend()) return "0";
    const bool negative = *highest < 0;
    int carry = 0;
    for (int& place : places_) {
      const int value = (negative ? -place : place) + carry;
      place = (value % 10 + 10) % 10;
      carry = (value - place) / 10;
    }
    std::string digits;
    for (auto place = places_.rbegin(); place != places_.rend(); ++place) {
      digits.push_back(static_cast<char>('0' + *place));
    }
    const std::size_t first = digits.find_first_not_of('0');
    const int exponent = static_cast<int>(places_.size() - 1 - first) - kZero;
    digits = digits.substr(first, digits.find_last_not_of('0') - first + 1);
    return (negative ? "-" : "") + digits + "x" + std::to_string(exponent);
  }

 private:
  static constexpr int kZero = 170;
  std::array<int, 300> places_{};
};

TEST(Number, sums_of_random_ones_are_those_of_long_addition) {
  std::mt19937 random(7);
  const auto up_to = [&](int n) { return std::uniform_int_distribution<int>(0, n)(random); };
  const auto any = [&] {
    std::string text = up_to(1) ? "-" : "";
    for (int digits = 1 + up_to(up_to(1) ? 37 : 4); digits > 0; --digits) {
      text += static_cast<char>('0' + up_to(9));
    }
    // Most of them near each other, so that sums fit and borrow.
    return *parse_number(text + "e" + std::to_string(up_to(9) ? up_to(20) - 10 : up_to(160) - 80));
  };
  int exact = 0;
  for (int i = 0; i < 20'000; ++i) {
    const Number a = any();
    const Number b = any();
    Places places;
    places.add(a);
    places.add(b);
    const std::string expected = places.text();
    const auto got = add(a, b);
    const std::size_t digits = expected.find('x') - (expected[0] == '-' ? 1 : 0);
    if (expected != "0" && digits > 38) {
      EXPECT_FALSE(got) << to_string(a) << " + " << to_string(b);
      continue;
    }
    ASSERT_TRUE(got) << to_string(a) << " + " << to_string(b);
    ++exact;
    const std::string shown = got->digits.empty() ? "0"
                                                  : (got->negative ? "-" : "") + got->digits + "x" +
                                                        std::to_string(got->exponent);
    EXPECT_EQ(shown, expected) << to_string(a) << " + " << to_string(b);
  }
  EXPECT_GT(exact, 10'000);
}

}  // namespace
}  // namespace bellwether::cloud::dynamodb
