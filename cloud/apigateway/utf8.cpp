#include "cloud/apigateway/utf8.h"

#include <string_view>

#include <simdjson.h>

namespace bellwether::cloud::apigateway {
namespace {

constexpr std::string_view kReplacement = "\xEF\xBF\xBD";

// The length of the well-formed character at the front, or 0. RFC 3629.
std::size_t character(std::string_view text) {
  const auto byte = [text](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const auto continues = [&](std::size_t i) { return i < text.size() && (byte(i) & 0xC0) == 0x80; };
  const unsigned lead = byte(0);
  if (lead < 0x80) return 1;
  if (lead >= 0xC2 && lead < 0xE0) return continues(1) ? 2 : 0;
  if (lead >= 0xE0 && lead < 0xF0) {
    if (!continues(1) || !continues(2)) return 0;
    if (lead == 0xE0 && byte(1) < 0xA0) return 0;  // overlong
    if (lead == 0xED && byte(1) > 0x9F) return 0;  // surrogates
    return 3;
  }
  if (lead >= 0xF0 && lead < 0xF5) {
    if (!continues(1) || !continues(2) || !continues(3)) return 0;
    if (lead == 0xF0 && byte(1) < 0x90) return 0;  // overlong
    if (lead == 0xF4 && byte(1) > 0x8F) return 0;  // beyond U+10FFFF
    return 4;
  }
  return 0;
}

}  // namespace

std::string to_utf8(std::string text) {
  if (simdjson::validate_utf8(text)) return text;
  std::string clean;
  clean.reserve(text.size() + 16);
  std::string_view rest = text;
  while (!rest.empty()) {
    const std::size_t length = character(rest);
    clean.append(length == 0 ? kReplacement : rest.substr(0, length));
    rest.remove_prefix(std::max<std::size_t>(length, 1));
  }
  return clean;
}

}  // namespace bellwether::cloud::apigateway
