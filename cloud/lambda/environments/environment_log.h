// What one environment writes to its log stream: Lambda's lines and what the function prints.
//
// Used from the environment's loop. Every line goes to the sink as it is complete; the lines of the
// current invocation are also kept for the caller who asked for the tail of the log.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "cloud/core/clock.h"
#include "cloud/lambda/environments/function_spec.h"
#include "cloud/logs/log_sink.h"

namespace bellwether::cloud::lambda {

// Invoke's LogResult. https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html
inline constexpr std::size_t log_tail_bytes = 4096;

class EnvironmentLog {
 public:
  EnvironmentLog(logs::LogSink& sink, const Clock& clock, const FunctionSpec& spec,
                 std::string stream)
      : sink_(sink), clock_(clock), spec_(spec), stream_(std::move(stream)) {}

  const std::string& stream() const { return stream_; }

  // A line of Lambda's, without its newline.
  void platform(std::string line);
  // One that JSON logs have from this system log level on; text logs have them all.
  void platform_at(std::string_view level, std::string line);
  // The same, but not shown in the tail: what concerns the environment, not the invocation.
  void platform_untailed_at(std::string_view level, std::string line);
  // Bytes of standard output and error; a line is complete at its newline.
  void output(std::string_view bytes);
  // A record of its own, whatever newlines it has.
  void record(aws::Timestamp time, std::string message);
  // The begun line is complete after all: the process has ended, or the invocation has.
  void complete_line();
  void flush();

  void begin_tail() { tail_.clear(); }
  std::string take_tail();

 private:
  bool wants(std::string_view level) const;
  void add(aws::Timestamp time, std::string message, bool tailed);

  logs::LogSink& sink_;
  const Clock& clock_;
  const FunctionSpec& spec_;
  std::string stream_;
  std::string line_;
  std::vector<logs::LogLine> batch_;
  std::string tail_;
};

// Frames of the log pipe that managed runtimes have: a type, a length, a time, the message. Lets a
// record have newlines.
class FrameDecoder {
 public:
  void feed(std::string_view bytes, EnvironmentLog& log);

 private:
  std::string buffer_;
};

}  // namespace bellwether::cloud::lambda
