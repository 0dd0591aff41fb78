// Lines to the function's log, as text or as AWS's JSON by AWS_LAMBDA_LOG_FORMAT, from the level of
// AWS_LAMBDA_LOG_LEVEL on, with the time and the current request's id.
//
//   bellwether::log::info("a sheep came in", {{"tattoo", 42}, {"weight", "80 kg"}});
//
// Text: "[INFO]\t2026-11-21T08:00:00.123Z\t<request id>\ta sheep came in tattoo=42 weight=80 kg".
// JSON: {"timestamp":...,"level":"INFO","message":...,"requestId":...,"tattoo":42,"weight":"80
// kg"}. One write a line; safe from several threads.
// https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-advanced.html
#pragma once

#include <concepts>
#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <variant>

namespace bellwether::log {

enum class Level { trace, debug, info, warn, error, fatal };

struct Field {
  Field(std::string_view key, std::string_view text) : name(key), value(std::string(text)) {}
  Field(std::string_view key, const char* text) : name(key), value(std::string(text)) {}
  template <std::same_as<bool> Bool>
  Field(std::string_view key, Bool flag) : name(key), value(flag) {}
  template <std::signed_integral Integer>
  Field(std::string_view key, Integer number) : name(key), value(std::int64_t{number}) {}
  template <std::unsigned_integral Integer>
  requires(!std::same_as<Integer, bool>) Field(std::string_view key, Integer number)
      : name(key), value(std::uint64_t{number}) {}

  std::string_view name;
  std::variant<std::string, bool, std::int64_t, std::uint64_t> value;
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
