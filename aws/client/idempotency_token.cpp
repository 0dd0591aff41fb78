#include "aws/client/idempotency_token.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstdlib>

#include <sys/random.h>

namespace bellwether::aws {

std::string make_idempotency_token() {
  std::array<std::uint8_t, 16> bytes;
  // Up to 256 bytes getrandom neither fails nor stops half-way.
  if (getrandom(bytes.data(), bytes.size(), 0) != static_cast<ssize_t>(bytes.size())) std::abort();
  // The version and the variant: RFC 9562, section 5.4.
  bytes[6] = static_cast<std::uint8_t>((bytes[6] & 0x0f) | 0x40);
  bytes[8] = static_cast<std::uint8_t>((bytes[8] & 0x3f) | 0x80);
  static constexpr char kHex[] = "0123456789abcdef";
  std::string text;
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    if (i == 4 || i == 6 || i == 8 || i == 10) text += '-';
    text += kHex[bytes[i] >> 4];
    text += kHex[bytes[i] & 0x0f];
  }
  return text;
}

}  // namespace bellwether::aws
