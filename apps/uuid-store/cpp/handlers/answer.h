// What a route answers, before it becomes an HTTP response.
#pragma once

#include <string>
#include <string_view>

namespace uuid_store {

struct Answer {
  int status = 200;
  std::string body;  // JSON
  friend bool operator==(const Answer&, const Answer&) = default;
};

// {"message": text}; the text is ours and needs no escaping.
inline Answer message(int status, std::string_view text) {
  return {.status = status, .body = R"({"message":")" + std::string(text) + R"("})"};
}

}  // namespace uuid_store
