#include "bellwether/log.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <cerrno>
#include <chrono>
#include <cmath>
#include <cstdlib>
#include <mutex>

#include <unistd.h>

#include "aws/core/time_format.h"
#include "aws/json/writer.h"
#include "runtime/errors.h"
#include "runtime/log_sink.h"

namespace bellwether::log {
namespace {

constexpr std::string_view names[] = {"TRACE", "DEBUG", "INFO", "WARN", "ERROR", "FATAL"};

std::atomic<Level> lowest = Level::info;
std::atomic<bool> as_json = false;
std::atomic<int> descriptor = STDOUT_FILENO;

std::mutex mutex;
std::string request_id;

std::string now() {
  const auto time =
      std::chrono::time_point_cast<std::chrono::milliseconds>(std::chrono::system_clock::now());
  std::string text = aws::format_iso8601(time);
  // A column of equal width: the fraction is there even when it is zero.
  if (text.find('.') == std::string::npos) text.replace(text.size() - 1, 1, ".000Z");
  return text;
}

// A line is lost rather than a function blocked by a log that nobody takes.
void write_line(std::string_view line) {
  while (!line.empty()) {
    const ssize_t wrote = ::write(descriptor.load(), line.data(), line.size());
    if (wrote < 0 && errno == EINTR) continue;
    if (wrote <= 0) return;
    line.remove_prefix(static_cast<std::size_t>(wrote));
  }
}

constexpr std::array<std::string_view, 4> own_members = {"timestamp", "level", "message",
                                                         "requestId"};

void append_json(aws::json::Writer& writer, const Field& field) {
  if (std::ranges::find(own_members, field.name) == own_members.end()) {
    writer.key(field.name);
  } else {
    writer.key(std::string(field.name) + "_");
  }
  if (field.is_string) {
    writer.string(field.text);
  } else {
    writer.literal(field.text);
  }
}

aws::json::Writer start_json(Level level, std::string_view message) {
  aws::json::Writer writer;
  writer.open_object();
  writer.key("timestamp");
  writer.string(now());
  writer.key("level");
  writer.string(names[static_cast<int>(level)]);
  writer.key("message");
  writer.string(message);
  if (!request_id.empty()) {
    writer.key("requestId");
    writer.string(request_id);
  }
  return writer;
}

void finish_json(aws::json::Writer& writer) {
  writer.close_object();
  write_line(writer.take() + "\n");
}

// The columns of AWS's Python runtime.
std::string start_text(Level level, std::string_view message) {
  std::string line = "[";
  line.append(names[static_cast<int>(level)]).append("]\t").append(now()).append("\t");
  if (!request_id.empty()) line.append(request_id).append("\t");
  return line.append(message);
}

// A carriage return keeps lines within one log event, as AWS's runtimes do.
void finish_text(std::string line) {
  std::ranges::replace(line, '\n', '\r');
  write_line(line.append("\n"));
}

void append_text(std::string& line, const FunctionError& error) {
  for (const std::string& frame : error.stack) line.append("\r\tat ").append(frame);
  for (const FunctionError::Cause& cause : error.causes) {
    line.append("\rCaused by: ").append(cause.type).append(": ").append(cause.message);
  }
}

}  // namespace

Field Field::of(std::string_view key, double number) {
  if (std::isnan(number)) return {key, "NaN"};
  if (std::isinf(number)) return {key, number > 0 ? "Infinity" : "-Infinity"};
  aws::json::Writer writer;
  writer.number(number);
  Field field(key, writer.text());
  field.is_string = false;
  return field;
}

void configure_from_environment() {
  const char* format = std::getenv("AWS_LAMBDA_LOG_FORMAT");
  as_json = format != nullptr && std::string_view(format) == "JSON";
  const char* level = std::getenv("AWS_LAMBDA_LOG_LEVEL");
  lowest = Level::info;
  for (int i = 0; level != nullptr && i < static_cast<int>(std::size(names)); ++i) {
    if (names[i] == level) lowest = static_cast<Level>(i);
  }
}

void set_request_id(const std::string& id) {
  const std::lock_guard lock(mutex);
  request_id = id;
}

void set_descriptor(int fd) {
  descriptor = fd;
}

bool enabled(Level level) {
  return level >= lowest.load();
}

void write(Level level, std::string_view message, Fields fields) {
  if (!enabled(level)) return;
  const std::lock_guard lock(mutex);
  if (as_json) {
    auto writer = start_json(level, message);
    for (const Field& field : fields) append_json(writer, field);
    finish_json(writer);
    return;
  }
  std::string line = start_text(level, message);
  for (const Field& field : fields)
    line.append(" ").append(field.name).append("=").append(field.text);
  finish_text(std::move(line));
}

void write_error(const FunctionError& error) {
  if (!enabled(Level::error)) return;
  const std::lock_guard lock(mutex);
  if (as_json) {
    auto writer = start_json(Level::error, error.message);
    write_members(writer, error);
    finish_json(writer);
    return;
  }
  std::string line = start_text(Level::error, error.type + ": " + error.message);
  append_text(line, error);
  finish_text(std::move(line));
}

}  // namespace bellwether::log
