// SHA-256 and HMAC-SHA256 as Signature Version 4 uses them, over libcrypto's accelerated rounds.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace bellwether::aws::sigv4 {

using Digest = std::array<std::uint8_t, 32>;

Digest sha256(std::string_view bytes);
Digest hmac_sha256(std::span<const std::uint8_t> key, std::string_view bytes);
// Lower case.
std::string hex(std::span<const std::uint8_t> bytes);
inline std::string sha256_hex(std::string_view bytes) {
  return hex(sha256(bytes));
}

// Takes the same time wherever the texts differ.
bool equal_in_constant_time(std::string_view a, std::string_view b);

}  // namespace bellwether::aws::sigv4
