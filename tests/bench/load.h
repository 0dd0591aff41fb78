// What a server is loaded with: one operation, again and again.
#pragma once

#include <algorithm>
#include <cstdint>
#include <limits>
#include <string>
#include <string_view>

#include "tests/bench/answer_reader.h"

namespace bellwether::bench {

// A connection's own copy of the request.
struct Request {
  std::string bytes;  // the head, and a body that is kept with it
  // So many bytes more, `pattern` over and over: bodies too long to be kept.
  std::uint64_t pattern_bytes = 0;
  std::string_view pattern;
  std::uint64_t items = 0;  // that the pages so far had
  std::uint32_t pages = 0;

  std::uint64_t size() const { return bytes.size() + pattern_bytes; }
  // What of it can be sent at once after `sent` bytes; empty at the end.
  std::string_view after(std::uint64_t sent) const {
    if (sent < bytes.size()) return std::string_view(bytes).substr(sent);
    const auto at = sent - bytes.size();
    if (at >= pattern_bytes) return {};
    const auto piece = pattern.substr(at % pattern.size());
    return piece.substr(0, std::min<std::uint64_t>(piece.size(), pattern_bytes - at));
  }
};

enum class Verdict { done, another_page, failed };

// Not thread-safe.
class Load {
 public:
  virtual ~Load() = default;
  // Makes `request` the next operation's.
  virtual void next(Request& request) = 0;
  // What the answer means. With another_page the request now asks for it; with failed `error` has
  // the kind of error in one or two words.
  virtual Verdict judge(const Answer& answer, Request& request, std::string& error) const = 0;
  // An answer that is not a success, in the server's words.
  virtual std::string words(const Answer& answer) const = 0;
  // Longer bodies of answers are counted rather than kept.
  virtual std::uint64_t kept_body_bytes() const {
    return std::numeric_limits<std::uint64_t>::max();
  }
};

}  // namespace bellwether::bench
