#include "aws/json/writer.h"

#include <array>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <cstring>

#include "aws/core/time_format.h"
#include "aws/core/utf8.h"

namespace bellwether::aws::json {
namespace {

constexpr bool needs_escape(char c) {
  return static_cast<unsigned char>(c) < 0x20 || c == '"' || c == '\\';
}

// Eight bytes at a time: whether any of them needs an escape. The high bit of each byte of a term
// is set where the byte is below 0x20, or equal to the one it is compared with (and perhaps in a
// byte above such a one, which does no harm here).
bool any_needs_escape(std::uint64_t bytes) {
  constexpr std::uint64_t kOnes = 0x0101010101010101;
  const auto below = [&](std::uint64_t x, std::uint64_t limit) { return (x - kOnes * limit) & ~x; };
  const auto equals = [&](char c) {
    return below(bytes ^ (kOnes * static_cast<unsigned char>(c)), 1);
  };
  return ((below(bytes, 0x20) | equals('"') | equals('\\')) & (kOnes * 0x80)) != 0;
}

// Sixteen bytes at a time, by the compiler's own vectors.
using Block [[gnu::vector_size(16)]] = unsigned char;

bool any_needs_escape(const Block& bytes) {
  const auto escaped = (bytes < 0x20) | (bytes == '"') | (bytes == '\\');
  std::array<std::uint64_t, 2> halves;
  static_assert(sizeof halves == sizeof escaped);
  std::memcpy(halves.data(), &escaped, sizeof escaped);
  return (halves[0] | halves[1]) != 0;
}

// How many bytes at the front of a text have no escape among them, so many looked at together.
template <class Bytes>
std::size_t clean_steps(std::string_view text) {
  std::size_t at = 0;
  for (Bytes bytes; text.size() - at >= sizeof bytes; at += sizeof bytes) {
    std::memcpy(&bytes, text.data() + at, sizeof bytes);
    if (any_needs_escape(bytes)) break;
  }
  return at;
}

// How many bytes at the front need no escape.
std::size_t clean_prefix(std::string_view text) {
  std::size_t at = clean_steps<Block>(text);
  at += clean_steps<std::uint64_t>(text.substr(at));
  while (at < text.size() && !needs_escape(text[at])) ++at;
  return at;
}

void append_escaped(std::string& text, char c) {
  static constexpr std::string_view digits = "0123456789abcdef";
  switch (c) {
    case '"':
      text.append("\\\"");
      return;
    case '\\':
      text.append("\\\\");
      return;
    case '\n':
      text.append("\\n");
      return;
    case '\r':
      text.append("\\r");
      return;
    case '\t':
      text.append("\\t");
      return;
    case '\b':
      text.append("\\b");
      return;
    case '\f':
      text.append("\\f");
      return;
    default:
      text.append("\\u00");
      text.push_back(digits[static_cast<unsigned char>(c) >> 4]);
      text.push_back(digits[static_cast<unsigned char>(c) & 15]);
  }
}

}  // namespace

void Writer::string(std::string_view value) {
  if (is_utf8(value)) {
    utf8_string(value);
  } else {
    utf8_string(to_utf8(std::string(value)));
  }
}

void Writer::utf8_string(std::string_view value) {
  std::size_t clean = clean_prefix(value);
  append(clean + 3, [&](char* at) {
    if (comma_) *at++ = ',';
    *at++ = '"';
    at = std::ranges::copy(value.substr(0, clean), at).out;
    if (clean == value.size()) *at++ = '"';
    return at;
  });
  comma_ = true;
  if (clean == value.size()) return;
  do {
    append_escaped(text_, value[clean]);
    value.remove_prefix(clean + 1);
    clean = clean_prefix(value);
    text_.append(value.substr(0, clean));
  } while (clean < value.size());
  text_.push_back('"');
}

void Writer::number(std::int64_t value) {
  std::array<char, 24> buffer;
  const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value).ptr;
  literal({buffer.data(), static_cast<std::size_t>(end - buffer.data())});
}

void Writer::number(double value) {
  if (std::isnan(value)) return string("NaN");
  if (std::isinf(value)) return string(value > 0 ? "Infinity" : "-Infinity");
  std::array<char, 32> buffer;
  const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value).ptr;
  literal({buffer.data(), static_cast<std::size_t>(end - buffer.data())});
}

void write(Writer& w, const Blob& value) {
  w.utf8_string(base64_encode(value.bytes));
}

void write(Writer& w, Timestamp value) {
  w.literal(format_epoch_seconds(value));
}

std::string quote(std::string_view text) {
  Writer w;
  w.string(text);
  return w.take();
}

}  // namespace bellwether::aws::json
