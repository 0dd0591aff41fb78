// The low-level SHA-256 interface is deprecated in OpenSSL 3 in favour of EVP. A function's static
// binary pays 2 MB and a provider's start for EVP; these three calls cost neither and run the same
// assembly.
#define OPENSSL_SUPPRESS_DEPRECATED

#include "aws/sigv4/hash.h"

#include <openssl/sha.h>

namespace bellwether::aws::sigv4 {
namespace {

constexpr std::size_t block_size = 64;

Digest finish(SHA256_CTX& context) {
  Digest digest;
  SHA256_Final(digest.data(), &context);
  return digest;
}

}  // namespace

Digest sha256(std::string_view bytes) {
  SHA256_CTX context;
  SHA256_Init(&context);
  SHA256_Update(&context, bytes.data(), bytes.size());
  return finish(context);
}

Digest hmac_sha256(std::span<const std::uint8_t> key, std::string_view bytes) {
  // RFC 2104: a key longer than a block is replaced by its digest.
  std::array<std::uint8_t, block_size> block{};
  if (key.size() > block_size) {
    const Digest digest = sha256({reinterpret_cast<const char*>(key.data()), key.size()});
    std::copy(digest.begin(), digest.end(), block.begin());
  } else {
    std::copy(key.begin(), key.end(), block.begin());
  }

  SHA256_CTX context;
  for (auto& byte : block) byte ^= 0x36;
  SHA256_Init(&context);
  SHA256_Update(&context, block.data(), block.size());
  SHA256_Update(&context, bytes.data(), bytes.size());
  const Digest inner = finish(context);

  for (auto& byte : block) byte ^= 0x36 ^ 0x5c;
  SHA256_Init(&context);
  SHA256_Update(&context, block.data(), block.size());
  SHA256_Update(&context, inner.data(), inner.size());
  return finish(context);
}

std::string hex(std::span<const std::uint8_t> bytes) {
  constexpr char digits[] = "0123456789abcdef";
  std::string text;
  text.reserve(bytes.size() * 2);
  for (const std::uint8_t byte : bytes) {
    text.push_back(digits[byte >> 4]);
    text.push_back(digits[byte & 15]);
  }
  return text;
}

bool equal_in_constant_time(std::string_view a, std::string_view b) {
  if (a.size() != b.size()) return false;
  unsigned difference = 0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    difference |= static_cast<unsigned char>(a[i]) ^ static_cast<unsigned char>(b[i]);
  }
  return difference == 0;
}

}  // namespace bellwether::aws::sigv4
