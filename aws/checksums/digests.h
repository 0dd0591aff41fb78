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

class Md5 {
 public:
  using Digest = std::array<std::uint8_t, 16>;
  static constexpr std::size_t block_size = 64;

  Md5();
  void update(std::string_view bytes);
  Digest digest() const;

 private:
  MD5_CTX context_;
};

class Sha1 {
 public:
  using Digest = std::array<std::uint8_t, 20>;
  static constexpr std::size_t block_size = 64;

  Sha1();
  void update(std::string_view bytes);
  Digest digest() const;

 private:
  SHA_CTX context_;
};

class Sha256 {
 public:
  using Digest = std::array<std::uint8_t, 32>;
  static constexpr std::size_t block_size = 64;

  Sha256();
  void update(std::string_view bytes);
  Digest digest() const;

 private:
  SHA256_CTX context_;
};

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
