#include "cloud/core/worker.h"

#include <chrono>
#include <latch>
#include <stdexcept>
#include <thread>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <gtest/gtest.h>

#include "cloud/core/alongside.h"

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

TEST(Alongside, Goes_on_while_its_owner_does_something_else) {
  asio::io_context loop;
  std::string order;
  asio::co_spawn(
      loop,
      [&]() -> Task<void> {
        Alongside work(loop.get_executor());
        co_await work.finished();
        for (int round = 0; round < 3; ++round) {
          std::latch begun(1);
          std::latch let_go(1);
          work.start([&] {
            begun.count_down();
            let_go.wait();
            order += "worker ";
          });
          // The loop is free meanwhile; the job waits for it.
          co_await on_worker([&] { begun.wait(); });
          order += "loop ";
          let_go.count_down();
          co_await work.finished();
        }
      },
      asio::detached);
  loop.run();
  EXPECT_EQ(order, "loop worker loop worker loop worker ");
}

}  // namespace
}  // namespace bellwether::cloud
