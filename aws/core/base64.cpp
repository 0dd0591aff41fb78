#include <array>

#include "aws/core/types.h"

namespace bellwether::aws {
namespace {

constexpr std::string_view kAlphabet =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

constexpr auto kValues = [] {
  std::array<std::int8_t, 256> values{};
  values.fill(-1);
  for (std::size_t i = 0; i < kAlphabet.size(); ++i) {
    values[static_cast<unsigned char>(kAlphabet[i])] = static_cast<std::int8_t>(i);
  }
  return values;
}();

}  // namespace

std::string base64_encode(std::string_view bytes) {
  std::string text((bytes.size() + 2) / 3 * 4, '=');
  std::size_t out = 0;
  std::size_t in = 0;
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(bytes[i]); };
  for (; in + 2 < bytes.size(); in += 3, out += 4) {
    const unsigned v = byte(in) << 16U | byte(in + 1) << 8U | byte(in + 2);
    text[out] = kAlphabet[v >> 18];
    text[out + 1] = kAlphabet[v >> 12 & 63];
    text[out + 2] = kAlphabet[v >> 6 & 63];
    text[out + 3] = kAlphabet[v & 63];
  }
  if (const std::size_t rest = bytes.size() - in; rest > 0) {
    const unsigned v = byte(in) << 16U | (rest == 2 ? byte(in + 1) << 8U : 0U);
    text[out] = kAlphabet[v >> 18];
    text[out + 1] = kAlphabet[v >> 12 & 63];
    if (rest == 2) text[out + 2] = kAlphabet[v >> 6 & 63];
  }
  return text;
}

bool base64_decode(std::string_view text, std::string& bytes) {
  if (text.size() % 4 != 0) return false;
  std::size_t padding = 0;
  while (padding < 2 && padding < text.size() && text[text.size() - 1 - padding] == '=') ++padding;
  bytes.clear();
  bytes.reserve(text.size() / 4 * 3);
  for (std::size_t i = 0; i < text.size(); i += 4) {
    const bool last = i + 4 == text.size();
    const std::size_t digits = last ? 4 - padding : 4;
    unsigned v = 0;
    for (std::size_t j = 0; j < 4; ++j) {
      const int value = j < digits ? kValues[static_cast<unsigned char>(text[i + j])] : 0;
      if (value < 0) return false;
      v = v << 6 | static_cast<unsigned>(value);
    }
    bytes.push_back(static_cast<char>(v >> 16));
    if (digits > 2) bytes.push_back(static_cast<char>(v >> 8));
    if (digits > 3) bytes.push_back(static_cast<char>(v));
  }
  return true;
}

}  // namespace bellwether::aws
