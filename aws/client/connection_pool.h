// Keeps connections for the next request to the same endpoint.
#pragma once

#include <chrono>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "aws/client/dialer.h"

namespace bellwether::aws {

// More are closed after use: one function has 1,024 descriptors in all.
inline constexpr std::size_t most_idle_connections = 64;
// NAT gateways forget a connection after 350 seconds, silently.
inline constexpr std::chrono::minutes longest_idle{5};

// Safe from several threads; each request has a connection to itself.
class ConnectionPool {
 public:
  ConnectionPool(Timeouts timeouts, std::string ca_bundle)
      : timeouts_(timeouts), dialer_(timeouts, std::move(ca_bundle)) {}

  // One attempt. An idle connection that its peer closed meanwhile is replaced, not reported.
  struct Sink {
    ResponseSink* bytes = nullptr;  // or none
    bool used = false;              // whether a byte of the body went there
  };
  Transported<HttpResponse> exchange(const Url& url, const HttpRequest& request, Sink& sink);
  Transported<HttpResponse> exchange(const Url& url, const HttpRequest& request) {
    Sink none;
    return exchange(url, request, none);
  }

  // Opens connections until `count` are idle, handshakes included.
  Transported<void> warm_up(const Url& url, std::size_t count);

  struct Statistics {
    std::size_t dialed = 0;
    std::size_t idle = 0;
  };
  Statistics statistics() const;

 private:
  struct Idle {
    std::string endpoint;
    std::unique_ptr<HttpConnection> connection;
    std::chrono::steady_clock::time_point since;
  };

  std::unique_ptr<HttpConnection> take(const std::string& endpoint);
  void keep(const std::string& endpoint, std::unique_ptr<HttpConnection> connection);
  Transported<std::unique_ptr<HttpConnection>> dial(const Url& url);

  Timeouts timeouts_;
  Dialer dialer_;
  mutable std::mutex mutex_;
  // The most recently used at the back.
  std::vector<Idle> idle_;
  std::size_t dialed_ = 0;
};

}  // namespace bellwether::aws
