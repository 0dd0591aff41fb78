#include "aws/sigv4/timestamp.h"

#include <array>

namespace bellwether::aws::sigv4 {
namespace {

using namespace std::chrono;

std::optional<int> number(std::string_view text) {
  int value = 0;
  if (text.empty()) return std::nullopt;
  for (const char c : text) {
    if (c < '0' || c > '9') return std::nullopt;
    value = value * 10 + (c - '0');
  }
  return value;
}

std::optional<Timestamp> compose(std::optional<int> y, std::optional<int> m, std::optional<int> d,
                                 std::optional<int> hour, std::optional<int> minute,
                                 std::optional<int> second) {
  if (!y || !m || !d || !hour || !minute || !second) return std::nullopt;
  const year_month_day date{year{*y}, month{static_cast<unsigned>(*m)},
                            day{static_cast<unsigned>(*d)}};
  if (!date.ok() || *hour > 23 || *minute > 59 || *second > 60) return std::nullopt;
  return Timestamp{sys_days{date}} + hours{*hour} + minutes{*minute} + seconds{*second};
}

void append(std::string& text, int value, int width) {
  std::array<char, 8> digits;
  for (int i = width - 1; i >= 0; --i) {
    digits[static_cast<std::size_t>(i)] = static_cast<char>('0' + value % 10);
    value /= 10;
  }
  text.append(digits.data(), static_cast<std::size_t>(width));
}

}  // namespace

std::string basic_time(Timestamp time) {
  const auto midnight = floor<days>(time);
  const year_month_day date{midnight};
  const auto second = duration_cast<seconds>(time - midnight).count();
  std::string text;
  text.reserve(16);
  append(text, static_cast<int>(date.year()), 4);
  append(text, static_cast<int>(static_cast<unsigned>(date.month())), 2);
  append(text, static_cast<int>(static_cast<unsigned>(date.day())), 2);
  text.push_back('T');
  append(text, static_cast<int>(second / 3600), 2);
  append(text, static_cast<int>(second / 60 % 60), 2);
  append(text, static_cast<int>(second % 60), 2);
  text.push_back('Z');
  return text;
}

std::optional<Timestamp> parse_basic_time(std::string_view text) {
  if (text.size() != 16 || text[8] != 'T' || text[15] != 'Z') return std::nullopt;
  return compose(number(text.substr(0, 4)), number(text.substr(4, 2)), number(text.substr(6, 2)),
                 number(text.substr(9, 2)), number(text.substr(11, 2)), number(text.substr(13, 2)));
}

}  // namespace bellwether::aws::sigv4
