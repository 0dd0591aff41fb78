// The low-level interfaces are deprecated in OpenSSL 3 in favour of EVP. A function's static binary
// pays 2 MB and a provider's start for EVP; these calls cost neither and run the same assembly.
#define OPENSSL_SUPPRESS_DEPRECATED

#include "aws/checksums/digests.h"

namespace bellwether::aws {

Md5::Md5() {
  MD5_Init(&context_);
}

void Md5::update(std::string_view bytes) {
  MD5_Update(&context_, bytes.data(), bytes.size());
}

Md5::Digest Md5::digest() const {
  MD5_CTX context = context_;
  Digest digest;
  MD5_Final(digest.data(), &context);
  return digest;
}

Sha1::Sha1() {
  SHA1_Init(&context_);
}

void Sha1::update(std::string_view bytes) {
  SHA1_Update(&context_, bytes.data(), bytes.size());
}

Sha1::Digest Sha1::digest() const {
  SHA_CTX context = context_;
  Digest digest;
  SHA1_Final(digest.data(), &context);
  return digest;
}

Sha256::Sha256() {
  SHA256_Init(&context_);
}

void Sha256::update(std::string_view bytes) {
  SHA256_Update(&context_, bytes.data(), bytes.size());
}

Sha256::Digest Sha256::digest() const {
  SHA256_CTX context = context_;
  Digest digest;
  SHA256_Final(digest.data(), &context);
  return digest;
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

}  // namespace bellwether::aws
