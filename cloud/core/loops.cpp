#include "cloud/core/loops.h"

#include <chrono>
#include <thread>
#include <utility>

#include <boost/asio/executor_work_guard.hpp>
#include <sys/resource.h>

#include "cloud/core/worker.h"

namespace bellwether::cloud {
namespace {

using namespace std::chrono_literals;

// docs/decisions/0012-lingering-loops.md
constexpr auto linger = 30us;
constexpr auto rest = 100ms;
// Where so many times in a row the next thing comes at once, many callers keep the loop busy, and
// events are cheaper in batches, which sleeping makes.
constexpr auto at_once = 5us;
constexpr int many = 16;
constexpr auto busy_time = 5ms;

// How often another thread took the core from this one.
long times_pushed_aside() {
  rusage usage{};
  ::getrusage(RUSAGE_THREAD, &usage);
  return usage.ru_nivcsw;
}

// As io_context::run(), but before it sleeps it looks a while for more to do: waking a core that
// has gone to sleep takes longer than most requests. Where others want the core, it sleeps at once.
void run_loop(asio::io_context& loop) {
  using Clock = std::chrono::steady_clock;
  const auto guard = asio::make_work_guard(loop);
  long pushed_aside = times_pushed_aside();
  int quick = 0;
  while (loop.run_one() > 0) {
    auto last = Clock::now();
    for (auto now = last; now - last < linger && !loop.stopped(); now = Clock::now()) {
      if (loop.poll() == 0) continue;
      quick = now - last < at_once ? quick + 1 : 0;
      last = Clock::now();
      if (quick == many) break;
    }
    const long count = times_pushed_aside();
    if (count != std::exchange(pushed_aside, count)) {
      loop.run_for(rest);
      pushed_aside = times_pushed_aside();
    } else if (quick == many) {
      loop.run_for(busy_time);
    }
    if (quick == many) quick = 0;
  }
}

}  // namespace

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
  std::vector<std::thread> threads;
  for (std::size_t i = 1; i < loops_.size(); ++i) threads.emplace_back(run_loop, std::ref(at(i)));
  run_loop(at(0));
  for (auto& thread : threads) thread.join();
}

void Loops::stop() {
  for (auto& loop : loops_) loop->stop();
}

}  // namespace bellwether::cloud
