#include "cloud/lambda/environments/environment_log.h"

#include <algorithm>
#include <cstdint>
#include <utility>

#include "aws/core/utf8.h"

namespace bellwether::cloud::lambda {
namespace {

// What CloudWatch Logs takes as one event.
// https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/cloudwatch_limits_cwl.html
constexpr std::size_t max_line_bytes = 256 * 1024 - 26;
// Lines collected from one read of a pipe before they go to the sink.
constexpr std::size_t max_batch_lines = 1000;

// Frames: 4 bytes type, 4 length, 8 microseconds since the epoch, big-endian.
constexpr std::size_t frame_header_bytes = 16;
constexpr std::string_view frame_type("\xa5\x5a\x00\x03", 4);
constexpr std::size_t max_frame_bytes = 4 * max_line_bytes;
// A function that writes frames and no marks does not have them all kept.
constexpr std::size_t max_waiting_bytes = 2 * max_frame_bytes;

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
  complete();
  add(clock_.now(), std::move(line), true);
}

void EnvironmentLog::platform_at(std::string_view level, std::string line) {
  if (wants(level)) platform(std::move(line));
}

void EnvironmentLog::platform_untailed_at(std::string_view level, std::string line) {
  if (!wants(level)) return;
  complete();
  add(clock_.now(), std::move(line), false);
}

bool EnvironmentLog::wants(std::string_view level) const {
  return spec_.log_format == LogFormat::text || rank(level) >= rank(spec_.system_log_level);
}

void EnvironmentLog::output(std::string_view bytes) {
  while (!bytes.empty()) {
    const std::size_t end = bytes.find('\n');
    const std::string_view part = bytes.substr(0, end);
    // One byte more than an event shows whether the event would end inside a character.
    const std::size_t room = max_line_bytes + 1 - line_.size();
    line_ += part.substr(0, room);
    if (part.size() >= room) {
      bytes.remove_prefix(std::min(room, bytes.size()));
      split_line();
      continue;
    }
    if (end == std::string_view::npos) return;
    bytes.remove_prefix(end + 1);
    if (!end_mark()) end_line();
  }
}

// The line that ends here may end in a mark.
bool EnvironmentLog::end_mark() {
  if (!line_.ends_with(frame_type)) return false;
  std::optional<std::string> record;
  if (marks_owed_ > 0) {
    --marks_owed_;
  } else {
    record = frames_.next();
    if (!record) return false;
  }
  line_.resize(line_.size() - frame_type.size());
  end_line();
  // Stamped as it is read, as the lines around it are: by its frame's earlier time it would come
  // before what was printed before it.
  if (record) add(clock_.now(), std::move(*record), true);
  return true;
}

void EnvironmentLog::frames(std::string_view bytes) {
  frames_.feed(bytes);
  while (frames_.size() > max_waiting_bytes && add_unmarked()) {
  }
}

void EnvironmentLog::complete() {
  end_line();
  while (add_unmarked()) {
  }
}

bool EnvironmentLog::add_unmarked() {
  auto record = frames_.next();
  if (!record) return false;
  ++marks_owed_;
  add(clock_.now(), std::move(*record), true);
  return true;
}

void EnvironmentLog::begin_process() {
  frames_ = {};
  marks_owed_ = 0;
}

void EnvironmentLog::split_line() {
  const std::size_t size = aws::utf8_prefix(line_, max_line_bytes).size();
  std::string rest = line_.substr(size);
  line_.resize(size);
  end_line();
  line_ = std::move(rest);
}

// An empty line is no event.
void EnvironmentLog::end_line() {
  if (!line_.empty()) add(clock_.now(), std::exchange(line_, {}), true);
}

void EnvironmentLog::add(aws::Timestamp time, std::string message, bool tailed) {
  message.resize(aws::utf8_prefix(message, max_line_bytes).size());
  const std::string text = aws::to_utf8(std::move(message));
  // What was no text has grown beyond an event perhaps.
  std::string_view rest = text;
  do {
    const std::string_view event = aws::utf8_prefix(rest, max_line_bytes);
    add_event(time, std::string(event), tailed);
    rest.remove_prefix(event.size());
  } while (!rest.empty());
}

void EnvironmentLog::add_event(aws::Timestamp time, std::string message, bool tailed) {
  // Lambda's events keep the newline at their end; JSON records have none.
  if (!message.ends_with('\n') && spec_.log_format == LogFormat::text) message += '\n';
  if (tailed) {
    tail_ += message;
    if (!message.ends_with('\n')) tail_ += '\n';
    if (tail_.size() > 2 * log_tail_bytes) tail_ = take_tail();
  }
  if (closed_) return;
  batch_.push_back({.time = time, .message = std::move(message)});
  if (batch_.size() >= max_batch_lines) flush();
}

void EnvironmentLog::flush() {
  if (batch_.empty()) return;
  sink_.append(spec_.scope, spec_.log_group, stream_, std::exchange(batch_, {}));
}

void EnvironmentLog::close() {
  closed_ = true;
  batch_.clear();
}

std::string EnvironmentLog::take_tail() {
  return std::string(aws::utf8_suffix(std::exchange(tail_, {}), log_tail_bytes));
}

std::optional<std::string> FrameDecoder::next() {
  const std::string_view waiting = std::string_view(buffer_).substr(at_);
  if (waiting.size() < frame_header_bytes) return std::nullopt;
  std::size_t header = frame_header_bytes;
  std::uint64_t length = big_endian(waiting.substr(4, 4));
  if (!waiting.starts_with(frame_type) || length > max_frame_bytes) {
    // Someone else writes to this pipe.
    header = 0;
    length = waiting.size();
  }
  if (waiting.size() - header < length) return std::nullopt;
  std::string message(waiting.substr(header, length));
  at_ += header + length;
  // Not at every frame: what follows would be moved each time.
  if (2 * at_ >= buffer_.size()) buffer_.erase(0, std::exchange(at_, 0));
  return message;
}

}  // namespace bellwether::cloud::lambda
