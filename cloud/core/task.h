// How the cloud waits: coroutines on one event loop a core.
//
// A Task runs on the loop it was started on and is resumed there, so what it holds needs no lock as
// long as it belongs to that loop. Blocking work leaves the loop through on_worker.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>

#include "aws/core/error.h"

namespace bellwether::cloud {

namespace asio = boost::asio;

// A concrete executor: type-erased ones cost a tenth of the requests a second.
using Executor = asio::io_context::executor_type;

template <class T>
using Task = asio::awaitable<T, Executor>;

template <class T>
using Result = aws::Result<T>;

}  // namespace bellwether::cloud
