// Reads a record whose fields were written as the parts of a store::Key.
#pragma once

#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>

#include "cloud/store/key.h"

namespace bellwether::cloud::dynamodb {

// Every take throws std::runtime_error where the bytes end too early: the store is broken.
class RecordReader {
 public:
  // `what` names the record in that error and outlives the reader: "DynamoDB stream".
  RecordReader(std::string_view bytes, std::string_view what) : reader_(bytes), what_(what) {}

  char take_byte() {
    if (reader_.rest().empty()) broken();
    const char byte = reader_.rest().front();
    reader_.skip(1);
    return byte;
  }
  std::uint64_t take_number() {
    std::uint64_t number = 0;
    if (!reader_.number(number)) broken();
    return number;
  }
  std::string take_text() {
    std::string text;
    if (!reader_.text(text)) broken();
    return text;
  }
  // A view of the next bytes, as they were written.
  std::string_view take_raw(std::uint64_t size) {
    const std::string_view bytes = reader_.rest().substr(0, size);
    if (bytes.size() < size) broken();
    reader_.skip(bytes.size());
    return bytes;
  }

  [[noreturn]] void broken() const {
    throw std::runtime_error("the store has a broken " + std::string(what_));
  }

 private:
  store::KeyReader reader_;
  std::string_view what_;
};

}  // namespace bellwether::cloud::dynamodb
