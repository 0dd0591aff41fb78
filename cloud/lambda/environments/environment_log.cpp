#include "cloud/lambda/environments/environment_log.h"

#include <algorithm>
#include <cstdint>
#include <utility>

namespace bellwether::cloud::lambda {
namespace {

// What CloudWatch Logs takes as one event.
// https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/cloudwatch_limits_cwl.html
constexpr std::size_t max_line_bytes = 256 * 1024 - 26;
// Lines collected from one read of a pipe before they go to the sink.
constexpr std::size_t max_batch_lines = 1000;

// Frames: 4 bytes type, 4 length, 8 microseconds since the epoch, big-endian.
constexpr std::size_t frame_header_bytes = 16;
constexpr std::uint32_t frame_type = 0xa55a0003;

std::uint64_t big_endian(std::string_view bytes) {
  std::uint64_t number = 0;
  for (const char c : bytes) number = number << 8 | static_cast<unsigned char>(c);
  return number;
}

int rank(std::string_view level) {
  if (level == "DEBUG") return 0;
  return level == "INFO" ? 1 : 2;
}

}  // namespace

void EnvironmentLog::platform(std::string line) {
  complete_line();
  add(clock_.now(), std::move(line), true);
}

void EnvironmentLog::platform_at(std::string_view level, std::string line) {
  if (wants(level)) platform(std::move(line));
}

void EnvironmentLog::platform_untailed_at(std::string_view level, std::string line) {
  if (!wants(level)) return;
  complete_line();
  add(clock_.now(), std::move(line), false);
}

bool EnvironmentLog::wants(std::string_view level) const {
  return spec_.log_format == LogFormat::text || rank(level) >= rank(spec_.system_log_level);
}

void EnvironmentLog::output(std::string_view bytes) {
  while (!bytes.empty()) {
    const std::size_t end = bytes.find('\n');
    const std::string_view part = bytes.substr(0, end);
    const std::size_t room = max_line_bytes - line_.size();
    line_ += part.substr(0, room);
    if (part.size() >= room) {
      bytes.remove_prefix(std::min(room, bytes.size()));
      complete_line();
      continue;
    }
    if (end == std::string_view::npos) return;
    bytes.remove_prefix(end + 1);
    // An empty line is no event.
    complete_line();
  }
}

void EnvironmentLog::record(aws::Timestamp time, std::string message) {
  if (message.size() > max_line_bytes) message.resize(max_line_bytes);
  add(time, std::move(message), true);
}

void EnvironmentLog::complete_line() {
  if (!line_.empty()) add(clock_.now(), std::exchange(line_, {}), true);
}

void EnvironmentLog::add(aws::Timestamp time, std::string message, bool tailed) {
  // Lambda's events keep the newline at their end; JSON records have none.
  if (!message.ends_with('\n') && spec_.log_format == LogFormat::text) message += '\n';
  if (tailed) {
    tail_ += message;
    if (!message.ends_with('\n')) tail_ += '\n';
    if (tail_.size() > 2 * log_tail_bytes) tail_.erase(0, tail_.size() - log_tail_bytes);
  }
  batch_.push_back({.time = time, .message = std::move(message)});
  if (batch_.size() >= max_batch_lines) flush();
}

void EnvironmentLog::flush() {
  if (batch_.empty()) return;
  sink_.append(spec_.scope, spec_.log_group, stream_, std::exchange(batch_, {}));
}

std::string EnvironmentLog::take_tail() {
  std::string tail = std::exchange(tail_, {});
  if (tail.size() > log_tail_bytes) tail.erase(0, tail.size() - log_tail_bytes);
  return tail;
}

void FrameDecoder::feed(std::string_view bytes, EnvironmentLog& log) {
  buffer_ += bytes;
  std::size_t at = 0;
  while (buffer_.size() - at >= frame_header_bytes) {
    const std::string_view header = std::string_view(buffer_).substr(at, frame_header_bytes);
    const std::uint64_t length = big_endian(header.substr(4, 4));
    if (big_endian(header.substr(0, 4)) != frame_type || length > 4 * max_line_bytes) {
      // Not frames: someone else writes to this pipe.
      log.output(std::string_view(buffer_).substr(at));
      at = buffer_.size();
      break;
    }
    if (buffer_.size() - at - frame_header_bytes < length) break;
    const std::chrono::microseconds time{big_endian(header.substr(8, 8))};
    log.record(aws::Timestamp{std::chrono::floor<std::chrono::milliseconds>(time)},
               buffer_.substr(at + frame_header_bytes, length));
    at += frame_header_bytes + length;
  }
  buffer_.erase(0, at);
}

}  // namespace bellwether::cloud::lambda
