#include "cloud/store/key.h"

#include <cassert>

namespace bellwether::cloud::store {

namespace {

constexpr char kEscape = '\x00';
constexpr char kEscapedNul = '\xff';
constexpr char kEnd = '\x01';  // before kEscapedNul, so that "a" sorts before "a\0b"

}  // namespace

Key& Key::text(std::string_view part) {
  for (const char c : part) {
    bytes_.push_back(c);
    if (c == kEscape) bytes_.push_back(kEscapedNul);
  }
  bytes_.push_back(kEscape);
  bytes_.push_back(kEnd);
  return *this;
}

Key& Key::number(std::uint64_t value) {
  for (int shift = 56; shift >= 0; shift -= 8) {
    bytes_.push_back(static_cast<char>(value >> shift));
  }
  return *this;
}

std::string Key::end() const {
  std::string end = bytes_;
  while (!end.empty() && end.back() == '\xff') end.pop_back();
  assert(!end.empty());  // an owner's byte is never FF
  end.back() = static_cast<char>(static_cast<unsigned char>(end.back()) + 1);
  return end;
}

bool KeyReader::skip(std::size_t bytes) {
  if (rest_.size() < bytes) return false;
  rest_.remove_prefix(bytes);
  return true;
}

bool KeyReader::text(std::string& part) {
  part.clear();
  for (std::size_t i = 0; i < rest_.size(); ++i) {
    if (rest_[i] != kEscape) {
      part.push_back(rest_[i]);
      continue;
    }
    if (++i == rest_.size()) return false;
    if (rest_[i] == kEnd) {
      rest_.remove_prefix(i + 1);
      return true;
    }
    if (rest_[i] != kEscapedNul) return false;
    part.push_back(kEscape);
  }
  return false;
}

bool KeyReader::number(std::uint64_t& value) {
  if (rest_.size() < 8) return false;
  value = 0;
  for (int i = 0; i < 8; ++i) {
    value = value << 8 | static_cast<unsigned char>(rest_[static_cast<std::size_t>(i)]);
  }
  rest_.remove_prefix(8);
  return true;
}

}  // namespace bellwether::cloud::store
