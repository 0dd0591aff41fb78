// How S3's records are written: a version byte, then numbers of seven bits a byte, the lowest
// first, and texts as their size and their bytes.
#pragma once

#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>

namespace bellwether::cloud::s3 {

class RecordWriter {
 public:
  explicit RecordWriter(char version) { bytes_.push_back(version); }

  RecordWriter& number(std::uint64_t value) {
    for (; value >= more; value >>= 7) bytes_.push_back(static_cast<char>(value | more));
    bytes_.push_back(static_cast<char>(value));
    return *this;
  }
  RecordWriter& text(std::string_view value) {
    number(value.size());
    bytes_.append(value);
    return *this;
  }
  std::string take() { return std::move(bytes_); }

 private:
  static constexpr unsigned more = 0x80;
  std::string bytes_;
};

// Every read throws std::runtime_error where the bytes are something else: the store is broken.
// Views are into the bytes that are read.
class RecordReader {
 public:
  // `what` names the record in that error and outlives the reader: "S3 object".
  RecordReader(std::string_view bytes, char version, std::string_view what)
      : rest_(bytes), what_(what) {
    if (rest_.empty() || rest_.front() != version) broken();
    rest_.remove_prefix(1);
  }

  std::uint64_t number() {
    std::uint64_t value = 0;
    for (int shift = 0; shift < 64; shift += 7) {
      if (rest_.empty()) broken();
      const auto byte = static_cast<unsigned char>(rest_.front());
      rest_.remove_prefix(1);
      value |= std::uint64_t{byte & 0x7fU} << shift;
      if (byte < 0x80U) return value;
    }
    broken();
  }
  std::string_view text() {
    const std::uint64_t size = number();
    if (size > rest_.size()) broken();
    const std::string_view value = rest_.substr(0, size);
    rest_.remove_prefix(size);
    return value;
  }
  // How many of something follow, each of at least a byte.
  std::uint64_t count() {
    const std::uint64_t count = number();
    if (count > rest_.size()) broken();
    return count;
  }

  [[noreturn]] void broken() const {
    throw std::runtime_error("the store has a broken " + std::string(what_));
  }

 private:
  std::string_view rest_;
  std::string_view what_;
};

}  // namespace bellwether::cloud::s3
