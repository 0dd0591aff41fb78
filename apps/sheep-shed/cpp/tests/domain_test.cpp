#include <algorithm>
#include <cstdint>
#include <random>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "domain/ackermann.h"
#include "domain/pending_stack.h"
#include "domain/primes.h"
#include "domain/tattoo.h"
#include "domain/weight.h"

namespace sheep_shed {
namespace {

TEST(Tattoo, Is_any_unsigned_64_bit_number) {
  EXPECT_EQ(Tattoo::parse("0"), Tattoo(0));
  EXPECT_EQ(Tattoo::parse("18446744073709551615"), Tattoo(18'446'744'073'709'551'615u));
}

TEST(Tattoo, Is_nothing_else) {
  for (const char* text : {"", " 1", "1 ", "-1", "+1", "1.0", "1e3", "0x10", "dolly",
                           "18446744073709551616", "99999999999999999999999"}) {
    EXPECT_FALSE(Tattoo::parse(text)) << '"' << text << '"';
  }
}

TEST(Weight, Lies_between_80_and_160_kilograms_in_micrograms) {
  EXPECT_TRUE(Weight::of({80'000'000'000}));
  EXPECT_TRUE(Weight::of({160'000'000'000}));
  EXPECT_FALSE(Weight::of({79'999'999'999}));
  EXPECT_FALSE(Weight::of({160'000'000'001}));
}

TEST(Weight, Is_drawn_evenly_over_its_whole_range) {
  std::mt19937_64 generator(1);
  constexpr int draws = 16'000;
  int by_quarter[4] = {};
  for (int i = 0; i < draws; ++i) {
    const auto micrograms = Weight::random(generator).micrograms();
    ASSERT_GE(micrograms, Weight::lightest);
    ASSERT_LE(micrograms, Weight::heaviest);
    const std::uint64_t quarter = (micrograms.count - Weight::lightest.count) / 20'000'000'001;
    ++by_quarter[quarter];
  }
  // Five standard deviations of a binomial(16000, 1/4) are 274.
  for (const int count : by_quarter) EXPECT_NEAR(count, draws / 4, 274);
}

TEST(Ackermann, Has_its_known_values) {
  const std::uint64_t known[4][5] = {
      {1, 2, 3, 4, 5}, {2, 3, 4, 5, 6}, {3, 5, 7, 9, 11}, {5, 13, 29, 61, 125}};
  for (std::uint64_t m = 0; m < 4; ++m) {
    for (std::uint64_t n = 0; n < 5; ++n) EXPECT_EQ(ackermann(m, n), known[m][n]) << m << ' ' << n;
  }
  EXPECT_EQ(ackermann(3, 8), 2045u);
  EXPECT_EQ(ackermann(4, 0), 13u);
  EXPECT_EQ(ackermann(0, ackermann_argument_limit - 1), ackermann_argument_limit);
}

TEST(PendingStack, Returns_last_in_first_out_whatever_the_flights) {
  const std::vector<std::uint64_t> pushed = {9, 9, 9, 8, 7, 6, 6, 6, 5, 5, 3, 3, 2, 2, 0};
  PendingStack stack;
  for (const auto m : pushed) stack.push(m);
  for (auto expected = pushed.rbegin(); expected != pushed.rend(); ++expected) {
    ASSERT_FALSE(stack.empty());
    EXPECT_EQ(stack.pop(), *expected);
  }
  EXPECT_TRUE(stack.empty());
}

TEST(PendingStack, Takes_no_more_memory_the_longer_a_flight_gets) {
  PendingStack equal;
  PendingStack descending;
  for (std::uint64_t i = 0; i < 1'000'000; ++i) {
    equal.push(4);
    descending.push(1'000'000'000'000 - i);
  }
  EXPECT_EQ(equal.flights(), 0u);
  EXPECT_EQ(descending.flights(), 1u);
}

TEST(Ackermann, Takes_no_more_memory_the_longer_hopeless_arguments_run) {
  constexpr std::pair<std::uint64_t, std::uint64_t> hopeless[] = {
      {4, 3}, {5, 5}, {1'000'000, 7}, {1'000'000'000'000, 1}};
  for (const auto& [m, n] : hopeless) {
    AckermannWalk walk(m, n);
    std::size_t most_flights = 0;
    for (int step = 0; step < 2'000'000; ++step) {
      ASSERT_TRUE(walk.step());
      most_flights = std::max(most_flights, walk.pending().flights());
    }
    EXPECT_LE(most_flights, 4u) << m << ' ' << n;
  }
}

TEST(Ackermann, Applies_its_definition_as_often_as_it_is_told) {
  AckermannWalk walk(3, 8);
  std::uint64_t steps = 1;
  while (walk.step()) ++steps;
  EXPECT_EQ(steps, 2'785'999u);
  EXPECT_EQ(walk.result(), 2045u);
}

TEST(Primes, Are_those_of_the_sieve_up_to_and_including_its_limit) {
  // pi(400,000) is 33,860; two is not kept as a divisor.
  EXPECT_EQ(Primes::up_to(400'000).divisors(), 33'859u);
  EXPECT_EQ(Primes::up_to(7).divisors(), 3u);
  EXPECT_EQ(Primes::up_to(6).divisors(), 2u);
}

TEST(Primes, Agree_with_plain_trial_division) {
  const Primes primes = Primes::up_to(100);
  for (std::uint64_t number = 0; number <= 10'000; ++number) {
    bool prime = number >= 2;
    for (std::uint64_t d = 2; d * d <= number; ++d) prime = prime && number % d != 0;
    EXPECT_EQ(primes.contains(number), prime) << number;
  }
}

TEST(Primes, Decide_the_weights_at_the_edge_of_the_sieve) {
  const Primes primes = Primes::up_to(400'000);
  EXPECT_TRUE(primes.contains(159'999'999'983));   // the largest below 160 kg
  EXPECT_TRUE(primes.contains(80'000'000'021));    // the smallest above 80 kg
  EXPECT_FALSE(primes.contains(159'991'200'121));  // 399,989 squared
  EXPECT_FALSE(primes.contains(159'988'800'187));  // 399,983 * 399,989
  EXPECT_FALSE(primes.contains(160'000'000'000));
}

}  // namespace
}  // namespace sheep_shed
