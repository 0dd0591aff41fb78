// Accepts connections on one loop and keeps them there.
//
// Several listeners, one a loop, may share a port: the kernel spreads the connections.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <list>
#include <memory>
#include <string>

#include "cloud/core/task.h"
#include "cloud/server/http_handler.h"

namespace bellwether::cloud::server {

// All calls on the loop's thread, or while it does not run.
class Listener {
 public:
  Listener(asio::io_context& loop, HttpHandler& handler, const Limits& limits);
  ~Listener();
  Listener(const Listener&) = delete;
  Listener& operator=(const Listener&) = delete;

  // `address` is numeric; port 0 takes a free one. Throws std::runtime_error that names the address
  // and the reason.
  void listen(const std::string& address, std::uint16_t port);
  std::uint16_t port() const;

  // Takes no more connections and lets the present ones finish what they have begun. When
  // `patience` has passed, those that are left lose their sockets and `overdue` is called, which
  // may hurry what they wait for. Calls `stopped` last, once, when no connection is left or a
  // second after that.
  void stop(std::chrono::milliseconds patience, std::function<void()> overdue,
            std::function<void()> stopped);

  std::size_t connections() const;

 private:
  class Impl;
  std::shared_ptr<Impl> impl_;
};

// Throws std::runtime_error when someone else already listens there: sharing a port between loops
// would otherwise share it with another process unnoticed.
void require_free_port(const std::string& address, std::uint16_t port);

}  // namespace bellwether::cloud::server
