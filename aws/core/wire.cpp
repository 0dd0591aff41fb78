#include "aws/core/wire.h"

#include <algorithm>
#include <cmath>

#include "aws/core/utf8.h"

namespace bellwether::aws::wire {

std::string time_text(Timestamp time, TimeFormat format) {
  switch (format) {
    case TimeFormat::iso8601:
      return format_iso8601(time);
    case TimeFormat::rfc822:
      return format_rfc822(time);
    case TimeFormat::unixTimestamp:
      return format_epoch_seconds(time);
  }
  return {};
}

bool read_text(std::string_view text, bool& out) {
  out = text == "true";
  return out || text == "false";
}

bool read_time(std::string_view text, Timestamp& out, TimeFormat format) {
  if (format == TimeFormat::unixTimestamp) {
    double seconds = 0;
    if (!read_text(text, seconds) || !(std::abs(seconds) < 1e12)) return false;
    out = Timestamp{std::chrono::milliseconds{std::llround(seconds * 1000)}};
    return true;
  }
  const auto time = format == TimeFormat::iso8601 ? parse_iso8601(text) : parse_rfc822(text);
  if (time) out = *time;
  return time.has_value();
}

const std::string* find(const std::vector<std::pair<std::string, std::string>>& pairs,
                        std::string_view name) {
  for (const auto& [key, value] : pairs) {
    if (key == name) return &value;
  }
  return nullptr;
}

void read_comma_list(const Headers& headers, std::string_view name, StringList& out) {
  for (const auto& [key, value] : headers) {
    if (!equals_ignore_case(key, name)) continue;
    std::string_view rest = value;
    while (!rest.empty()) {
      std::string_view item = rest.substr(0, rest.find(','));
      rest.remove_prefix(std::min(rest.size(), item.size() + 1));
      while (item.starts_with(' ')) item.remove_prefix(1);
      while (item.ends_with(' ')) item.remove_suffix(1);
      if (!item.empty()) out.emplace_back(item);
    }
  }
}

std::string comma_list(const StringList& values) {
  std::string text;
  for (const auto& value : values) {
    if (!text.empty()) text += ",";
    text += value;
  }
  return text;
}

void read_prefixed(const Headers& headers, std::string_view prefix, StringMap& out) {
  for (const auto& [name, value] : headers) {
    if (name.size() > prefix.size() &&
        equals_ignore_case(std::string_view{name}.substr(0, prefix.size()), prefix)) {
      const auto [entry, is_new] = out.emplace(name.substr(prefix.size()), value);
      // HTTP's rule for a header that comes more than once.
      if (!is_new) entry->second += "," + value;
    }
  }
}

void read_prefixed(const Headers& headers, std::string_view prefix, std::optional<StringMap>& out) {
  StringMap found;
  read_prefixed(headers, prefix, found);
  if (!found.empty()) out = std::move(found);
}

void add_prefixed(Headers& headers, std::string_view prefix, const StringMap& values) {
  for (const auto& [name, value] : values) headers.add(std::string(prefix) + name, value);
}

std::string unreadable(std::string_view member) {
  return "The value of '" + std::string(member) + "' could not be converted to its type";
}

Error unreadable_answer(std::string_view operation, std::string_view text) {
  constexpr std::size_t longest = 60;
  const std::string_view start = utf8_prefix(text, longest);
  return {.code = "ResponseParserError",
          .message = "The answer to " + std::string(operation) + " could not be read: \"" +
                     std::string(start) + (start.size() < text.size() ? "..." : "") + "\"",
          .http_status = 0};
}

void QueryWriter::add(std::string_view name, std::string_view value) {
  raw(percent_encode(name) + "=" + percent_encode(value));
}

void QueryWriter::raw(std::string_view text) {
  target_ += separator_;
  target_ += text;
  separator_ = '&';
}

}  // namespace bellwether::aws::wire
