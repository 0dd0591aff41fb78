// Reads HTTP/1.1 requests from bytes as they come. The only header through which a parser is known:
// the library behind it can be exchanged.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>

#include "aws/core/http.h"
#include "cloud/server/http_handler.h"

namespace bellwether::cloud::server {

class RequestParser {
 public:
  enum class State {
    // Give more bytes, after those that were left.
    more,
    // The headers are complete, a body follows: say its limit with set_body_limit, then go on.
    head,
    complete,
    // See refusal().
    failed,
  };

  explicit RequestParser(const Limits& limits);
  ~RequestParser();
  RequestParser(const RequestParser&) = delete;
  RequestParser& operator=(const RequestParser&) = delete;

  // Makes ready for the next request.
  void start();
  // Takes what it can use from the front of `bytes`.
  State feed(std::string_view& bytes);

  void set_body_limit(std::uint64_t bytes);
  // From now on the body is taken piece by piece with take_body, and only what was not taken yet is
  // held.
  void stream_body();
  // Moves what has come of the body into `piece`.
  void take_body(std::string& piece);
  // As announced; nothing when the body comes in chunks.
  std::optional<std::uint64_t> content_length() const;
  // Whether the peer waits for "100 Continue" before it sends the body.
  bool expects_continue() const;
  bool keep_alive() const;
  bool is_http_1_0() const;
  Refusal refusal() const;

  aws::HttpRequest& request();

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace bellwether::cloud::server
