// Lines to the function's log, as text or as AWS's JSON by AWS_LAMBDA_LOG_FORMAT, from the level of
// AWS_LAMBDA_LOG_LEVEL on, with the time and the current request's id.
//
//   bellwether::log::info("a sheep came in", {{"tattoo", 42}, {"weight", "80 kg"}});
//
// Text: "[INFO]\t2026-11-21T08:00:00.123Z\t<request id>\ta sheep came in tattoo=42 weight=80 kg".
// JSON: {"timestamp":...,"level":"INFO","message":...,"requestId":...,"tattoo":42,"weight":"80
// kg"}. Every call is one event: in text, newlines become carriage returns, as in AWS's runtimes. A
// field named as one of the line's own members (timestamp, level, message, requestId) has an
// underscore behind its name in JSON: Lambda filters by the line's level. Numbers that are not
// finite are the strings "NaN", "Infinity" and "-Infinity". One write a line; safe from several
// threads. https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-advanced.html
#pragma once

#include <concepts>
#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>

namespace bellwether::log {

enum class Level { trace, debug, info, warn, error, fatal };

struct Field {
  Field(std::string_view key, std::string_view value) : name(key), text(value) {}
  Field(std::string_view key, const char* value) : name(key), text(value) {}
  template <std::same_as<bool> Bool>
  Field(std::string_view key, Bool flag)
      : name(key), text(flag ? "true" : "false"), is_string(false) {}
  template <std::integral Integer>
  requires(!std::same_as<Integer, bool>) Field(std::string_view key, Integer number)
      : name(key), text(std::to_string(number)), is_string(false) {}
  // The fewest digits that give the same double again.
  template <std::floating_point Number>
  Field(std::string_view key, Number number) : Field(of(key, static_cast<double>(number))) {}

  std::string_view name;
  std::string text;
  // Otherwise `text` is JSON.
  bool is_string = true;

 private:
  // Not inline: what writes decimals is large, and only in functions that log some.
  static Field of(std::string_view key, double number);
};

using Fields = std::initializer_list<Field>;

// Whether a line of this level would be written.
bool enabled(Level level);
void write(Level level, std::string_view message, Fields fields = {});

inline void trace(std::string_view message, Fields fields = {}) {
  write(Level::trace, message, fields);
}
inline void debug(std::string_view message, Fields fields = {}) {
  write(Level::debug, message, fields);
}
inline void info(std::string_view message, Fields fields = {}) {
  write(Level::info, message, fields);
}
inline void warn(std::string_view message, Fields fields = {}) {
  write(Level::warn, message, fields);
}
inline void error(std::string_view message, Fields fields = {}) {
  write(Level::error, message, fields);
}
inline void fatal(std::string_view message, Fields fields = {}) {
  write(Level::fatal, message, fields);
}

}  // namespace bellwether::log
