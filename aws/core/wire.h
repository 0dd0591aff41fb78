// What the generated codecs need for members that travel outside the body.
#pragma once

#include <charconv>
#include <concepts>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "aws/core/error.h"
#include "aws/core/http.h"
#include "aws/core/time_format.h"
#include "aws/core/types.h"

namespace bellwether::aws::wire {

enum class TimeFormat { iso8601, rfc822, unixTimestamp };

inline std::string text_of(bool value) {
  return value ? "true" : "false";
}
template <class Number>
requires(std::integral<Number> || std::floating_point<Number>) std::string text_of(Number value) {
  char buffer[32];
  return {buffer, std::to_chars(buffer, buffer + sizeof buffer, value).ptr};
}
std::string time_text(Timestamp time, TimeFormat format);

inline bool read_text(const std::string& text, std::string& out) {
  out = text;
  return true;
}
bool read_text(std::string_view text, bool& out);
template <class Number>
requires(std::integral<Number> || std::floating_point<Number>) bool read_text(std::string_view text,
                                                                              Number& out) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), out);
  return error == std::errc{} && end == text.data() + text.size();
}
template <class T>
bool read_text(const std::string& text, std::optional<T>& out) {
  return read_text(text, out.emplace());
}

bool read_time(std::string_view text, Timestamp& out, TimeFormat format);
inline bool read_time(std::string_view text, std::optional<Timestamp>& out, TimeFormat format) {
  return read_time(text, out.emplace(), format);
}

// The first value of that name, or nullptr.
const std::string* find(const std::vector<std::pair<std::string, std::string>>& pairs,
                        std::string_view name);

// Every value of a repeated query parameter; absent when there is none.
template <class T>
bool read_list(const QueryParameters& query, std::string_view name, std::vector<T>& out) {
  for (const auto& [key, value] : query) {
    if (key == name && !read_text(value, out.emplace_back())) return false;
  }
  return true;
}
template <class T>
bool read_list(const QueryParameters& query, std::string_view name,
               std::optional<std::vector<T>>& out) {
  return !find(query, name) || read_list(query, name, out.emplace());
}

// "name: a, b", and every further header of that name.
using StringList = std::vector<std::string>;
void read_comma_list(const Headers& headers, std::string_view name, StringList& out);
inline void read_comma_list(const Headers& headers, std::string_view name,
                            std::optional<StringList>& out) {
  if (headers.contains(name)) read_comma_list(headers, name, out.emplace());
}
std::string comma_list(const StringList& values);

// Headers "<prefix><key>: value" as a map.
using StringMap = std::map<std::string, std::string, std::less<>>;
void read_prefixed(const Headers& headers, std::string_view prefix, StringMap& out);
void read_prefixed(const Headers& headers, std::string_view prefix, std::optional<StringMap>& out);
void add_prefixed(Headers& headers, std::string_view prefix, const StringMap& values);

// What is said of a header, label or query parameter that its type refuses.
std::string unreadable(std::string_view member);
// What a client says of an answer that is not what the operation's model has; of `text`, the body
// or a header, it shows the beginning.
Error unreadable_answer(std::string_view operation, std::string_view text);

// Appends "?name=value&..." to a target.
class QueryWriter {
 public:
  explicit QueryWriter(std::string& target) : target_(target) {}
  void add(std::string_view name, std::string_view value);
  void raw(std::string_view text);

 private:
  std::string& target_;
  char separator_ = '?';
};

}  // namespace bellwether::aws::wire
