#include "aws/core/utf8.h"

#include <algorithm>
#include <cstdint>
#include <cstring>

#include <simdjson.h>

namespace bellwether::aws {
namespace {

constexpr std::string_view kReplacement = "\xEF\xBF\xBD";
constexpr std::size_t kLongestCharacter = 4;

bool is_ascii(std::string_view text) {
  constexpr std::uint64_t kHighBits = 0x8080808080808080;
  std::uint64_t seen = 0;
  std::uint64_t bytes = 0;
  for (; text.size() >= sizeof bytes; text.remove_prefix(sizeof bytes)) {
    std::memcpy(&bytes, text.data(), sizeof bytes);
    seen |= bytes;
  }
  for (const char c : text) seen |= static_cast<unsigned char>(c);
  return (seen & kHighBits) == 0;
}

bool continues(char c) {
  return (static_cast<unsigned char>(c) & 0xC0) == 0x80;
}

// How long a character with this first byte is, or 0 when none begins so.
std::size_t length_by(char first) {
  const auto lead = static_cast<unsigned char>(first);
  if (lead < 0x80) return 1;
  if (lead < 0xC2) return 0;
  if (lead < 0xE0) return 2;
  if (lead < 0xF0) return 3;
  return lead < 0xF5 ? 4 : 0;
}

// The length of the well-formed character at the front, or 0.
std::size_t character(std::string_view text) {
  const std::size_t length = length_by(text.front());
  if (length > text.size()) return 0;
  if (length > 1 && !std::ranges::all_of(text.substr(1, length - 1), continues)) return 0;
  if (length > 2) {
    const auto lead = static_cast<unsigned char>(text[0]);
    const auto next = static_cast<unsigned char>(text[1]);
    if (lead == 0xE0 && next < 0xA0) return 0;  // overlong
    if (lead == 0xED && next > 0x9F) return 0;  // a surrogate
    if (lead == 0xF0 && next < 0x90) return 0;  // overlong
    if (lead == 0xF4 && next > 0x8F) return 0;  // beyond U+10FFFF
  }
  return length;
}

}  // namespace

bool is_utf8(std::string_view text) {
  return is_ascii(text) || simdjson::validate_utf8(text.data(), text.size());
}

std::string to_utf8(std::string text) {
  if (is_utf8(text)) return text;
  std::string clean;
  clean.reserve(text.size() + 16);
  for (std::string_view rest = text; !rest.empty();) {
    const std::size_t length = character(rest);
    clean.append(length == 0 ? kReplacement : rest.substr(0, length));
    rest.remove_prefix(std::max<std::size_t>(length, 1));
  }
  return clean;
}

std::string_view utf8_prefix(std::string_view text, std::size_t most) {
  if (text.size() <= most) return text;
  std::size_t end = most;
  for (std::size_t i = 1; i < kLongestCharacter && end > 0 && continues(text[end]); ++i) --end;
  return text.substr(0, continues(text[end]) ? most : end);
}

std::string_view utf8_suffix(std::string_view text, std::size_t most) {
  if (text.size() <= most) return text;
  text.remove_prefix(text.size() - most);
  for (std::size_t i = 1; i < kLongestCharacter && !text.empty() && continues(text.front()); ++i) {
    text.remove_prefix(1);
  }
  return text;
}

}  // namespace bellwether::aws
