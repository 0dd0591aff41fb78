// Bytes to and from one peer, and what can go wrong with them.
#pragma once

#include <cstddef>
#include <expected>
#include <string>
#include <string_view>

namespace bellwether::aws {

struct TransportError {
  enum class Kind {
    unresolved,   // the host has no address
    unconnected,  // refused, unreachable
    connect_timed_out,
    timed_out,  // sending or waiting for bytes
    closed,     // the peer ended before a whole answer
    untrusted,  // TLS could not be agreed or the certificate is not the host's
    malformed,  // not HTTP/1.1 as we know it
    too_large,  // beyond a bound of ours
    local,      // the caller's source or sink of a body failed
  };
  Kind kind;
  std::string message;
};

template <class T>
using Transported = std::expected<T, TransportError>;

// Blocking, for one thread at a time.
class Stream {
 public:
  virtual ~Stream() = default;
  // All of both parts, in as few packets as they allow.
  virtual Transported<void> write(std::string_view head, std::string_view body) = 0;
  // At least one byte; 0 when the peer has closed.
  virtual Transported<std::size_t> read(char* into, std::size_t capacity) = 0;
};

}  // namespace bellwether::aws
