#include "cloud/core/worker.h"

#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>
#include <vector>

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace bellwether::cloud {
namespace {

using Job = std::move_only_function<void()>;

// Threads start when the first jobs come, so that an idle cloud does not carry them.
class Workers {
 public:
  static Workers& shared() {
    static Workers workers;
    return workers;
  }

  ~Workers() { finish(); }

  void submit(Job job) {
    {
      std::lock_guard lock(mutex_);
      jobs_.push_back(std::move(job));
      ++unfinished_;
      if (waiting_ < jobs_.size() && threads_.size() < worker_threads) {
        threads_.emplace_back([this] { run(); });
      }
    }
    wake_.notify_one();
  }

  void finish() {
    std::vector<std::thread> threads;
    {
      std::unique_lock lock(mutex_);
      idle_.wait(lock, [this] { return unfinished_ == 0; });
      stopping_ = true;
      threads.swap(threads_);
    }
    wake_.notify_all();
    for (auto& thread : threads) thread.join();
    const std::lock_guard lock(mutex_);
    stopping_ = false;
  }

 private:
  void run() {
    std::unique_lock lock(mutex_);
    for (;;) {
      ++waiting_;
      wake_.wait(lock, [this] { return stopping_ || !jobs_.empty(); });
      --waiting_;
      if (jobs_.empty()) return;
      {
        Job job = std::move(jobs_.front());
        jobs_.pop_front();
        lock.unlock();
        job();
        // The job is destroyed here, outside the lock: it owns what resumed the caller.
      }
      lock.lock();
      if (--unfinished_ == 0) idle_.notify_all();
    }
  }

  std::mutex mutex_;
  std::condition_variable wake_;
  std::condition_variable idle_;
  std::deque<Job> jobs_;
  std::vector<std::thread> threads_;
  std::size_t waiting_ = 0;
  std::size_t unfinished_ = 0;
  bool stopping_ = false;
};

}  // namespace

Task<void> run_on_worker(std::move_only_function<void()> job) {
  Executor executor = co_await asio::this_coro::executor;
  auto start = [executor, &job](auto handler) {
    // The guard keeps the caller's loop running while nothing else is queued there.
    Workers::shared().submit([handler = std::move(handler), job = std::move(job),
                              loop = asio::make_work_guard(executor)]() mutable {
      job();
      asio::post(loop.get_executor(), std::move(handler));
    });
  };
  constexpr asio::use_awaitable_t<Executor> token;
  co_await asio::async_initiate<const asio::use_awaitable_t<Executor>&, void()>(start, token);
}

void leave_to_worker(std::move_only_function<void()> job) {
  Workers::shared().submit(std::move(job));
}

void finish_workers() {
  Workers::shared().finish();
}

}  // namespace bellwether::cloud
