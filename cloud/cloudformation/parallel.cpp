#include "cloud/cloudformation/parallel.h"

#include <algorithm>
#include <condition_variable>
#include <mutex>
#include <thread>

namespace bellwether::cloud::cloudformation {
namespace {

class Run {
 public:
  explicit Run(const std::vector<Step>& steps) : steps_(steps), state_(steps.size()) {}

  std::vector<aws::Error> run() {
    {
      std::vector<std::jthread> threads;
      const std::size_t count = std::min(max_parallel_steps, steps_.size());
      for (std::size_t i = 0; i < count; ++i) threads.emplace_back([this] { work(); });
    }
    return std::move(errors_);
  }

 private:
  enum class State { waiting, running, done };

  void work() {
    std::unique_lock lock(mutex_);
    while (true) {
      changed_.wait(lock, [&] { return is_over() || next() != none; });
      if (is_over()) return;
      const std::size_t step = next();
      state_[step] = State::running;
      lock.unlock();
      auto result = steps_[step].run();
      lock.lock();
      state_[step] = State::done;
      ++finished_;
      if (!result) errors_.push_back(std::move(result.error()));
      changed_.notify_all();
    }
  }

  bool is_over() const { return !errors_.empty() || finished_ == steps_.size(); }

  std::size_t next() const {
    for (std::size_t i = 0; i < steps_.size(); ++i) {
      const auto is_done = [&](std::size_t other) { return state_[other] == State::done; };
      if (state_[i] == State::waiting && std::ranges::all_of(steps_[i].after, is_done)) return i;
    }
    return none;
  }

  static constexpr auto none = static_cast<std::size_t>(-1);

  const std::vector<Step>& steps_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<State> state_;
  std::size_t finished_ = 0;
  std::vector<aws::Error> errors_;
};

}  // namespace

std::vector<aws::Error> run_steps(const std::vector<Step>& steps) {
  return Run(steps).run();
}

}  // namespace bellwether::cloud::cloudformation
