// A peer for tests: bytes out, bytes in, blocking.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

namespace bellwether::cloud::server {

class TestPeer {
 public:
  explicit TestPeer(std::uint16_t port) : fd_(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    // Nothing in these tests takes this long, sanitizers included.
    const timeval patience{.tv_sec = 30, .tv_usec = 0};
    setsockopt(fd_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    connected_ = connect(fd_, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0;
  }
  ~TestPeer() { close(fd_); }
  TestPeer(const TestPeer&) = delete;
  TestPeer& operator=(const TestPeer&) = delete;

  bool connected() const { return connected_; }
  int fd() const { return fd_; }

  bool send(std::string_view bytes) {
    while (!bytes.empty()) {
      const auto n = ::send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (n <= 0) return false;
      bytes.remove_prefix(static_cast<std::size_t>(n));
    }
    return true;
  }

  void half_close() { shutdown(fd_, SHUT_WR); }

  // Everything until `end` is seen or the connection ends; keeps what follows for the next call.
  std::string read_until(std::string_view end) {
    for (std::size_t from = 0;;) {
      if (auto at = held_.find(end, from); at != std::string::npos) {
        auto text = held_.substr(0, at + end.size());
        held_.erase(0, at + end.size());
        return text;
      }
      from = held_.size() < end.size() ? 0 : held_.size() - end.size() + 1;
      static thread_local char bytes[65536];
      const auto n = recv(fd_, bytes, sizeof bytes, 0);
      if (n <= 0) return std::exchange(held_, {});
      held_.append(bytes, static_cast<std::size_t>(n));
    }
  }
  std::string read_head() { return read_until("\r\n\r\n"); }
  // Until the connection ends.
  std::string read_rest() { return read_until(std::string_view("\0no such bytes\0", 15)); }

 private:
  int fd_;
  bool connected_ = false;
  std::string held_;
};

}  // namespace bellwether::cloud::server
