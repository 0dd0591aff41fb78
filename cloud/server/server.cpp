#include "cloud/server/server.h"

#include <boost/asio/post.hpp>

namespace bellwether::cloud::server {

Server::Server(Loops& loops, HttpHandler& handler, const ServerOptions& options)
    : loops_(loops),
      stop_patience_(options.stop_patience),
      port_(options.port),
      running_(loops.size()) {
  require_free_port(options.host, port_);
  for (std::size_t i = 0; i < loops.size(); ++i) {
    listeners_.push_back(std::make_unique<Listener>(loops.at(i), handler, options.limits));
    listeners_.back()->listen(options.host, port_);
    port_ = listeners_.back()->port();
  }
}

void Server::stop(std::function<void()> overdue, std::function<void()> stopped) {
  overdue_ = std::move(overdue);
  stopped_ = std::move(stopped);
  for (std::size_t i = 0; i < listeners_.size(); ++i) {
    asio::post(loops_.at(i), [this, i] {
      listeners_[i]->stop(
          stop_patience_, [this] { std::call_once(is_overdue_, overdue_); },
          [this] {
            if (running_.fetch_sub(1) == 1) stopped_();
          });
    });
  }
}

}  // namespace bellwether::cloud::server
