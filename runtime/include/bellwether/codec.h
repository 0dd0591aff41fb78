// How an event or an answer becomes a C++ type. A type of your own joins by a specialisation:
//
//   template <>
//   struct bellwether::Codec<Order> {
//     static std::expected<Order, bellwether::FunctionError> decode(std::string_view json);
//     static std::string encode(const Order& order);
//   };
//
// decode() is needed of events, encode() of answers.
#pragma once

#include <expected>
#include <string>
#include <string_view>

#include "bellwether/function_error.h"

namespace bellwether {

template <class T>
struct Codec;

// Raw JSON text, as it came and as it goes.
template <>
struct Codec<std::string> {
  static std::expected<std::string, FunctionError> decode(std::string_view json) {
    return std::string(json);
  }
  static std::string encode(std::string json) { return json; }
};

}  // namespace bellwether
