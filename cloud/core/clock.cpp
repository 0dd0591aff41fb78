#include "cloud/core/clock.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>

#include <sys/random.h>

namespace bellwether::cloud {

aws::Timestamp SystemClock::now() const {
  return std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now());
}

aws::Timestamp ManualClock::now() const {
  return aws::Timestamp{std::chrono::milliseconds{now_.load()}};
}

std::uint64_t Random::next() {
  std::array<std::byte, 8> bytes{};
  fill(bytes);
  return std::bit_cast<std::uint64_t>(bytes);
}

std::string Random::hex(std::size_t digits) {
  static constexpr std::string_view alphabet = "0123456789abcdef";
  std::string text(digits, '0');
  std::uint64_t pool = 0;
  for (std::size_t i = 0; i < digits; ++i) {
    if (i % 16 == 0) pool = next();
    text[i] = alphabet[pool & 15];
    pool >>= 4;
  }
  return text;
}

std::string Random::uuid() {
  std::string text = hex(32);
  text[12] = '4';                                               // version
  text[16] = "89ab"[static_cast<unsigned char>(text[16]) & 3];  // variant
  for (const std::size_t dash : {8U, 13U, 18U, 23U}) text.insert(dash, 1, '-');
  return text;
}

std::string Random::base36(std::size_t length) {
  static constexpr std::string_view alphabet = "0123456789abcdefghijklmnopqrstuvwxyz";
  std::string text(length, '0');
  for (char& c : text) c = alphabet[next() % alphabet.size()];
  return text;
}

void SystemRandom::fill(std::span<std::byte> bytes) {
  struct Pool {
    std::array<std::byte, 512> bytes;
    std::size_t used = 512;
  };
  thread_local Pool pool;
  while (!bytes.empty()) {
    if (pool.used == pool.bytes.size()) {
      // Up to 256 bytes getrandom never fails nor stops half-way.
      if (getrandom(pool.bytes.data(), 256, 0) != 256) std::abort();
      if (getrandom(pool.bytes.data() + 256, 256, 0) != 256) std::abort();
      pool.used = 0;
    }
    const std::size_t n = std::min(bytes.size(), pool.bytes.size() - pool.used);
    std::memcpy(bytes.data(), pool.bytes.data() + pool.used, n);
    pool.used += n;
    bytes = bytes.subspan(n);
  }
}

void SeededRandom::fill(std::span<std::byte> bytes) {
  for (std::byte& byte : bytes) {
    // splitmix64, Steele, Lea and Flood 2014.
    constexpr std::uint64_t kStep = 0x9e3779b97f4a7c15U;
    std::uint64_t z = state_.fetch_add(kStep, std::memory_order_relaxed) + kStep;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9U;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebU;
    byte = static_cast<std::byte>(z ^ (z >> 31));
  }
}

}  // namespace bellwether::cloud
