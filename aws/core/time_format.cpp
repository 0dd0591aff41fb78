#include "aws/core/time_format.h"

#include <array>
#include <charconv>
#include <cstdio>

namespace bellwether::aws {
namespace {

constexpr std::array<const char*, 12> kMonths = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                 "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
constexpr std::array<const char*, 7> kDays = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};

struct Civil {
  std::chrono::year_month_day date;
  std::chrono::hh_mm_ss<std::chrono::milliseconds> time;
  std::chrono::weekday weekday;
};

Civil civil(Timestamp time) {
  const auto day = std::chrono::floor<std::chrono::days>(time);
  return {std::chrono::year_month_day{day}, std::chrono::hh_mm_ss{time - day},
          std::chrono::weekday{day}};
}

template <class... Args>
std::string print(const char* format, Args... args) {
  std::array<char, 64> buffer;
  const int n = std::snprintf(buffer.data(), buffer.size(), format, args...);
  return std::string(buffer.data(), static_cast<std::size_t>(n));
}

// Digits [at, at + count) of `text`, or -1.
int digits(std::string_view text, std::size_t at, std::size_t count) {
  if (at + count > text.size()) return -1;
  int value = 0;
  const char* end = text.data() + at + count;
  const auto [stop, error] = std::from_chars(text.data() + at, end, value);
  return error == std::errc{} && stop == end && value >= 0 ? value : -1;
}

std::optional<Timestamp> make(int year, int month, int day, int hour, int minute, int second) {
  const std::chrono::year_month_day date{std::chrono::year{year},
                                         std::chrono::month{static_cast<unsigned>(month)},
                                         std::chrono::day{static_cast<unsigned>(day)}};
  if (year < 0 || month < 1 || day < 1 || !date.ok() || hour < 0 || hour > 23 || minute < 0 ||
      minute > 59 || second < 0 || second > 60) {
    return std::nullopt;
  }
  return std::chrono::sys_days{date} + std::chrono::hours{hour} + std::chrono::minutes{minute} +
         std::chrono::seconds{second};
}

}  // namespace

std::string format_iso8601(Timestamp time) {
  const Civil c = civil(time);
  const auto ms = static_cast<int>(c.time.subseconds().count());
  const int year = int{c.date.year()};
  const unsigned month = unsigned{c.date.month()};
  const unsigned day = unsigned{c.date.day()};
  const auto hour = static_cast<int>(c.time.hours().count());
  const auto minute = static_cast<int>(c.time.minutes().count());
  const auto second = static_cast<int>(c.time.seconds().count());
  return ms == 0 ? print("%04d-%02u-%02uT%02d:%02d:%02dZ", year, month, day, hour, minute, second)
                 : print("%04d-%02u-%02uT%02d:%02d:%02d.%03dZ", year, month, day, hour, minute,
                         second, ms);
}

std::string format_rfc822(Timestamp time) {
  const Civil c = civil(time);
  return print("%s, %02u %s %04d %02d:%02d:%02d GMT", kDays[c.weekday.c_encoding()],
               unsigned{c.date.day()}, kMonths[unsigned{c.date.month()} - 1], int{c.date.year()},
               static_cast<int>(c.time.hours().count()), static_cast<int>(c.time.minutes().count()),
               static_cast<int>(c.time.seconds().count()));
}

std::string format_epoch_seconds(Timestamp time) {
  const auto ms = time.time_since_epoch().count();
  if (ms % 1000 == 0) return std::to_string(ms / 1000);
  const char* sign = ms < 0 ? "-" : "";
  const auto magnitude = ms < 0 ? -ms : ms;
  return print("%s%lld.%03lld", sign, static_cast<long long>(magnitude / 1000),
               static_cast<long long>(magnitude % 1000));
}

std::optional<Timestamp> parse_iso8601(std::string_view text) {
  // YYYY-MM-DDTHH:MM:SS[.fraction](Z|+HH:MM|-HH:MM)
  if (text.size() < 20 || text[4] != '-' || text[7] != '-' || text[10] != 'T' || text[13] != ':' ||
      text[16] != ':') {
    return std::nullopt;
  }
  auto time = make(digits(text, 0, 4), digits(text, 5, 2), digits(text, 8, 2), digits(text, 11, 2),
                   digits(text, 14, 2), digits(text, 17, 2));
  if (!time) return std::nullopt;
  std::size_t at = 19;
  if (text[at] == '.') {
    int scale = 100;
    for (++at; at < text.size() && text[at] >= '0' && text[at] <= '9'; ++at, scale /= 10) {
      *time += std::chrono::milliseconds{(text[at] - '0') * scale};
    }
  }
  const auto zone = text.substr(at);
  if (zone == "Z") return time;
  if (zone.size() != 6 || zone[3] != ':' || (zone[0] != '+' && zone[0] != '-')) return std::nullopt;
  const int hours = digits(zone, 1, 2);
  const int minutes = digits(zone, 4, 2);
  if (hours < 0 || hours > 23 || minutes < 0 || minutes > 59) return std::nullopt;
  const auto offset = std::chrono::minutes{hours * 60 + minutes};
  return zone[0] == '+' ? *time - offset : *time + offset;
}

std::optional<Timestamp> parse_rfc822(std::string_view text) {
  // "Sat, 21 Nov 2026 07:41:25 GMT"
  if (text.size() != 29 || text.substr(25) != " GMT") return std::nullopt;
  for (std::size_t month = 0; month < kMonths.size(); ++month) {
    if (text.substr(8, 3) == kMonths[month]) {
      return make(digits(text, 12, 4), static_cast<int>(month) + 1, digits(text, 5, 2),
                  digits(text, 17, 2), digits(text, 20, 2), digits(text, 23, 2));
    }
  }
  return std::nullopt;
}

}  // namespace bellwether::aws
