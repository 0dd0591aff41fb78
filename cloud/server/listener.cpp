#include "cloud/server/listener.h"

#include <stdexcept>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/basic_socket_acceptor.hpp>
#include <boost/asio/basic_waitable_timer.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/detail/socket_option.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <fmt/format.h>
#include <sys/socket.h>

#include "cloud/server/connection.h"

namespace bellwether::cloud::server {
namespace {

using asio::ip::tcp;
using Acceptor = asio::basic_socket_acceptor<tcp, Executor>;
using Timer = asio::basic_waitable_timer<std::chrono::steady_clock,
                                         asio::wait_traits<std::chrono::steady_clock>, Executor>;
using ReusePort = asio::detail::socket_option::boolean<SOL_SOCKET, SO_REUSEPORT>;

constexpr asio::as_tuple_t<asio::use_awaitable_t<Executor>> as_tuple;

// How late a deadline may be noticed.
constexpr std::chrono::milliseconds tick{250};
// Rest after an accept that failed for want of file descriptors or memory.
constexpr std::chrono::milliseconds accept_rest{50};
// For requests whose sockets are gone to notice that what they wait for has ended.
constexpr std::chrono::milliseconds cut_patience{1000};

std::runtime_error cannot_listen(const std::string& address, std::uint16_t port,
                                 const std::string& reason) {
  return std::runtime_error(fmt::format("cannot listen on {}:{}: {}", address, port, reason));
}

tcp::endpoint endpoint(const std::string& address, std::uint16_t port) {
  boost::system::error_code ec;
  auto ip = asio::ip::make_address(address, ec);
  if (ec) throw cannot_listen(address, port, "not an IP address");
  return {ip, port};
}

template <class Option>
void bind_to(Acceptor& acceptor, const tcp::endpoint& where, const Option& option) {
  acceptor.open(where.protocol());
  acceptor.set_option(Acceptor::reuse_address(true));
  acceptor.set_option(option);
  acceptor.bind(where);
}

}  // namespace

class Listener::Impl : public std::enable_shared_from_this<Impl> {
 public:
  Impl(asio::io_context& loop, HttpHandler& handler, const Limits& limits)
      : loop_(loop),
        handler_(handler),
        limits_(limits),
        acceptor_(loop.get_executor()),
        timer_(loop.get_executor()),
        room_(loop.get_executor(), SteadyTime::max()) {}

  void listen(const std::string& address, std::uint16_t port) {
    try {
      bind_to(acceptor_, endpoint(address, port), ReusePort(true));
      acceptor_.listen(asio::socket_base::max_listen_connections);
    } catch (const boost::system::system_error& e) {
      throw cannot_listen(address, port, e.code().message());
    }
    asio::co_spawn(loop_, accept(shared_from_this()), asio::detached);
  }

  std::uint16_t port() const { return acceptor_.local_endpoint().port(); }
  std::size_t connections() const { return connections_.size(); }

  void stop(std::chrono::milliseconds patience, std::function<void()> overdue,
            std::function<void()> stopped) {
    overdue_ = std::move(overdue);
    stopped_ = std::move(stopped);
    give_up_ = std::chrono::steady_clock::now() + patience;
    close();
    for (auto& connection : connections_) connection->stop();
    report_if_stopped();
  }

  void close() {
    boost::system::error_code ec;
    (void)acceptor_.close(ec);
    room_.cancel();
  }

 private:
  using Connections = std::list<std::unique_ptr<Connection>>;

  static Task<void> accept(std::shared_ptr<Impl> self) {
    auto& acceptor = self->acceptor_;
    while (acceptor.is_open()) {
      if (self->connections_.size() >= self->limits_.connections) {
        co_await self->room_.async_wait(as_tuple);
        continue;
      }
      auto [ec, socket] = co_await acceptor.async_accept(as_tuple);
      if (!acceptor.is_open()) break;
      if (ec) {
        Timer rest(self->loop_.get_executor(), accept_rest);
        co_await rest.async_wait(as_tuple);
        continue;
      }
      auto& list = self->connections_;
      list.push_front(
          std::make_unique<Connection>(std::move(socket), self->handler_, self->limits_));
      asio::co_spawn(self->loop_, serve(self, list.begin()), asio::detached);
      if (!self->ticking_) {
        self->ticking_ = true;
        asio::co_spawn(self->loop_, watch(self), asio::detached);
      }
    }
  }

  static Task<void> serve(std::shared_ptr<Impl> self, Connections::iterator connection) {
    co_await (*connection)->run();
    self->connections_.erase(connection);
    self->room_.cancel_one();
    self->report_if_stopped();
  }

  // Runs while there are connections, so that an idle process sleeps.
  static Task<void> watch(std::shared_ptr<Impl> self) {
    while (!self->connections_.empty()) {
      self->timer_.expires_after(tick);
      co_await self->timer_.async_wait(as_tuple);
      self->check(std::chrono::steady_clock::now());
    }
    self->ticking_ = false;
  }

  void check(SteadyTime now) {
    if (!stopped_ || now < give_up_) {
      for (auto& connection : connections_) connection->check_deadline(now);
      return;
    }
    if (auto overdue = std::exchange(overdue_, nullptr)) {
      for (auto& connection : connections_) connection->cut();
      give_up_ = now + cut_patience;
      overdue();
    } else {
      report_stopped();
    }
  }

  void report_if_stopped() {
    if (connections_.empty()) report_stopped();
  }

  void report_stopped() {
    if (auto stopped = std::exchange(stopped_, nullptr)) {
      timer_.cancel();
      stopped();
    }
  }

  asio::io_context& loop_;
  HttpHandler& handler_;
  const Limits limits_;
  Acceptor acceptor_;
  Connections connections_;
  Timer timer_;
  // Waits until a connection leaves.
  Timer room_;
  bool ticking_ = false;
  std::function<void()> overdue_;
  std::function<void()> stopped_;
  SteadyTime give_up_;
};

Listener::Listener(asio::io_context& loop, HttpHandler& handler, const Limits& limits)
    : impl_(std::make_shared<Impl>(loop, handler, limits)) {}

Listener::~Listener() {
  impl_->close();
}

void Listener::listen(const std::string& address, std::uint16_t port) {
  impl_->listen(address, port);
}

std::uint16_t Listener::port() const {
  return impl_->port();
}

void Listener::stop(std::chrono::milliseconds patience, std::function<void()> overdue,
                    std::function<void()> stopped) {
  impl_->stop(patience, std::move(overdue), std::move(stopped));
}

std::size_t Listener::connections() const {
  return impl_->connections();
}

void require_free_port(const std::string& address, std::uint16_t port) {
  if (port == 0) return;
  asio::io_context loop;
  Acceptor probe(loop.get_executor());
  try {
    bind_to(probe, endpoint(address, port), ReusePort(false));
  } catch (const boost::system::system_error& e) {
    throw cannot_listen(address, port, e.code().message());
  }
}

}  // namespace bellwether::cloud::server
