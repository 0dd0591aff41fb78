#include "cloud/server/server.h"

#include <csignal>

#include <boost/asio/post.hpp>

namespace bellwether::cloud::server {
namespace {

// sendfile() to a peer that has left ends the process otherwise: it knows no MSG_NOSIGNAL. A
// handler, because what is ignored stays ignored in the programs that this one starts.
void outlive_peers_that_leave() {
  struct sigaction action {};
  action.sa_handler = [](int) {};
  action.sa_flags = SA_RESTART;
  ::sigaction(SIGPIPE, &action, nullptr);
}

}  // namespace

Server::Server(Loops& loops, HttpHandler& handler, const ServerOptions& options)
    : loops_(loops),
      stop_patience_(options.stop_patience),
      port_(options.port),
      running_(loops.size()) {
  outlive_peers_that_leave();
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
