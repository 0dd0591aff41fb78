// What stands between the HTTP layer and what it serves. Nothing here or below knows AWS.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>

#include "aws/core/http.h"
#include "cloud/core/body.h"
#include "cloud/core/task.h"

namespace bellwether::cloud::server {

// Bounds on what a peer may make the server hold or wait for.
struct Limits {
  // A session token is the longest value AWS's clients send, some 4 KB; API Gateway allows 10,240
  // bytes in all.
  std::size_t header_value_bytes = 10'240;
  std::size_t header_count = 100;
  // Request line and headers together.
  std::size_t head_bytes = 65'536;
  // From a request's first byte to the end of its headers.
  std::chrono::milliseconds head_timeout{10'000};
  // A body has this long, and a second more for every slowest_bytes_per_second it brings; a
  // response has the same to be read.
  std::chrono::milliseconds body_timeout{30'000};
  std::uint64_t slowest_bytes_per_second = 64 * 1024;
  // Between requests. AWS's clients keep connections for at most a minute or so.
  std::chrono::milliseconds idle_timeout{120'000};
  // How long a refused peer may go on sending before the connection is cut, so that it gets to read
  // the refusal rather than a reset.
  std::chrono::milliseconds linger_timeout{5'000};
  // On each loop; further peers wait in the kernel's backlog.
  std::size_t connections = 8'192;
};

enum class Refusal { malformed, head_too_large, body_too_large, timed_out };

struct Peer {
  std::string address;
};

// An answer. Its body are the files where there are any, and `body` otherwise.
struct Response : aws::HttpResponse {
  Response() = default;
  Response(aws::HttpResponse message) : aws::HttpResponse(std::move(message)) {}  // NOLINT: is one

  std::uint64_t body_size() const {
    std::uint64_t size = files.empty() ? body.size() : 0;
    for (const auto& range : files) size += range.length;
    return size;
  }

  FileRanges files;
};

// How a request's body is taken.
struct BodyPlan {
  // The most bytes it may have.
  std::uint64_t limit;
  // Whether the handler reads it as it comes; otherwise it is whole in the request.
  bool streams = false;
};

// One handler serves every loop at once: thread-safe.
class HttpHandler {
 public:
  virtual ~HttpHandler() = default;
  // Asked for every request with a body. `length` as announced, if it was.
  virtual BodyPlan plan_body(const aws::HttpRequest& head,
                             std::optional<std::uint64_t> length) const = 0;
  // The answer to a message that cannot be served; `head` is what was understood of it.
  virtual aws::HttpResponse refuse(const aws::HttpRequest& head, Refusal why, const Peer& peer) = 0;
  // A whole body has 64 bytes of unused capacity behind it, as fast JSON parsers want. `body` is at
  // its end unless the plan was to stream. Request and body outlive the task.
  virtual Task<Response> handle(aws::HttpRequest& request, BodySource& body, const Peer& peer) = 0;
};

}  // namespace bellwether::cloud::server
