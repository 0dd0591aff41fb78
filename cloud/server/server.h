// One port, served by every loop.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "cloud/core/loops.h"
#include "cloud/server/http_handler.h"
#include "cloud/server/listener.h"

namespace bellwether::cloud::server {

struct ServerOptions {
  // A numeric address.
  std::string host = "127.0.0.1";
  // 0 takes a free one.
  std::uint16_t port = 4566;
  Limits limits;
  // How long requests in flight may go on after stop().
  std::chrono::milliseconds stop_patience{10'000};
};

class Server {
 public:
  // Listens at once; throws std::runtime_error naming the address when it cannot.
  Server(Loops& loops, HttpHandler& handler, const ServerOptions& options);

  std::uint16_t port() const { return port_; }

  // Takes no more connections and finishes what is in flight. When stop_patience has passed and
  // something is left, calls `overdue`, once; calls `stopped` last. From any thread, once.
  void stop(std::function<void()> overdue, std::function<void()> stopped);

 private:
  Loops& loops_;
  const std::chrono::milliseconds stop_patience_;
  std::vector<std::unique_ptr<Listener>> listeners_;
  std::uint16_t port_ = 0;
  std::function<void()> overdue_;
  std::function<void()> stopped_;
  std::once_flag is_overdue_;
  std::atomic<std::size_t> running_;
};

}  // namespace bellwether::cloud::server
