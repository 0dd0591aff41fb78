#include "cloud/core/worker.h"

#include <chrono>
#include <stdexcept>
#include <thread>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <gtest/gtest.h>

namespace bellwether::cloud {
namespace {

TEST(Worker, Runs_elsewhere_and_resumes_on_the_callers_loop) {
  asio::io_context loop;
  std::thread::id before, during, after;
  asio::co_spawn(
      loop,
      [&]() -> Task<void> {
        before = std::this_thread::get_id();
        during = co_await on_worker([] { return std::this_thread::get_id(); });
        after = std::this_thread::get_id();
      },
      asio::detached);
  loop.run();
  EXPECT_NE(during, before);
  EXPECT_EQ(after, before);
}

TEST(Worker, Hands_exceptions_to_the_caller) {
  asio::io_context loop;
  std::string caught;
  asio::co_spawn(
      loop,
      [&]() -> Task<void> {
        try {
          co_await on_worker([] { throw std::runtime_error("disk full"); });
        } catch (const std::runtime_error& e) {
          caught = e.what();
        }
      },
      asio::detached);
  loop.run();
  EXPECT_EQ(caught, "disk full");
}

TEST(Worker, Queues_more_work_than_it_has_threads) {
  asio::io_context loop;
  int finished = 0;
  for (int i = 0; i < 100; ++i) {
    asio::co_spawn(
        loop,
        [&]() -> Task<void> {
          co_await on_worker([] { std::this_thread::sleep_for(std::chrono::milliseconds(1)); });
          ++finished;
        },
        asio::detached);
  }
  loop.run();
  EXPECT_EQ(finished, 100);
}

}  // namespace
}  // namespace bellwether::cloud
