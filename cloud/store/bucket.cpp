#include "cloud/store/bucket.h"

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <stdexcept>

namespace bellwether::cloud::store {

namespace {

constexpr char kMarker = 'L';

// Lengths in the machine's byte order: the folder does not move between byte orders, because the
// engine's own pages do not.
std::string_view take(std::string_view& bytes, std::size_t size) {
  if (bytes.size() < size) throw std::runtime_error("the store has a broken record of long keys");
  const std::string_view part = bytes.substr(0, size);
  bytes.remove_prefix(size);
  return part;
}

std::uint32_t take_length(std::string_view& bytes) {
  std::uint32_t length = 0;
  std::memcpy(&length, take(bytes, sizeof length).data(), sizeof length);
  return length;
}

void append_length(std::string& bytes, std::size_t size) {
  const auto length = static_cast<std::uint32_t>(size);
  bytes.append(reinterpret_cast<const char*>(&length), sizeof length);
}

}  // namespace

std::string bucket_key(std::string_view long_key) {
  std::string key(long_key.substr(0, kPlainKeyBytes));
  key.push_back(kMarker);
  return key;
}

Bucket::Bucket(std::string_view bytes) {
  while (!bytes.empty()) {
    const std::uint32_t rest = take_length(bytes);
    const std::uint32_t value = take_length(bytes);
    Entry entry;
    entry.rest = take(bytes, rest);
    entry.value = take(bytes, value);
    entries_.push_back(entry);
  }
}

std::size_t Bucket::lower_bound(std::string_view rest) const {
  const auto at = std::ranges::lower_bound(entries_, rest, {}, &Entry::rest);
  return static_cast<std::size_t>(at - entries_.begin());
}

std::optional<std::string_view> Bucket::find(std::string_view rest) const {
  const std::size_t at = lower_bound(rest);
  if (at == entries_.size() || entries_[at].rest != rest) return std::nullopt;
  return entries_[at].value;
}

void Bucket::put(std::string_view rest, std::string_view value) {
  const std::size_t at = lower_bound(rest);
  if (at < entries_.size() && entries_[at].rest == rest) {
    entries_[at].value = value;
  } else {
    entries_.insert(entries_.begin() + static_cast<std::ptrdiff_t>(at), {rest, value});
  }
}

bool Bucket::erase(std::string_view rest) {
  const std::size_t at = lower_bound(rest);
  if (at == entries_.size() || entries_[at].rest != rest) return false;
  entries_.erase(entries_.begin() + static_cast<std::ptrdiff_t>(at));
  return true;
}

std::string Bucket::encode() const {
  std::string bytes;
  for (const auto& [rest, value] : entries_) {
    append_length(bytes, rest.size());
    append_length(bytes, value.size());
    bytes.append(rest).append(value);
  }
  return bytes;
}

}  // namespace bellwether::cloud::store
