// What a route answers, before it becomes an HTTP response.
#pragma once

#include <string>
#include <string_view>

namespace sheep_shed {

struct Answer {
  int status = 200;
  std::string body;  // JSON, or empty
  friend bool operator==(const Answer&, const Answer&) = default;
};

// {"message": text}; the text is ours and needs no escaping.
inline Answer message(int status, std::string_view text) {
  return {.status = status, .body = R"({"message":")" + std::string(text) + R"("})"};
}

}  // namespace sheep_shed
