// RFC 2104 over the digests.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <span>
#include <string_view>

#include "aws/checksums/digests.h"

namespace bellwether::aws {

template <class Hash>
typename Hash::Digest hmac(std::span<const std::uint8_t> key, std::string_view bytes) {
  // A key longer than a block is replaced by its digest.
  std::array<std::uint8_t, Hash::block_size> block{};
  if (key.size() > block.size()) {
    std::ranges::copy(digest_of<Hash>(view_of(key)), block.begin());
  } else {
    std::ranges::copy(key, block.begin());
  }

  for (auto& byte : block) byte ^= 0x36;
  Hash inner;
  inner.update(view_of(block));
  inner.update(bytes);

  for (auto& byte : block) byte ^= 0x36 ^ 0x5c;
  Hash outer;
  outer.update(view_of(block));
  outer.update(view_of(inner.digest()));
  return outer.digest();
}

}  // namespace bellwether::aws
