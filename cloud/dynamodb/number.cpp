#include "cloud/dynamodb/number.h"

#include <algorithm>
#include <charconv>
#include <cstdint>

namespace bellwether::cloud::dynamodb {

namespace {

constexpr std::size_t kMaxDigits = 38;
constexpr int kMaxExponent = 125;
constexpr int kMinExponent = -130;

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

std::unexpected<std::string> unreadable(std::string_view text) {
  std::string message = "The parameter cannot be converted to a numeric value";
  if (!text.empty()) message.append(": ").append(text);
  return std::unexpected(std::move(message));
}

std::unexpected<std::string> out_of_range(bool large) {
  return std::unexpected(std::string(
      large ? "Number overflow. Attempting to store a number with magnitude larger than "
              "supported range"
            : "Number underflow. Attempting to store a number with magnitude smaller than "
              "supported range"));
}

// Digits with an optional point, and an optional exponent, as written.
struct Literal {
  bool negative = false;
  std::string digits;
  std::int64_t point = 0;  // digits before the decimal point
  std::int64_t exponent = 0;
};

bool scan(std::string_view text, Literal& literal) {
  std::size_t at = 0;
  if (at < text.size() && (text[at] == '+' || text[at] == '-'))
    literal.negative = text[at++] == '-';
  bool after_point = false;
  for (; at < text.size(); ++at) {
    if (is_digit(text[at])) {
      literal.digits.push_back(text[at]);
      if (!after_point) ++literal.point;
    } else if (text[at] == '.' && !after_point) {
      after_point = true;
    } else {
      break;
    }
  }
  if (literal.digits.empty()) return false;
  if (at == text.size()) return true;
  if (text[at] != 'e' && text[at] != 'E') return false;
  ++at;
  if (at < text.size() && text[at] == '+') ++at;
  if (at < text.size() && text[at] == '-' && text[at - 1] == '+') return false;
  const char* const end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data() + at, end, literal.exponent);
  return error == std::errc{} && stop == end;
}

int last_exponent(const Number& number) {
  return number.exponent - static_cast<int>(number.digits.size()) + 1;
}

int digit_at(const Number& number, int exponent) {
  if (exponent > number.exponent || exponent < last_exponent(number)) return 0;
  return number.digits[static_cast<std::size_t>(number.exponent - exponent)] - '0';
}

Number magnitude(Number number) {
  number.negative = false;
  return number;
}

}  // namespace

std::expected<Number, std::string> parse_number(std::string_view text) {
  Literal literal;
  if (!scan(text, literal)) return unreadable(text);
  // An exponent is read in full before the range is applied, but may not overflow the sum below.
  constexpr std::int64_t kBeyond = 1'000'000;
  const std::int64_t written = std::clamp(literal.exponent, -kBeyond, kBeyond);
  const std::size_t first = literal.digits.find_first_not_of('0');
  if (first == std::string::npos) return Number{};
  const std::size_t last = literal.digits.find_last_not_of('0');
  const std::int64_t exponent = written + literal.point - 1 - static_cast<std::int64_t>(first);
  if (exponent > kMaxExponent) return out_of_range(true);
  if (exponent < kMinExponent) return out_of_range(false);
  if (last - first + 1 > kMaxDigits) {
    return std::unexpected(
        std::string("Attempting to store more than 38 significant digits in a Number"));
  }
  return Number{.negative = literal.negative,
                .exponent = static_cast<int>(exponent),
                .digits = literal.digits.substr(first, last - first + 1)};
}

std::string to_string(const Number& number) {
  if (number.digits.empty()) return "0";
  std::string text = number.negative ? "-" : "";
  const auto count = static_cast<int>(number.digits.size());
  if (number.exponent < 0) {
    text.append("0.").append(static_cast<std::size_t>(-number.exponent - 1), '0');
    return text.append(number.digits);
  }
  const int whole = number.exponent + 1;
  if (count <= whole) {
    text.append(number.digits);
    return text.append(static_cast<std::size_t>(whole - count), '0');
  }
  text.append(number.digits, 0, static_cast<std::size_t>(whole)).push_back('.');
  return text.append(number.digits, static_cast<std::size_t>(whole));
}

Number negate(Number number) {
  if (!number.digits.empty()) number.negative = !number.negative;
  return number;
}

std::expected<Number, std::string> add(const Number& a, const Number& b) {
  if (a.digits.empty()) return b;
  if (b.digits.empty()) return a;
  const bool subtracts = a.negative != b.negative;
  const bool a_is_larger = magnitude(a) >= magnitude(b);
  const Number& larger = a_is_larger ? a : b;
  const Number& smaller = a_is_larger ? b : a;
  const int lowest = std::min(last_exponent(a), last_exponent(b));
  const int highest = larger.exponent;

  // From the lowest digit to the highest; the carry goes one further.
  std::string sum;
  int carry = 0;
  for (int exponent = lowest; exponent <= highest + 1; ++exponent) {
    const int other = digit_at(smaller, exponent) + carry;
    int digit = digit_at(larger, exponent) + (subtracts ? -other : other);
    carry = digit < 0 || digit > 9 ? 1 : 0;
    digit = (digit + 10) % 10;
    sum.push_back(static_cast<char>('0' + digit));
  }
  const std::size_t last = sum.find_first_not_of('0');
  if (last == std::string::npos) return Number{};
  const std::size_t first = sum.find_last_not_of('0');
  const int exponent = lowest + static_cast<int>(first);
  if (exponent < kMinExponent) return out_of_range(false);
  if (exponent > kMaxExponent || first - last + 1 > kMaxDigits) return out_of_range(true);
  Number number{.negative = larger.negative,
                .exponent = exponent,
                .digits = sum.substr(last, first - last + 1)};
  std::ranges::reverse(number.digits);
  return number;
}

std::strong_ordering operator<=>(const Number& a, const Number& b) {
  const auto sign = [](const Number& n) { return n.digits.empty() ? 0 : n.negative ? -1 : 1; };
  if (const auto by_sign = sign(a) <=> sign(b); by_sign != 0) return by_sign;
  const Number& smaller_if_less = a.negative ? b : a;
  const Number& other = a.negative ? a : b;
  if (const auto by_exponent = smaller_if_less.exponent <=> other.exponent; by_exponent != 0) {
    return by_exponent;
  }
  return smaller_if_less.digits <=> other.digits;
}

void append_ordered(std::string& bytes, const Number& number) {
  constexpr char kNegative = '\x01';
  constexpr char kZero = '\x02';
  constexpr char kPositive = '\x03';
  if (number.digits.empty()) {
    bytes.push_back(kZero);
    return;
  }
  bytes.push_back(number.negative ? kNegative : kPositive);
  const std::size_t start = bytes.size();
  bytes.push_back(static_cast<char>(number.exponent - kMinExponent));
  // Two digits a byte, from 1, so that the 0 at the end comes before every continuation.
  for (std::size_t i = 0; i < number.digits.size(); i += 2) {
    const int tens = number.digits[i] - '0';
    const int ones = i + 1 < number.digits.size() ? number.digits[i + 1] - '0' : 0;
    bytes.push_back(static_cast<char>(tens * 10 + ones + 1));
  }
  bytes.push_back('\0');
  if (!number.negative) return;
  for (std::size_t i = start; i < bytes.size(); ++i) bytes[i] = static_cast<char>(~bytes[i]);
}

std::size_t size_of(const Number& number) {
  if (number.digits.empty()) return 1;
  // Counted in pairs of digits aligned at the decimal point.
  const auto half = [](int power) { return power >= 0 ? power / 2 : (power - 1) / 2; };
  const int pairs = half(number.exponent) - half(last_exponent(number)) + 1;
  const int bytes = 1 + pairs + (number.negative ? 1 : 0);
  return static_cast<std::size_t>(bytes);
}

}  // namespace bellwether::cloud::dynamodb
