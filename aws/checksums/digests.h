// Digests of what passes in pieces, over libcrypto's accelerated rounds: MD5 for ETags and
// Content-MD5, SHA-1 and SHA-256.
//
//   Sha256 hash;
//   hash.update(piece);
//   hash.digest();  // of all pieces so far; more may follow
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include <openssl/md5.h>
#include <openssl/sha.h>

namespace bellwether::aws {

// `Context` is libcrypto's state of the digest, `size` its length in bytes.
template <class Context, std::size_t size>
class LibcryptoDigest {
 public:
  using Digest = std::array<std::uint8_t, size>;
  // What HMAC pads keys to.
  static constexpr std::size_t block_size = 64;

  LibcryptoDigest();
  void update(std::string_view bytes);
  Digest digest() const;

 private:
  Context context_;
};

using Md5 = LibcryptoDigest<MD5_CTX, 16>;
using Sha1 = LibcryptoDigest<SHA_CTX, 20>;
using Sha256 = LibcryptoDigest<SHA256_CTX, 32>;

// Of one piece.
template <class Hash>
typename Hash::Digest digest_of(std::string_view bytes) {
  Hash hash;
  hash.update(bytes);
  return hash.digest();
}

// Lower case.
std::string hex(std::span<const std::uint8_t> bytes);

inline std::string_view view_of(std::span<const std::uint8_t> bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

}  // namespace bellwether::aws
