// What one environment writes to its log stream: Lambda's lines and what the function prints.
//
// Used from the environment's loop. Every line goes to the sink as it is complete; the lines of the
// current invocation are also kept for the caller who asked for the tail of the log.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cloud/core/clock.h"
#include "cloud/lambda/environments/function_spec.h"
#include "cloud/logs/log_sink.h"

namespace bellwether::cloud::lambda {

// Invoke's LogResult. https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html
inline constexpr std::size_t log_tail_bytes = 4096;

// The log pipe that managed runtimes have beside their output: frames of a type, a length, a time
// and a message, which may have newlines.
class FrameDecoder {
 public:
  void feed(std::string_view bytes) { buffer_ += bytes; }
  // The message of the first frame that is whole, or nothing. What is no frame comes as it is.
  std::optional<std::string> next();
  // Bytes that next() has not given yet.
  std::size_t size() const { return buffer_.size() - at_; }

 private:
  std::string buffer_;
  std::size_t at_ = 0;
};

// A runtime that sends frames prints a mark after each, so that a record takes its place among what
// was printed before and after it, however late either pipe is read.
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
  // Bytes of standard output and error; a line is complete at its newline. Of a line longer than an
  // event the rest is the next event. What is not UTF-8 becomes U+FFFD here, as in all that comes
  // into the log.
  void output(std::string_view bytes);
  // Bytes of the log pipe. What the function prints tells where its records belong, so of two reads
  // this one's comes first.
  void frames(std::string_view bytes);
  // The begun line is complete after all, and no record waits for its mark: the process has ended,
  // or the invocation has.
  void complete();
  // What follows is another process's.
  void begin_process();
  void flush();
  // What is not flushed and what follows is let go.
  void close();

  void begin_tail() { tail_.clear(); }
  std::string take_tail();

 private:
  bool wants(std::string_view level) const;
  void end_line();
  bool end_mark();
  bool add_unmarked();
  void split_line();
  void add(aws::Timestamp time, std::string message, bool tailed);
  void add_event(aws::Timestamp time, std::string message, bool tailed);

  logs::LogSink& sink_;
  const Clock& clock_;
  const FunctionSpec& spec_;
  std::string stream_;
  std::string line_;
  FrameDecoder frames_;
  // Records that were written before their mark was read.
  std::size_t marks_owed_ = 0;
  std::vector<logs::LogLine> batch_;
  std::string tail_;
  bool closed_ = false;
};

}  // namespace bellwether::cloud::lambda
