#include "aws/client/connection_pool.h"

#include <algorithm>

namespace bellwether::aws {
namespace {

using std::chrono::steady_clock;

std::string endpoint_of(const Url& url) {
  return (url.tls ? "https://" : "http://") + url.authority();
}

TransportError not_rewound() {
  return {TransportError::Kind::local, "source: it cannot be read from its beginning again"};
}

}  // namespace

Transported<HttpResponse> ConnectionPool::exchange(const Url& url, const HttpRequest& request,
                                                   Sink& sink) {
  const std::string endpoint = endpoint_of(url);
  const auto deadline = steady_clock::now() + timeouts_.attempt;
  while (auto connection = take(endpoint)) {
    if (request.source && !request.source->rewind()) return std::unexpected(not_rewound());
    auto response = connection->exchange(request, deadline, sink.bytes);
    sink.used = connection->used_sink();
    const bool closed_while_idle = !response && !connection->got_bytes() &&
                                   response.error().kind == TransportError::Kind::closed;
    if (closed_while_idle) continue;
    if (connection->reusable()) keep(endpoint, std::move(connection));
    return response;
  }
  auto connection = dial(url);
  if (!connection) return std::unexpected(std::move(connection.error()));
  if (request.source && !request.source->rewind()) return std::unexpected(not_rewound());
  auto response = (*connection)->exchange(request, deadline, sink.bytes);
  sink.used = (*connection)->used_sink();
  if ((*connection)->reusable()) keep(endpoint, std::move(*connection));
  return response;
}

Transported<void> ConnectionPool::warm_up(const Url& url, std::size_t count) {
  const std::string endpoint = endpoint_of(url);
  const auto idle_here = [&] {
    const std::lock_guard lock(mutex_);
    return static_cast<std::size_t>(std::count_if(
        idle_.begin(), idle_.end(), [&](const Idle& idle) { return idle.endpoint == endpoint; }));
  };
  for (std::size_t have = idle_here(); have < std::min(count, most_idle_connections); ++have) {
    auto connection = dial(url);
    if (!connection) return std::unexpected(std::move(connection.error()));
    keep(endpoint, std::move(*connection));
  }
  return {};
}

ConnectionPool::Statistics ConnectionPool::statistics() const {
  const std::lock_guard lock(mutex_);
  return {.dialed = dialed_, .idle = idle_.size()};
}

Transported<std::unique_ptr<HttpConnection>> ConnectionPool::dial(const Url& url) {
  {
    const std::lock_guard lock(mutex_);
    ++dialed_;
  }
  return dialer_.dial(url);
}

std::unique_ptr<HttpConnection> ConnectionPool::take(const std::string& endpoint) {
  const std::lock_guard lock(mutex_);
  const auto oldest = steady_clock::now() - longest_idle;
  std::erase_if(idle_, [&](const Idle& idle) { return idle.since < oldest; });
  const auto found = std::find_if(idle_.rbegin(), idle_.rend(),
                                  [&](const Idle& idle) { return idle.endpoint == endpoint; });
  if (found == idle_.rend()) return nullptr;
  auto connection = std::move(found->connection);
  idle_.erase(std::next(found).base());
  return connection;
}

void ConnectionPool::keep(const std::string& endpoint, std::unique_ptr<HttpConnection> connection) {
  const std::lock_guard lock(mutex_);
  if (idle_.size() >= most_idle_connections) idle_.erase(idle_.begin());
  idle_.push_back({endpoint, std::move(connection), steady_clock::now()});
}

}  // namespace bellwether::aws
