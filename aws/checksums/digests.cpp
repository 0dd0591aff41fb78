// The low-level interfaces are deprecated in OpenSSL 3 in favour of EVP. A function's static binary
// pays 2 MB and a provider's start for EVP; these calls cost neither and run the same assembly.
#define OPENSSL_SUPPRESS_DEPRECATED

#include "aws/checksums/digests.h"

namespace bellwether::aws {

namespace {

template <class Context>
struct Calls;

template <>
struct Calls<MD5_CTX> {
  static constexpr auto init = MD5_Init;
  static constexpr auto update = MD5_Update;
  static constexpr auto finish = MD5_Final;
};

template <>
struct Calls<SHA_CTX> {
  static constexpr auto init = SHA1_Init;
  static constexpr auto update = SHA1_Update;
  static constexpr auto finish = SHA1_Final;
};

template <>
struct Calls<SHA256_CTX> {
  static constexpr auto init = SHA256_Init;
  static constexpr auto update = SHA256_Update;
  static constexpr auto finish = SHA256_Final;
};

}  // namespace

template <class Context, std::size_t size>
LibcryptoDigest<Context, size>::LibcryptoDigest() {
  Calls<Context>::init(&context_);
}

template <class Context, std::size_t size>
void LibcryptoDigest<Context, size>::update(std::string_view bytes) {
  Calls<Context>::update(&context_, bytes.data(), bytes.size());
}

template <class Context, std::size_t size>
typename LibcryptoDigest<Context, size>::Digest LibcryptoDigest<Context, size>::digest() const {
  Context context = context_;
  Digest digest;
  Calls<Context>::finish(digest.data(), &context);
  return digest;
}

template class LibcryptoDigest<MD5_CTX, 16>;
template class LibcryptoDigest<SHA_CTX, 20>;
template class LibcryptoDigest<SHA256_CTX, 32>;

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
