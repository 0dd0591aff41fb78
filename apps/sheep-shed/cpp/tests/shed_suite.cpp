#include "tests/shed_suite.h"

#include <atomic>
#include <map>
#include <mutex>
#include <thread>
#include <vector>

#include "domain/wolf.h"

namespace sheep_shed {
namespace {

Sheep sheep(std::uint64_t tattoo, std::uint64_t micrograms) {
  return {Tattoo(tattoo), *Weight::of({micrograms})};
}

std::map<Tattoo, Weight> all_in(Shed& shed) {
  std::mutex mutex;
  std::map<Tattoo, Weight> all;
  std::size_t seen = 0;
  const auto visited = shed.visit([&](std::span<const Sheep> some) {
    const std::lock_guard lock(mutex);
    seen += some.size();
    for (const Sheep& one : some) all.emplace(one.tattoo, one.weight);
  });
  EXPECT_TRUE(visited.has_value());
  EXPECT_EQ(seen, all.size()) << "a sheep was shown twice";
  return all;
}

TEST_P(ShedSuite, Is_empty_at_first) {
  EXPECT_EQ(shed().count(), 0u);
  EXPECT_TRUE(all_in(shed()).empty());
}

TEST_P(ShedSuite, Keeps_what_is_added) {
  ASSERT_TRUE(shed().add(sheep(7, 80'000'000'001)));
  ASSERT_TRUE(shed().add(sheep(8, 80'000'000'002)));

  EXPECT_EQ(shed().count(), 2u);
  EXPECT_EQ(all_in(shed()), (std::map<Tattoo, Weight>{
                                {Tattoo(7), *Weight::of({80'000'000'001})},
                                {Tattoo(8), *Weight::of({80'000'000'002})},
                            }));
}

TEST_P(ShedSuite, Knows_the_smallest_and_the_largest_tattoo_and_weight) {
  const Sheep smallest = sheep(0, Weight::lightest.count);
  const Sheep largest = sheep(18'446'744'073'709'551'615u, Weight::heaviest.count);
  ASSERT_TRUE(shed().add(smallest));
  ASSERT_TRUE(shed().add(largest));

  EXPECT_EQ(shed().remove(smallest.tattoo), smallest);
  EXPECT_EQ(shed().remove(largest.tattoo), largest);
}

TEST_P(ShedSuite, Refuses_a_second_sheep_with_the_same_tattoo_and_keeps_the_first) {
  ASSERT_TRUE(shed().add(sheep(7, 80'000'000'001)));

  const auto second = shed().add(sheep(7, 90'000'000'000));

  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().kind, ShedError::Kind::already_there);
  EXPECT_EQ(all_in(shed()).at(Tattoo(7)), *Weight::of({80'000'000'001}));
}

TEST_P(ShedSuite, Lets_only_one_of_many_add_the_same_tattoo) {
  std::atomic<int> added = 0;
  {
    std::vector<std::jthread> threads;
    for (std::uint64_t i = 0; i < 8; ++i) {
      threads.emplace_back([&, i] { added += shed().add(sheep(7, 80'000'000'000 + i)) ? 1 : 0; });
    }
  }
  EXPECT_EQ(added, 1);
  EXPECT_EQ(shed().count(), 1u);
}

TEST_P(ShedSuite, Returns_the_sheep_it_removes_and_has_it_no_more) {
  const Sheep dolly = sheep(7, 123'456'789'012);
  ASSERT_TRUE(shed().add(dolly));

  EXPECT_EQ(shed().remove(dolly.tattoo), dolly);

  EXPECT_EQ(shed().count(), 0u);
  const auto again = shed().remove(dolly.tattoo);
  ASSERT_FALSE(again);
  EXPECT_EQ(again.error().kind, ShedError::Kind::not_there);
}

TEST_P(ShedSuite, Gives_the_wolf_the_heaviest_sheep_of_prime_weight) {
  ASSERT_TRUE(shed().add(sheep(1, 160'000'000'000)));  // even
  ASSERT_TRUE(shed().add(sheep(2, 159'999'999'983)));  // prime
  ASSERT_TRUE(shed().add(sheep(3, 80'000'000'021)));   // prime, lighter
  ASSERT_TRUE(shed().add(sheep(4, 159'998'400'004)));  // even

  const auto prey = choose_prey(shed());

  ASSERT_TRUE(prey);
  EXPECT_EQ(*prey, sheep(2, 159'999'999'983));
}

TEST_P(ShedSuite, Gives_the_wolf_nothing_when_no_weight_is_prime) {
  ASSERT_TRUE(shed().add(sheep(1, 80'000'000'000)));
  ASSERT_TRUE(shed().add(sheep(2, 159'988'800'187)));  // 399,983 * 399,989

  const auto prey = choose_prey(shed());

  ASSERT_TRUE(prey);
  EXPECT_FALSE(prey->has_value());
}

}  // namespace
}  // namespace sheep_shed
