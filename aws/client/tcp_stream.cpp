#include "aws/client/tcp_stream.h"

#include <cerrno>
#include <cstring>

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/time.h>

namespace bellwether::aws {
namespace {

using std::chrono::steady_clock;
using Kind = TransportError::Kind;

std::string reason(int error) {
  char buffer[128];
  return strerror_r(error, buffer, sizeof buffer);
}

// The socket's error once the handshake ended, or ETIMEDOUT.
int wait_connected(int fd, Deadline deadline) {
  while (true) {
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - steady_clock::now());
    if (left.count() <= 0) return ETIMEDOUT;
    pollfd waiting{.fd = fd, .events = POLLOUT, .revents = 0};
    const int ready = poll(&waiting, 1, static_cast<int>(left.count()));
    if (ready < 0 && errno != EINTR) return errno;
    if (ready <= 0) continue;
    int error = 0;
    socklen_t size = sizeof error;
    getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &size);
    return error;
  }
}

// A connect() that blocks with SO_SNDTIMEO set ends with EINPROGRESS at the timeout, so that no
// switching between blocking and not is needed.
void set_timeout(int fd, int option, std::chrono::microseconds timeout) {
  const timeval time{.tv_sec = timeout.count() / 1'000'000, .tv_usec = timeout.count() % 1'000'000};
  setsockopt(fd, SOL_SOCKET, option, &time, sizeof time);
}

int connect_one(int fd, const Address& address, Deadline deadline) {
  const auto left = std::chrono::ceil<std::chrono::microseconds>(deadline - steady_clock::now());
  if (left.count() <= 0) return ETIMEDOUT;
  set_timeout(fd, SO_SNDTIMEO, left);
  if (::connect(fd, reinterpret_cast<const sockaddr*>(&address.storage), address.length) == 0) {
    return 0;
  }
  if (errno == EINPROGRESS) return ETIMEDOUT;
  if (errno == EINTR) return wait_connected(fd, deadline);
  return errno;
}

}  // namespace

void set_io_timeout(int fd, std::chrono::milliseconds timeout) {
  set_timeout(fd, SO_SNDTIMEO, timeout);
  set_timeout(fd, SO_RCVTIMEO, timeout);
}

TransportError transfer_error(int error) {
  switch (error) {
    case EAGAIN:
    case ETIMEDOUT:
      return {Kind::timed_out, "timed out waiting for the peer"};
    case ECONNRESET:
    case EPIPE:
      return {Kind::closed, "the peer closed the connection"};
    default:
      return {Kind::closed, reason(error)};
  }
}

Transported<TcpStream> TcpStream::connect(std::span<const Address> addresses, Deadline deadline,
                                          std::chrono::milliseconds io_timeout) {
  TransportError last{Kind::unconnected, "no address to connect to"};
  for (const Address& address : addresses) {
    FileDescriptor socket(::socket(address.storage.ss_family, SOCK_STREAM | SOCK_CLOEXEC, 0));
    if (!socket) {
      last = {Kind::unconnected, reason(errno)};
      continue;
    }
    const int error = connect_one(socket.get(), address, deadline);
    if (error != 0) {
      last = {error == ETIMEDOUT ? Kind::connect_timed_out : Kind::unconnected,
              "connecting to " + address.text() + ": " + reason(error)};
      continue;
    }
    // Requests are written whole, so Nagle's algorithm could only delay them.
    const int on = 1;
    setsockopt(socket.get(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    set_io_timeout(socket.get(), io_timeout);
    return TcpStream(std::move(socket));
  }
  return std::unexpected(std::move(last));
}

Transported<void> TcpStream::write(std::string_view head, std::string_view body) {
  iovec parts[2] = {{const_cast<char*>(head.data()), head.size()},
                    {const_cast<char*>(body.data()), body.size()}};
  while (parts[0].iov_len + parts[1].iov_len > 0) {
    msghdr message{};
    message.msg_iov = parts;
    message.msg_iovlen = parts[1].iov_len > 0 ? 2 : 1;
    const ssize_t sent = sendmsg(socket_.get(), &message, MSG_NOSIGNAL);
    if (sent < 0) {
      if (errno == EINTR) continue;
      return std::unexpected(transfer_error(errno));
    }
    auto left = static_cast<std::size_t>(sent);
    for (iovec& part : parts) {
      const std::size_t taken = std::min(left, part.iov_len);
      part.iov_base = static_cast<char*>(part.iov_base) + taken;
      part.iov_len -= taken;
      left -= taken;
    }
  }
  return {};
}

Transported<std::size_t> TcpStream::read(char* into, std::size_t capacity) {
  while (true) {
    const ssize_t got = recv(socket_.get(), into, capacity, 0);
    if (got >= 0) return static_cast<std::size_t>(got);
    if (errno != EINTR) return std::unexpected(transfer_error(errno));
  }
}

}  // namespace bellwether::aws
