// SHA-256 and HMAC-SHA256 as Signature Version 4 uses them.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "aws/checksums/digests.h"
#include "aws/checksums/hmac.h"

namespace bellwether::aws::sigv4 {

using Digest = Sha256::Digest;
using aws::hex;

inline Digest sha256(std::string_view bytes) {
  return digest_of<Sha256>(bytes);
}
inline Digest hmac_sha256(std::span<const std::uint8_t> key, std::string_view bytes) {
  return hmac<Sha256>(key, bytes);
}
// Lower case.
inline std::string sha256_hex(std::string_view bytes) {
  return hex(sha256(bytes));
}

// What a SHA-256, and so a signature, looks like: 64 digits, in lower case.
bool is_sha256_hex(std::string_view text);

// Takes the same time wherever the texts differ.
bool equal_in_constant_time(std::string_view a, std::string_view b);

}  // namespace bellwether::aws::sigv4
