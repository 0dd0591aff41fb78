// The few types of AWS's models that C++ has no standard name for.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

namespace bellwether::aws {

// Bytes, base64 on JSON wires.
struct Blob {
  std::string bytes;
  friend auto operator<=>(const Blob&, const Blob&) = default;
};

// A point in time to the millisecond, which is all that AWS's wires carry.
using Timestamp = std::chrono::sys_time<std::chrono::milliseconds>;

// A value of any shape, kept as its JSON text.
struct Document {
  std::string json = "null";
  friend bool operator==(const Document&, const Document&) = default;
};

// A value on the heap that copies like a value: breaks the recursion of shapes that hold
// themselves.
template <class T>
class Box {
 public:
  Box() : value_(std::make_unique<T>()) {}
  Box(T value) : value_(std::make_unique<T>(std::move(value))) {}  // NOLINT: a Box is a T
  Box(const Box& other) : value_(std::make_unique<T>(*other.value_)) {}
  Box(Box&&) noexcept = default;
  Box& operator=(const Box& other) {
    if (this != &other) value_ = std::make_unique<T>(*other.value_);
    return *this;
  }
  Box& operator=(Box&&) noexcept = default;
  ~Box() = default;

  T& operator*() { return *value_; }
  const T& operator*() const { return *value_; }
  T* operator->() { return value_.get(); }
  const T* operator->() const { return value_.get(); }
  friend bool operator==(const Box& a, const Box& b) { return *a == *b; }

 private:
  std::unique_ptr<T> value_;
};

std::string base64_encode(std::string_view bytes);
// False when the text is not base64; `bytes` is then unspecified.
bool base64_decode(std::string_view text, std::string& bytes);

}  // namespace bellwether::aws
