// Where other services send log lines: Lambda's reports and what functions print.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "aws/core/types.h"
#include "cloud/core/context.h"

namespace bellwether::cloud::logs {

struct LogLine {
  aws::Timestamp time;
  std::string message;
};

class LogSink {
 public:
  virtual ~LogSink() = default;
  // Makes group and stream when they are missing. Never blocks; lines of one stream keep their
  // order. Thread-safe.
  virtual void append(const Scope& scope, std::string_view group, std::string_view stream,
                      std::vector<LogLine> lines) = 0;
  // Whether lines are written as fast as they come. Sources that can keep theirs back (a pipe that
  // is not read) do so while they are not.
  virtual bool has_room() const { return true; }
};

}  // namespace bellwether::cloud::logs
