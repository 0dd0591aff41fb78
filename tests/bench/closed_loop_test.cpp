#include "tests/bench/closed_loop.h"

#include <gtest/gtest.h>

#include "tests/bench/echo.h"

namespace bellwether::bench {
namespace {

const std::string pattern(100'000, 'p');

struct FixedOptions {
  std::size_t head_bytes = 100;
  std::uint64_t pattern_bytes = 0;
  std::uint32_t pages = 1;
  bool right = true;  // whether answers are
  std::uint64_t kept = 1 << 20;
};

// Requests and answers of any size that mean nothing.
class FixedLoad final : public Load {
 public:
  explicit FixedLoad(FixedOptions options) : options_(options) {}

  void next(Request& request) override {
    request = {.bytes = std::string(options_.head_bytes, 'h'),
               .pattern_bytes = options_.pattern_bytes,
               .pattern = pattern};
  }
  Verdict judge(const Answer& answer, Request& request, std::string& error) const override {
    if (!options_.right || (answer.length > options_.kept) != answer.body.empty()) {
      error = "wrong answer";
      return Verdict::failed;
    }
    return ++request.pages < options_.pages ? Verdict::another_page : Verdict::done;
  }
  std::string words(const Answer&) const override { return "words"; }
  std::uint64_t kept_body_bytes() const override { return options_.kept; }

 private:
  FixedOptions options_;
};

struct EchoedLoad {
  FixedLoad load;
  Echo echo;
  ClosedLoop loop;

  EchoedLoad(const FixedOptions& options, std::size_t answer_bytes, unsigned connections)
      : load(options),
        echo(options.head_bytes + options.pattern_bytes, answer_bytes),
        loop(load, echo.port(), connections) {}
};

TEST(ClosedLoop, makes_as_many_operations_as_it_was_told) {
  EchoedLoad load({}, 200, 4);
  const auto run = load.loop.run({.operations = 1000});
  EXPECT_EQ(run.operations, 1000);
  EXPECT_EQ(run.requests, 1000);
  EXPECT_EQ(run.sent, 100'000);
  EXPECT_EQ(run.received, 200'000);
  EXPECT_EQ(run.latencies_us.size(), 1000);
  EXPECT_TRUE(run.errors.empty());
  EXPECT_GT(run.seconds, 0);
  EXPECT_GT(run.cpu_seconds, 0);
}

TEST(ClosedLoop, stops_when_its_time_is_over_and_can_run_again) {
  EchoedLoad load({}, 200, 2);
  for (int i = 0; i < 2; ++i) {
    const auto run = load.loop.run({.time = std::chrono::milliseconds(20)});
    EXPECT_GT(run.operations, 0);
    EXPECT_EQ(run.operations, run.requests);
  }
}

TEST(ClosedLoop, sends_and_reads_more_than_sockets_hold) {
  EchoedLoad load({.head_bytes = 3'000'000, .kept = 4'000'000}, 3'000'000, 2);
  const auto run = load.loop.run({.operations = 6});
  EXPECT_EQ(run.operations, 6);
  EXPECT_EQ(run.received, 18'000'000);
  EXPECT_EQ(run.sent, 18'000'000);
}

TEST(ClosedLoop, sends_bodies_of_a_pattern_and_counts_answers_that_are_not_kept) {
  EchoedLoad load({.pattern_bytes = 10'000'000, .kept = 1000}, 10'000'000, 2);
  const auto run = load.loop.run({.operations = 6});
  EXPECT_EQ(run.operations, 6);
  EXPECT_EQ(run.sent, 6 * 10'000'100);
  EXPECT_EQ(run.received, 60'000'000);
}

TEST(ClosedLoop, an_operation_may_have_several_pages) {
  EchoedLoad load({.pages = 7}, 1000, 1);
  const auto run = load.loop.run({.operations = 10});
  EXPECT_EQ(run.operations, 10);
  EXPECT_EQ(run.requests, 70);
}

TEST(ClosedLoop, counts_wrong_answers_as_errors) {
  EchoedLoad load({.right = false}, 50, 1);
  const auto run = load.loop.run({.operations = 5});
  EXPECT_EQ(run.operations, 0);
  EXPECT_EQ(run.errors.at("wrong answer"), 5);
  EXPECT_EQ(run.first_error, "wrong answer");
}

TEST(ClosedLoop, counts_what_has_no_answer_in_time_as_an_error_of_each_connection) {
  FixedLoad load({});
  Echo silent(101, 50);  // waits for a byte more than comes
  ClosedLoop loop(load, silent.port(), 2);
  const auto run =
      loop.run({.time = std::chrono::milliseconds(1), .patience = std::chrono::milliseconds(20)});
  EXPECT_EQ(run.operations, 0);
  EXPECT_EQ(run.errors.at("no answer in time"), 2);
}

TEST(Request, is_its_bytes_and_then_its_pattern_over_and_over) {
  const Request request{.bytes = "head", .pattern_bytes = 7, .pattern = "abc"};
  std::string sent;
  while (!request.after(sent.size()).empty()) sent += request.after(sent.size());
  EXPECT_EQ(sent, "headabcabca");
  EXPECT_EQ(request.size(), sent.size());
}

}  // namespace
}  // namespace bellwether::bench
