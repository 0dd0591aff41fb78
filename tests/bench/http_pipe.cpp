#include "tests/bench/http_pipe.h"

#include <cerrno>
#include <charconv>
#include <cstdio>
#include <cstdlib>
#include <cstring>

#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include "aws/core/http.h"

namespace bellwether::bench {
namespace {

[[noreturn]] void give_up(const char* what) {
  std::fprintf(stderr, "%s: %s\n", what, std::strerror(errno));
  std::exit(1);
}

// The value of Content-Length in a head, which every answer that is measured here has.
std::size_t content_length(std::string_view head) {
  constexpr std::string_view name = "content-length:";
  for (std::size_t at = 0; at + name.size() < head.size(); ++at) {
    if (!aws::equals_ignore_case(head.substr(at, name.size()), name)) continue;
    at = head.find_first_not_of(' ', at + name.size());
    std::size_t length = 0;
    std::from_chars(head.data() + at, head.data() + head.size(), length);
    return length;
  }
  errno = EPROTO;
  give_up("an answer without Content-Length");
}

}  // namespace

bool AnswerReader::take(int& status) {
  const auto head_end = buffer_.find("\r\n\r\n");
  if (head_end == std::string::npos) return false;
  status = std::atoi(buffer_.c_str() + std::strlen("HTTP/1.1 "));
  const bool bodiless = status == 204;
  const std::string_view head = std::string_view(buffer_).substr(0, head_end + 2);
  const std::size_t size = head_end + 4 + (bodiless ? 0 : content_length(head));
  if (buffer_.size() < size) return false;
  buffer_.erase(0, size);
  return true;
}

int connect_loopback(int port) {
  const int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
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
  int status = 0;
  char bytes[16 * 1024];
  while (!reader.take(status)) {
    const auto size = recv(socket, bytes, sizeof bytes, 0);
    if (size <= 0) give_up("receiving");
    reader.feed({bytes, static_cast<std::size_t>(size)});
  }
  return status;
}

}  // namespace bellwether::bench
