// Asio's types on the loops' concrete executor.
#pragma once

#include <chrono>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/basic_stream_socket.hpp>
#include <boost/asio/basic_waitable_timer.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/posix/basic_stream_descriptor.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "cloud/core/task.h"

namespace bellwether::cloud::lambda {

using SteadyClock = std::chrono::steady_clock;
using SteadyTime = SteadyClock::time_point;
using Timer = asio::basic_waitable_timer<SteadyClock, asio::wait_traits<SteadyClock>, Executor>;
using TcpSocket = asio::basic_stream_socket<asio::ip::tcp, Executor>;
using Pipe = asio::posix::basic_stream_descriptor<Executor>;

inline constexpr asio::use_awaitable_t<Executor> use_task{};
// Errors as values: (error_code, results...).
inline constexpr asio::as_tuple_t<asio::use_awaitable_t<Executor>> use_task_tuple{use_task};

}  // namespace bellwether::cloud::lambda
