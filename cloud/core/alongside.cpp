#include "cloud/core/alongside.h"

#include <utility>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "cloud/core/worker.h"

namespace bellwether::cloud {

Alongside::Alongside(const Executor& executor)
    : executor_(executor), done_(executor, std::chrono::steady_clock::time_point::max()) {}

void Alongside::start(std::move_only_function<void()> job) {
  running_ = true;
  // Never expires; being cancelled is what wakes who waits.
  asio::co_spawn(executor_, run_on_worker(std::move(job)), [this](const std::exception_ptr&) {
    running_ = false;
    done_.cancel();
  });
}

Task<void> Alongside::finished() {
  constexpr asio::as_tuple_t<asio::use_awaitable_t<Executor>> as_tuple;
  while (running_) co_await done_.async_wait(as_tuple);
}

}  // namespace bellwether::cloud
