// An error as AWS answers it: a code that programs test, a message that people read.
#pragma once

#include <expected>
#include <string>
#include <string_view>
#include <utility>

namespace bellwether::aws {

struct Error {
  // The bare shape name, without a namespace: "ResourceNotFoundException".
  std::string code;
  std::string message;
  int http_status = 400;
  // Further members of the error shape as its protocol writes them: the inside of a JSON object,
  // `"Item":{...}`, or XML elements, "<BucketName>b</BucketName>"; or empty.
  std::string fields{};
  // How the shape spells its message member: "message" or "Message". Static storage.
  std::string_view message_key = "message";
  // AWS's request id, where the error came over the wire; on the server, where the protocol's
  // errors repeat it.
  std::string request_id{};

  friend bool operator==(const Error&, const Error&) = default;
};

template <class T>
using Result = std::expected<T, Error>;

inline std::unexpected<Error> fail(Error error) {
  return std::unexpected<Error>(std::move(error));
}

// For operations that answer nothing.
struct Unit {
  friend bool operator==(const Unit&, const Unit&) = default;
};

}  // namespace bellwether::aws
