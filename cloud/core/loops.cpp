#include "cloud/core/loops.h"

#include <thread>

#include <boost/asio/executor_work_guard.hpp>

#include "cloud/core/worker.h"

namespace bellwether::cloud {

// Lets go of what still runs there before it is destroyed itself.
struct Loops::Loop final : asio::io_context {
  using io_context::io_context;
  using io_context::shutdown;
};

Loops::Loops(unsigned count) {
  // The hint 1 lets Asio skip waking other threads. Its locks stay: other loops post here.
  for (unsigned i = 0; i < count; ++i) loops_.push_back(std::make_unique<Loop>(1));
}

asio::io_context& Loops::at(std::size_t i) {
  return *loops_[i];
}

Loops::~Loops() {
  // A worker posts to the loop of whoever asked it.
  finish_workers();
  // What runs on one loop may hold on to another, so all are emptied before the first is destroyed.
  for (auto& loop : loops_) loop->shutdown();
}

void Loops::run() {
  auto run_one = [](asio::io_context& loop) {
    auto guard = asio::make_work_guard(loop);
    loop.run();
  };
  std::vector<std::thread> threads;
  for (std::size_t i = 1; i < loops_.size(); ++i) threads.emplace_back(run_one, std::ref(at(i)));
  run_one(at(0));
  for (auto& thread : threads) thread.join();
}

void Loops::stop() {
  for (auto& loop : loops_) loop->stop();
}

}  // namespace bellwether::cloud
