// The templates of Store: carrying a closure's answer from the committing thread to its waiter.
#pragma once

#include <atomic>
#include <stdexcept>
#include <utility>
#include <variant>

#include <boost/asio/async_result.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "cloud/store/store.h"

namespace bellwether::cloud::store::detail {

template <class T>
struct IsResult : std::false_type {};
template <class T>
struct IsResult<aws::Result<T>> : std::true_type {};

// Shared by the waiter and the committing thread, so that either may go first, the loop included.
template <class Body>
class PendingWrite {
 public:
  using Answer = std::invoke_result_t<Body, Transaction&>;

  explicit PendingWrite(Body body) : body_(std::move(body)) {}

  void run(Transaction& transaction) {
    if constexpr (std::is_void_v<Answer>) {
      body_(transaction);
    } else {
      const std::uint64_t before = transaction.changes();
      answer_.emplace(body_(transaction));
      if constexpr (requires { answer_->has_value(); }) {
        // Thrown at the committer, which then keeps nothing of the group.
        if (!answer_->has_value() && transaction.changes() != before) {
          throw std::logic_error("a write was refused after it had written");
        }
      }
    }
  }

  void finish(std::string_view failure) {
    failure_ = failure;
    if (state_.exchange(kFinished) == kSuspended) resume_();
    state_.notify_all();
  }

  bool finished() const { return state_ == kFinished; }
  void wait() const { state_.wait(kRunning); }

  // `resume` is called on the committing thread, or here when there is nothing left to wait for.
  void suspend(std::move_only_function<void()> resume) {
    resume_ = std::move(resume);
    int expected = kRunning;
    if (!state_.compare_exchange_strong(expected, kSuspended)) resume_();
  }

  Answer take() {
    if (!failure_.empty()) {
      if constexpr (IsResult<Answer>::value) {
        return aws::fail({.code = "InternalServerError",
                          .message = "The write was not kept: " + failure_,
                          .http_status = 500});
      } else {
        throw std::runtime_error("the write was not kept: " + failure_);
      }
    }
    if constexpr (!std::is_void_v<Answer>) return std::move(*answer_);
  }

 private:
  enum : int { kRunning, kSuspended, kFinished };
  using Held = std::conditional_t<std::is_void_v<Answer>, std::monostate, Answer>;

  Body body_;
  std::optional<Held> answer_;
  std::string failure_;
  std::move_only_function<void()> resume_;
  std::atomic<int> state_ = kRunning;
};

}  // namespace bellwether::cloud::store::detail

namespace bellwether::cloud::store {

template <std::invocable<Transaction&> Body>
Task<std::invoke_result_t<Body, Transaction&>> Store::write(Body body) {
  const auto pending = std::make_shared<detail::PendingWrite<Body>>(std::move(body));
  const Executor executor = co_await asio::this_coro::executor;
  submit([pending](Transaction& transaction) { pending->run(transaction); },
         [pending](std::string_view failure) { pending->finish(failure); },
         [&executor](std::function<void()> job) { asio::post(executor, std::move(job)); });
  if (!pending->finished()) {
    co_await asio::async_initiate<const asio::use_awaitable_t<Executor>&, void()>(
        [&](auto handler) {
          // The guard keeps the loop running while another thread commits.
          pending->suspend([executor, work = asio::make_work_guard(executor),
                            handler = std::move(handler)]() mutable {
            asio::post(executor, std::move(handler));
          });
        },
        asio::use_awaitable_t<Executor>());
  }
  co_return pending->take();
}

template <std::invocable<Transaction&> Body>
std::invoke_result_t<Body, Transaction&> Store::write_and_wait(Body body) {
  const auto pending = std::make_shared<detail::PendingWrite<Body>>(std::move(body));
  submit([pending](Transaction& transaction) { pending->run(transaction); },
         [pending](std::string_view failure) { pending->finish(failure); });
  pending->wait();
  return pending->take();
}

}  // namespace bellwether::cloud::store
