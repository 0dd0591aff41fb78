// A task to its end on a loop of its own, for tests.
#pragma once

#include <optional>
#include <utility>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>

#include "cloud/core/task.h"

namespace bellwether::cloud {

template <class T>
T run_task(Task<T> task) {
  asio::io_context loop(1);
  std::optional<T> result;
  asio::co_spawn(
      loop.get_executor(),
      [](Task<T> inner, std::optional<T>& out) -> Task<void> {
        out.emplace(co_await std::move(inner));
      }(std::move(task), result),
      asio::detached);
  loop.run();
  return std::move(*result);
}

}  // namespace bellwether::cloud
