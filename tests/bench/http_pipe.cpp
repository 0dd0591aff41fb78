#include "tests/bench/http_pipe.h"

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>

#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

namespace bellwether::bench {
namespace {

[[noreturn]] void give_up(const char* what) {
  std::fprintf(stderr, "%s: %s\n", what, std::strerror(errno));
  std::exit(1);
}

}  // namespace

int connect_loopback(int port) {
  const int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (socket < 0) give_up("making a socket");
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<std::uint16_t>(port));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (connect(socket, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0) {
    give_up("connecting");
  }
  const int on = 1;
  setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  return socket;
}

int exchange(int socket, std::string_view request, AnswerReader& reader) {
  while (!request.empty()) {
    const auto sent = send(socket, request.data(), request.size(), MSG_NOSIGNAL);
    if (sent < 0) give_up("sending");
    request.remove_prefix(static_cast<std::size_t>(sent));
  }
  for (;;) {
    if (const auto answer = reader.take()) {
      errno = EPROTO;
      if (answer->status == 0) give_up("reading the answer");
      return answer->status;
    }
    const auto space = reader.space();
    const auto size = recv(socket, space.data(), space.size(), 0);
    if (size <= 0) give_up("receiving");
    reader.filled(static_cast<std::size_t>(size));
  }
}

}  // namespace bellwether::bench
