// Every answer of the API, over a shed in memory.
#include "handlers/routes.h"

#include <string>

#include <gtest/gtest.h>

#include "domain/memory_shed.h"

namespace sheep_shed {
namespace {

Sheep sheep(std::uint64_t tattoo, std::uint64_t micrograms) {
  return {Tattoo(tattoo), *Weight::of({micrograms})};
}

// Answers nothing but its own misfortune, or loses every sheep it just showed.
class BrokenShed : public Shed {
 public:
  ShedResult<void> add(const Sheep&) override { return broken(); }
  ShedResult<std::uint64_t> count() override { return broken(); }
  ShedResult<void> visit(const Visitor&) override { return broken(); }
  ShedResult<Sheep> remove(Tattoo) override { return broken(); }

 private:
  static std::unexpected<ShedError> broken() {
    return std::unexpected(ShedError{ShedError::Kind::broken, "no shed here"});
  }
};

class RacedShed final : public BrokenShed {
 public:
  ShedResult<void> visit(const Visitor& visitor) override {
    const Sheep fitting = sheep(1, 159'999'999'983);
    visitor({&fitting, 1});
    return {};
  }
  ShedResult<Sheep> remove(Tattoo) override {
    return std::unexpected(ShedError{ShedError::Kind::not_there, "gone"});
  }
};

TEST(PostSheepRandom, Puts_a_new_sheep_into_the_shed) {
  MemoryShed shed;
  const Answer answer = post_sheep_random(shed, "18446744073709551615");
  EXPECT_EQ(answer.status, 201);
  const auto taken = shed.remove(Tattoo(18'446'744'073'709'551'615u));
  ASSERT_TRUE(taken);
  EXPECT_EQ(answer.body, R"({"tattoo":18446744073709551615,"weight":)" +
                             std::to_string(taken->weight.micrograms().count) + "}");
}

TEST(PostSheepRandom, Refuses_a_tattoo_that_is_taken) {
  MemoryShed shed;
  EXPECT_EQ(post_sheep_random(shed, "7").status, 201);
  EXPECT_EQ(post_sheep_random(shed, "7"),
            (Answer{.status = 400, .body = R"({"message":"Sheep already in the shed: 7"})"}));
}

TEST(PostSheepRandom, Refuses_what_is_not_a_tattoo) {
  MemoryShed shed;
  for (const char* text : {"", "dolly", "-1", "18446744073709551616"}) {
    EXPECT_EQ(post_sheep_random(shed, text),
              message(400, "Tattoo must be a number between 0 and 18446744073709551615"))
        << text;
  }
  EXPECT_EQ(shed.count(), 0u);
}

TEST(GetDogCount, Counts) {
  MemoryShed shed;
  ASSERT_TRUE(shed.add(sheep(1, 80'000'000'000)));
  EXPECT_EQ(get_dog_count(shed), (Answer{.status = 200, .body = R"({"count":1})"}));
}

TEST(GetCatAckermann, Computes) {
  EXPECT_EQ(get_cat_ackermann("3", "2"), (Answer{.status = 200, .body = R"({"result":29})"}));
  EXPECT_EQ(get_cat_ackermann("0", "9223372036854775807"),
            (Answer{.status = 200, .body = R"({"result":9223372036854775808})"}));
}

TEST(GetCatAckermann, Wants_two_numbers) {
  const Answer refusal = message(400, "m and n must be numbers between 0 and 9223372036854775807");
  EXPECT_EQ(get_cat_ackermann(std::nullopt, "1"), refusal);
  EXPECT_EQ(get_cat_ackermann("1", std::nullopt), refusal);
  for (const char* text : {"", "x", "-1", "1.5", "9223372036854775808"}) {
    EXPECT_EQ(get_cat_ackermann(text, "1"), refusal) << text;
    EXPECT_EQ(get_cat_ackermann("1", text), refusal) << text;
  }
}

TEST(DeleteWolfOcd, Takes_the_heaviest_sheep_of_prime_weight) {
  MemoryShed shed;
  ASSERT_TRUE(shed.add(sheep(1, 159'999'999'983)));
  ASSERT_TRUE(shed.add(sheep(2, 80'000'000'021)));
  EXPECT_EQ(delete_wolf_ocd(shed), Answer{.status = 204});
  EXPECT_FALSE(shed.remove(Tattoo(1)));
  EXPECT_EQ(shed.count(), 1u);
}

TEST(DeleteWolfOcd, Finds_nothing_in_an_empty_shed) {
  MemoryShed shed;
  EXPECT_EQ(delete_wolf_ocd(shed), message(404, "No fitting sheep"));
}

TEST(DeleteWolfOcd, Says_when_it_lost_the_race) {
  RacedShed shed;
  EXPECT_EQ(delete_wolf_ocd(shed), message(500, "Another wolf was faster"));
}

TEST(EveryRoute, Answers_500_when_the_shed_is_broken) {
  BrokenShed shed;
  const Answer broken = message(500, "The shed does not answer");
  EXPECT_EQ(post_sheep_random(shed, "1"), broken);
  EXPECT_EQ(get_dog_count(shed), broken);
  EXPECT_EQ(delete_wolf_ocd(shed), broken);
}

}  // namespace
}  // namespace sheep_shed
