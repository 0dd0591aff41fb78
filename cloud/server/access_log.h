// One line a request:
//
//   2026-11-21T08:10:06.123Z 127.0.0.1 POST / dynamodb.GetItem 200 215 0.084 <request id>
//
// time, peer, method, path without query, operation, status, bytes of the body, milliseconds, id.
// A thread of its own writes, so that a slow disk or terminal never holds a request up.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "aws/core/types.h"

namespace bellwether::cloud::server {

class AccessLog {
 public:
  struct Entry {
    aws::Timestamp received;
    std::string_view peer;
    std::string_view method;
    std::string_view path;
    std::string_view operation;
    int status = 0;
    std::size_t bytes = 0;
    std::chrono::nanoseconds took{};
    std::string_view request_id;
  };

  // `target`: "off", "-" for standard output, or a file to append to. Throws std::runtime_error
  // that names the file and the reason.
  explicit AccessLog(const std::string& target);
  // Writes what is left.
  ~AccessLog();
  AccessLog(const AccessLog&) = delete;
  AccessLog& operator=(const AccessLog&) = delete;

  bool enabled() const { return writer_ != nullptr; }
  // Thread-safe, never blocks on the target. When it falls behind by more than 4 MiB, lines are
  // dropped, and a line says how many.
  void write(const Entry& entry);

 private:
  class Writer;
  std::unique_ptr<Writer> writer_;
};

}  // namespace bellwether::cloud::server
