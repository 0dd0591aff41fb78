#include "tests/bench/dynamodb/closed_loop.h"

#include <gtest/gtest.h>

#include "tests/bench/dynamodb/echo.h"

namespace bellwether::bench {
namespace {

struct EchoedLoad {
  Workload workload;
  Echo echo;
  ClosedLoop loop;

  EchoedLoad(const WorkloadOptions& options, std::size_t answer_bytes, unsigned connections)
      : workload(options),
        echo(request_bytes(options), answer_bytes),
        loop(workload, echo.port(), connections) {}

  static std::size_t request_bytes(const WorkloadOptions& options) {
    Workload workload(options);
    Request request;
    workload.next(request);
    return request.bytes.size();
  }
};

TEST(ClosedLoop, makes_as_many_operations_as_it_was_told) {
  EchoedLoad load({.operation = Operation::get_item, .echo_pages = 1}, 200, 4);
  const auto run = load.loop.run({.operations = 1000});
  EXPECT_EQ(run.operations, 1000);
  EXPECT_EQ(run.requests, 1000);
  EXPECT_EQ(run.received, 200'000);
  EXPECT_EQ(run.latencies_us.size(), 1000);
  EXPECT_TRUE(run.errors.empty());
  EXPECT_GT(run.seconds, 0);
}

TEST(ClosedLoop, stops_when_its_time_is_over_and_can_run_again) {
  EchoedLoad load({.operation = Operation::get_item, .echo_pages = 1}, 200, 2);
  for (int i = 0; i < 2; ++i) {
    const auto run = load.loop.run({.time = std::chrono::milliseconds(20)});
    EXPECT_GT(run.operations, 0);
    EXPECT_EQ(run.operations, run.requests);
  }
}

TEST(ClosedLoop, sends_and_reads_more_than_sockets_hold) {
  EchoedLoad load(
      {.operation = Operation::batch_write_item, .item_bytes = 102'400, .echo_pages = 1}, 3'000'000,
      2);
  const auto run = load.loop.run({.operations = 6});
  EXPECT_EQ(run.operations, 6);
  EXPECT_EQ(run.received, 18'000'000);
  EXPECT_GT(run.sent, 6 * 25 * 102'400);
}

TEST(ClosedLoop, an_operation_may_have_several_pages) {
  EchoedLoad load({.operation = Operation::scan, .echo_pages = 7}, 1000, 1);
  const auto run = load.loop.run({.operations = 10});
  EXPECT_EQ(run.operations, 10);
  EXPECT_EQ(run.requests, 70);
}

TEST(ClosedLoop, counts_wrong_answers_as_errors) {
  // An echo's answer has no Count.
  EchoedLoad load({.operation = Operation::query, .partition = 100}, 50, 1);
  const auto run = load.loop.run({.operations = 5});
  EXPECT_EQ(run.operations, 0);
  EXPECT_EQ(run.errors.at("items missing"), 5);
  EXPECT_EQ(run.first_error, "items missing");
}

}  // namespace
}  // namespace bellwether::bench
