// HTTP/1.1 requests as the Runtime API's clients send them, parsed from a buffer as bytes come in.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace bellwether::cloud::lambda {

struct RequestHead {
  std::string method;
  std::string target;
  // Of the headers that the Runtime API knows.
  std::uint64_t content_length = 0;
  bool chunked = false;
  bool expects_continue = false;
  bool keep_alive = true;
  std::string content_type;
  std::string function_error_type;

  // Bytes it took, with the empty line.
  std::size_t size = 0;
};

enum class ParseError { none, incomplete, malformed };

// The head at the beginning of `bytes`.
ParseError parse_head(std::string_view bytes, RequestHead& head);

// A body in chunks, decoded as it arrives. The error type may also come as a trailer.
class ChunkDecoder {
 public:
  // Takes what it can from `bytes`, appends the body's part to `body` and returns how much it took.
  // `body` grows to at most `limit`; what is beyond is counted and let go.
  std::size_t feed(std::string_view bytes, std::string& body, std::size_t limit);
  bool done() const { return state_ == State::done; }
  bool malformed() const { return state_ == State::malformed; }
  std::uint64_t total() const { return total_; }
  const std::string& function_error_type() const { return error_type_; }

 private:
  enum class State { size, data, data_end, trailer, done, malformed };
  State state_ = State::size;
  std::uint64_t left_ = 0;
  std::uint64_t total_ = 0;
  std::string error_type_;
};

}  // namespace bellwether::cloud::lambda
