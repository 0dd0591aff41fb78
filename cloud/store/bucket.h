// Records whose keys are longer than the engine allows, kept together under their common beginning.
//
// The engine's keys end at 511 bytes. A key of up to 510 bytes is stored as it is. Longer ones
// share one engine record, whose key is their first 510 bytes and a marker, so that no other key
// has 511 bytes and the order of all keys is kept: a bucket sorts right after the plain key that
// equals its prefix, and before anything else. Its value is the list of (rest of the key, value),
// sorted. Changing one record rewrites its bucket: fine for the few keys that agree in 510 bytes,
// which services see to by hashing long parts that need no order.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace bellwether::cloud::store {

inline constexpr std::size_t kPlainKeyBytes = 510;
// What an entry has beside its key and value: a marker and two lengths.
inline constexpr std::size_t kBucketOverhead = 1 + 2 * sizeof(std::uint32_t);

inline bool is_long(std::string_view key) {
  return key.size() > kPlainKeyBytes;
}

// The engine's key of the bucket where a long key lives.
std::string bucket_key(std::string_view long_key);
inline bool is_bucket(std::string_view engine_key) {
  return engine_key.size() > kPlainKeyBytes;
}

// One bucket, decoded. Views into the bytes it was read from.
class Bucket {
 public:
  struct Entry {
    std::string_view rest;
    std::string_view value;
  };

  Bucket() = default;
  // Throws std::runtime_error when the bytes are no bucket.
  explicit Bucket(std::string_view bytes);

  const std::vector<Entry>& entries() const { return entries_; }
  // Index of the first entry at or after `rest`.
  std::size_t lower_bound(std::string_view rest) const;
  std::optional<std::string_view> find(std::string_view rest) const;
  void put(std::string_view rest, std::string_view value);
  bool erase(std::string_view rest);
  std::string encode() const;

 private:
  std::vector<Entry> entries_;
};

}  // namespace bellwether::cloud::store
