#include "cloud/dynamodb/streams/digest.h"

#include <array>
#include <cassert>

#include <openssl/sha.h>

namespace bellwether::cloud::dynamodb {

std::string hex_digest(std::string_view text, std::size_t digits) {
  static constexpr std::string_view alphabet = "0123456789abcdef";
  std::array<unsigned char, SHA256_DIGEST_LENGTH> digest;
  assert(digits <= 2 * digest.size());
  SHA256(reinterpret_cast<const unsigned char*>(text.data()), text.size(), digest.data());
  std::string hex(digits, '0');
  for (std::size_t i = 0; i < digits; ++i) {
    const unsigned byte = digest[i / 2];
    hex[i] = alphabet[i % 2 == 0 ? byte >> 4 : byte & 15];
  }
  return hex;
}

}  // namespace bellwether::cloud::dynamodb
