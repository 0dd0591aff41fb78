// Work that blocks leaves the loop by name:
//
//   auto package = co_await on_worker([&] { return unzip(archive); });
//
// The calling coroutine is resumed on its own loop. What the function throws is thrown there. A few
// threads serve the whole process; further work waits in their queue, whose length is bounded by
// the requests in flight, because each waits for its own.
#pragma once

#include <concepts>
#include <exception>
#include <functional>
#include <optional>
#include <type_traits>
#include <utility>

#include "cloud/core/task.h"

namespace bellwether::cloud {

// More than the cores, because what comes here waits for disks rather than computes.
inline constexpr unsigned worker_threads = 4;

// Resumes on the caller's loop after `job` ran; the job does not throw.
Task<void> run_on_worker(std::move_only_function<void()> job);

// The same for a job that nobody waits for.
void leave_to_worker(std::move_only_function<void()> job);

// Blocks until no job is queued or running, then ends the threads (a later job starts new ones):
// before loops that wait for a job are destroyed, and before the process takes down what belongs to
// its threads.
void finish_workers();

template <std::invocable F>
Task<std::invoke_result_t<F>> on_worker(F function) {
  using R = std::invoke_result_t<F>;
  std::exception_ptr thrown;
  if constexpr (std::is_void_v<R>) {
    co_await run_on_worker([&function, &thrown] {
      try {
        function();
      } catch (...) {
        thrown = std::current_exception();
      }
    });
    if (thrown) std::rethrow_exception(thrown);
  } else {
    std::optional<R> result;
    co_await run_on_worker([&function, &thrown, &result] {
      try {
        result.emplace(function());
      } catch (...) {
        thrown = std::current_exception();
      }
    });
    if (thrown) std::rethrow_exception(thrown);
    co_return std::move(*result);
  }
}

}  // namespace bellwether::cloud
