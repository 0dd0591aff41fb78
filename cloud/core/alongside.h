// Work on a worker that goes on while the coroutine that began it does something else: a body's
// last piece is hashed and written while its next one arrives.
#pragma once

#include <functional>

#include <boost/asio/steady_timer.hpp>

#include "cloud/core/task.h"

namespace bellwether::cloud {

// One job at a time. Belongs to the loop of `executor`. finished() has to be awaited before it, or
// anything that the job uses, is destroyed.
class Alongside {
 public:
  explicit Alongside(const Executor& executor);
  Alongside(const Alongside&) = delete;
  Alongside& operator=(const Alongside&) = delete;

  // The job does not throw.
  void start(std::move_only_function<void()> job);
  // Resumes at once when no job is running.
  Task<void> finished();

 private:
  using Timer = asio::basic_waitable_timer<std::chrono::steady_clock,
                                           asio::wait_traits<std::chrono::steady_clock>, Executor>;
  Executor executor_;
  Timer done_;
  bool running_ = false;
};

}  // namespace bellwether::cloud
