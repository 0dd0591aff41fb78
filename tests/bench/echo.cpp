#include "tests/bench/echo.h"

#include <array>
#include <cerrno>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <map>
#include <memory>

#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

namespace bellwether::bench {
namespace {

constexpr int backlog = 1024;
// Requests are read to nowhere, in pieces of this size.
constexpr std::size_t piece = std::size_t{256} * 1024;

void check(bool right, const char* what) {
  if (right) return;
  std::perror(what);
  std::exit(1);
}

}  // namespace

struct Echo::Connection {
  int socket;
  std::size_t got = 0;   // bytes of the request that is coming
  std::size_t left = 0;  // bytes of the answer that is going
};

Echo::Echo(std::size_t request_bytes, std::size_t body_bytes)
    : request_bytes_(request_bytes),
      answer_("HTTP/1.1 200 OK\r\nContent-Type: application/x-amz-json-1.0\r\nContent-Length: " +
              std::to_string(body_bytes) + "\r\n\r\n" + std::string(body_bytes, 'x')),
      listener_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0)),
      poll_(epoll_create1(EPOLL_CLOEXEC)),
      stop_(eventfd(0, EFD_CLOEXEC)) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  auto* any = reinterpret_cast<sockaddr*>(&address);
  check(listener_ >= 0 && poll_ >= 0 && stop_ >= 0, "making sockets");
  check(bind(listener_, any, size) == 0 && listen(listener_, backlog) == 0 &&
            getsockname(listener_, any, &size) == 0,
        "listening");
  port_ = ntohs(address.sin_port);
  for (int fd : {listener_, stop_}) {
    epoll_event event{.events = EPOLLIN, .data = {.fd = fd}};
    check(epoll_ctl(poll_, EPOLL_CTL_ADD, fd, &event) == 0, "watching");
  }
  thread_ = std::thread([this] { serve(); });
}

Echo::~Echo() {
  const std::uint64_t one = 1;
  check(write(stop_, &one, sizeof one) == sizeof one, "stopping");
  thread_.join();
  for (int fd : {listener_, poll_, stop_}) close(fd);
}

void Echo::write_some(Connection& connection) const {
  while (connection.left > 0) {
    const auto sent = send(connection.socket, answer_.data() + answer_.size() - connection.left,
                           connection.left, MSG_NOSIGNAL | MSG_DONTWAIT);
    if (sent < 0) return;  // the socket is full, or gone, which reading will tell
    connection.left -= static_cast<std::size_t>(sent);
  }
}

bool Echo::read_some(Connection& connection) {
  static thread_local std::array<char, piece> nowhere;
  for (;;) {
    const auto size = recv(connection.socket, nowhere.data(), nowhere.size(), MSG_DONTWAIT);
    if (size <= 0) return size < 0 && errno == EAGAIN;
    connection.got += static_cast<std::size_t>(size);
    if (connection.got >= request_bytes_) {
      connection.got -= request_bytes_;
      connection.left = answer_.size();
      write_some(connection);
    }
    // Less than there was room for is all there is; asking again would cost a call a request.
    if (static_cast<std::size_t>(size) < nowhere.size()) return true;
  }
}

void Echo::serve() {
  std::map<int, std::unique_ptr<Connection>> connections;
  std::array<epoll_event, 64> events;
  for (;;) {
    const int ready = epoll_wait(poll_, events.data(), static_cast<int>(events.size()), -1);
    for (int i = 0; i < ready; ++i) {
      const auto& event = events[static_cast<std::size_t>(i)];
      const int fd = event.data.fd;
      if (fd == stop_) {
        for (const auto& [socket, _] : connections) close(socket);
        return;
      }
      if (fd == listener_) {
        const int socket = accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK);
        if (socket < 0) continue;
        const int on = 1;
        setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
        // Edges, so that being able to write says something only after having been unable to.
        epoll_event watched{.events = EPOLLIN | EPOLLOUT | EPOLLET, .data = {.fd = socket}};
        check(epoll_ctl(poll_, EPOLL_CTL_ADD, socket, &watched) == 0, "watching");
        connections[socket] = std::make_unique<Connection>(Connection{.socket = socket});
        continue;
      }
      Connection& connection = *connections.at(fd);
      write_some(connection);
      if (!read_some(connection)) {
        close(fd);
        connections.erase(fd);
      }
    }
  }
}

}  // namespace bellwether::bench
