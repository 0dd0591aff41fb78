// The Lambda Runtime API of one execution environment, on a loopback port of its own.
//
// https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html
// Lives on the loop that serves the environment's invocations; everything here runs there. Slow and
// half-closed peers cost nothing: what a function does not finish, its timeout ends.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "aws/core/error.h"
#include "cloud/core/task.h"

namespace bellwether::cloud::lambda {

// Lambda's 6 MiB for a response, and 100 bytes that its runtimes may add.
inline constexpr std::size_t max_response_bytes = 6 * 1024 * 1024 + 100;

// What the function's runtime told.
class RuntimeApiEvents {
 public:
  virtual ~RuntimeApiEvents() = default;
  // The runtime asks for its next invocation.
  virtual void on_next() = 0;
  // Its answer. One that was too large comes without its body, with its size.
  virtual void on_response(std::string body, std::uint64_t size) = 0;
  // The invocation failed: the error document and the type from the header, or empty.
  virtual void on_error(std::string body, std::string type) = 0;
  virtual void on_init_error(std::string body, std::string type) = 0;
};

// The headers of an answer to /next.
struct NextInvocation {
  std::string request_id;
  std::int64_t deadline_ms = 0;  // since the epoch
  std::string function_arn;
  std::string trace_id;
  std::string client_context;  // JSON, or empty
  std::string payload;
};

class RuntimeApi : public std::enable_shared_from_this<RuntimeApi> {
 public:
  // `events` must live until close.
  static aws::Result<std::shared_ptr<RuntimeApi>> listen(const Executor& executor,
                                                         RuntimeApiEvents& events);
  virtual ~RuntimeApi() = default;

  virtual std::uint16_t port() const = 0;
  // A runtime waits in /next.
  virtual bool waiting() const = 0;
  // Answers the waiting /next. Only when waiting().
  virtual void deliver(NextInvocation invocation) = 0;
  // Another process is about to use this API: from the beginning.
  virtual void reset() = 0;
  virtual void close() = 0;
};

}  // namespace bellwether::cloud::lambda
