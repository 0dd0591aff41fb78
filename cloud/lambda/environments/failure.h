// What callers are told when a function's process fails them, in AWS's words.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "cloud/lambda/environments/report.h"

namespace bellwether::cloud::lambda {

struct Failure {
  // What Invoke answers.
  std::string payload;
  std::string error_type;
  Status status = Status::error;
  // Written to the log before END, or empty.
  std::string log_line;
};

// How a process ended, or why it never began.
struct ProcessEnd {
  std::string_view request_id;
  // As waitpid has it; nothing when the sandbox was killed with it.
  std::optional<int> wait_status;
  int exec_error = 0;
  // The function's.
  std::string_view architecture;
  std::string_view sandbox_error;
  bool out_of_memory = false;
  bool has_bootstrap = true;
};

Failure process_failure(const ProcessEnd& end);
Failure timed_out(std::string_view request_id, std::chrono::seconds timeout);
// The error document for a response of this many bytes.
std::string response_too_large(std::uint64_t bytes);
// "exit status 1", "signal: killed": as Go's os/exec says it, in which AWS's supervisor is written.
std::string describe_wait_status(int wait_status);

}  // namespace bellwether::cloud::lambda
