#include "aws/json/writer.h"

#include <array>
#include <charconv>
#include <cmath>

#include "aws/core/time_format.h"

namespace bellwether::aws::json {
namespace {

constexpr auto kNeedsEscape = [] {
  std::array<bool, 256> needs{};
  for (std::size_t c = 0; c < 0x20; ++c) needs[c] = true;
  needs['"'] = needs['\\'] = true;
  return needs;
}();

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
  separate();
  text_.push_back('"');
  std::size_t clean = 0;
  for (std::size_t i = 0; i < value.size(); ++i) {
    if (!kNeedsEscape[static_cast<unsigned char>(value[i])]) continue;
    text_.append(value.substr(clean, i - clean));
    append_escaped(text_, value[i]);
    clean = i + 1;
  }
  text_.append(value.substr(clean));
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
  w.string(base64_encode(value.bytes));
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
