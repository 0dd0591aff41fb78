// Any CRC that is reflected and starts from and ends by inverting, as all of S3's do, from its
// polynomial. Whatever depends on the polynomial is computed by the compiler.
//
// Polynomials over GF(2) are written bit-reflected: the highest bit of a Word is the coefficient
// of x^0.
#pragma once

#include <array>
#include <bit>
#include <cstdint>
#include <cstring>
#include <iterator>
#include <string_view>

#ifdef __PCLMUL__
#include <wmmintrin.h>
#endif

namespace bellwether::aws {

template <class Word, Word Polynomial>
class Crc {
 public:
  void update(std::string_view bytes) {
#ifdef __PCLMUL__
    if (bytes.size() >= fold_block) state_ = folded(state_, bytes);
#endif
    state_ = by_tables(state_, bytes);
  }

  Word value() const {
    return static_cast<Word>(~state_);
  }

  // Of two texts joined, from the CRCs of both and the size of the second in bytes. Takes a
  // hundred multiplications, whatever the size.
  static constexpr Word combined(Word first, Word second, std::uint64_t second_size) {
    Word shift = one;
    Word power = times_x_to(8);
    for (; second_size != 0; second_size >>= 1) {
      if (second_size & 1) shift = product(shift, power);
      power = product(power, power);
    }
    return static_cast<Word>(product(first, shift) ^ second);
  }

 private:
  static constexpr int bits = sizeof(Word) * 8;
  static constexpr std::size_t slices = 8;
  static constexpr Word one = Word{1} << (bits - 1);

  static constexpr Word times_x(Word value) {
    return static_cast<Word>((value >> 1) ^ (value & 1 ? Polynomial : 0));
  }

  // x^n modulo the polynomial.
  static constexpr Word times_x_to(int n) {
    Word value = one;
    for (; n > 0; --n) value = times_x(value);
    return value;
  }

  static constexpr Word product(Word a, Word b) {
    Word sum = 0;
    for (Word bit = one; bit != 0; bit >>= 1) {
      if (a & bit) sum ^= b;
      b = times_x(b);
    }
    return sum;
  }

  using Tables = std::array<std::array<Word, 256>, slices>;

  // tables[k][b]: what byte b leaves when k bytes of zeros have followed it.
  static constexpr Tables tables = [] {
    Tables made{};
    for (std::size_t byte = 0; byte < 256; ++byte) {
      Word value = static_cast<Word>(byte);
      for (int bit = 0; bit < 8; ++bit) value = times_x(value);
      made[0][byte] = value;
    }
    for (std::size_t slice = 1; slice < slices; ++slice) {
      for (std::size_t byte = 0; byte < 256; ++byte) {
        const Word before = made[slice - 1][byte];
        made[slice][byte] = static_cast<Word>((before >> 8) ^ made[0][before & 0xff]);
      }
    }
    return made;
  }();

  static Word by_tables(Word state, std::string_view bytes) {
    static_assert(std::endian::native == std::endian::little);
    while (bytes.size() >= slices) {
      std::uint64_t next;
      std::memcpy(&next, bytes.data(), slices);
      next ^= state;
      state = 0;
      for (std::size_t i = 0; i < slices; ++i) {
        state ^= tables[slices - 1 - i][next >> (8 * i) & 0xff];
      }
      bytes.remove_prefix(slices);
    }
    for (const char byte : bytes) {
      state = static_cast<Word>((state >> 8) ^
                                tables[0][(state ^ static_cast<unsigned char>(byte)) & 0xff]);
    }
    return state;
  }

#ifdef __PCLMUL__
  static constexpr std::size_t lane = 16;
  static constexpr std::size_t fold_block = 4 * lane;

  // What brings a lane's two halves `distance` bits further on. The first half is 64 bits ahead of
  // the second; the product of two reflected numbers comes out one bit too low, which the 1 repays.
  struct Shift {
    std::uint64_t first;
    std::uint64_t second;
  };
  static constexpr Shift shift(int distance) {
    constexpr int widen = 64 - bits;
    return {std::uint64_t{times_x_to(distance + 64 - 1)} << widen,
            std::uint64_t{times_x_to(distance - 1)} << widen};
  }

  static __m128i moved(__m128i value, __m128i shift) {
    return _mm_xor_si128(_mm_clmulepi64_si128(value, shift, 0x00),
                         _mm_clmulepi64_si128(value, shift, 0x11));
  }

  // Takes whole blocks off the front of `bytes`, in four lanes: a multiplication's latency is
  // several times its throughput.
  // https://www.intel.com/content/dam/www/public/us/en/documents/white-papers/fast-crc-computation-generic-polynomials-pclmulqdq-paper.pdf
  static Word folded(Word state, std::string_view& bytes) {
    static constexpr Shift by_block = shift(fold_block * 8);
    static constexpr Shift by_lane = shift(lane * 8);
    const auto load = [&](std::size_t i) {
      return _mm_loadu_si128(reinterpret_cast<const __m128i*>(bytes.data() + i * lane));
    };
    const auto constant = [](const Shift& shift) {
      return _mm_set_epi64x(static_cast<long long>(shift.second),
                            static_cast<long long>(shift.first));
    };

    __m128i lanes[]{load(0), load(1), load(2), load(3)};
    lanes[0] = _mm_xor_si128(
        lanes[0], _mm_cvtsi64_si128(static_cast<long long>(static_cast<std::uint64_t>(state))));
    bytes.remove_prefix(fold_block);
    const __m128i block_shift = constant(by_block);
    while (bytes.size() >= fold_block) {
      for (std::size_t i = 0; i < std::size(lanes); ++i) {
        lanes[i] = _mm_xor_si128(moved(lanes[i], block_shift), load(i));
      }
      bytes.remove_prefix(fold_block);
    }
    const __m128i lane_shift = constant(by_lane);
    __m128i rest = lanes[0];
    for (std::size_t i = 1; i < std::size(lanes); ++i) {
      rest = _mm_xor_si128(moved(rest, lane_shift), lanes[i]);
    }
    // What is left is congruent to all that was taken: 16 bytes stand for it.
    std::array<char, lane> remainder;
    _mm_storeu_si128(reinterpret_cast<__m128i*>(remainder.data()), rest);
    return by_tables(0, {remainder.data(), remainder.size()});
  }
#endif

  Word state_ = static_cast<Word>(~Word{0});
};

using Crc32 = Crc<std::uint32_t, 0xedb88320U>;
using Crc32c = Crc<std::uint32_t, 0x82f63b78U>;
using Crc64Nvme = Crc<std::uint64_t, 0x9a6c9329ac4bc9b5U>;

}  // namespace bellwether::aws
