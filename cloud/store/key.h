// Keys whose byte order is the order of their parts, and the first byte each service owns.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "cloud/core/context.h"

namespace bellwether::cloud::store {

// The first byte of every key says whose it is.
enum class Owner : char {
  meta = '\x01',
  dynamodb = 'd',
  lambda = 'l',
  logs = 'g',
  apigateway = 'a',
  s3 = 's',
};

class Key {
 public:
  explicit Key(Owner owner) { bytes_.push_back(static_cast<char>(owner)); }
  Key(Owner owner, const Scope& scope) : Key(owner) { text(scope.account).text(scope.region); }

  // A byte that names the kind of record.
  Key& tag(char c) {
    bytes_.push_back(c);
    return *this;
  }
  // Any bytes; a prefix sorts before what it begins. NUL is escaped as NUL FF, the end is NUL 01.
  Key& text(std::string_view part);
  // Big-endian: sorts as the number does.
  Key& number(std::uint64_t value);
  // Bytes as they are; only as the last part.
  Key& raw(std::string_view part) {
    bytes_.append(part);
    return *this;
  }

  operator std::string_view() const { return bytes_; }  // NOLINT: a Key is its bytes
  const std::string& bytes() const { return bytes_; }
  // The first key after all that begin with this one.
  std::string end() const;

 private:
  std::string bytes_;
};

// Reads back what Key::text and Key::number wrote; false when the bytes are something else.
class KeyReader {
 public:
  explicit KeyReader(std::string_view bytes) : rest_(bytes) {}
  bool skip(std::size_t bytes);
  bool text(std::string& part);
  bool number(std::uint64_t& value);
  std::string_view rest() const { return rest_; }

 private:
  std::string_view rest_;
};

}  // namespace bellwether::cloud::store
