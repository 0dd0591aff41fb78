// Short names for attribute values, for tests.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "cloud/dynamodb/item.h"

namespace bellwether::cloud::dynamodb {

inline AttributeValue S(std::string text) {
  return AttributeValue::make_S(std::move(text));
}
inline AttributeValue N(std::string number) {
  return AttributeValue::make_N(std::move(number));
}
inline AttributeValue B(std::string bytes) {
  return AttributeValue::make_B({std::move(bytes)});
}
inline AttributeValue SS(std::vector<std::string> set) {
  return AttributeValue::make_SS(std::move(set));
}
inline AttributeValue NS(std::vector<std::string> set) {
  return AttributeValue::make_NS(std::move(set));
}
inline AttributeValue BS(const std::vector<std::string>& set) {
  std::vector<aws::Blob> blobs;
  for (const auto& bytes : set) blobs.push_back({bytes});
  return AttributeValue::make_BS(std::move(blobs));
}
inline AttributeValue M(Item map) {
  return AttributeValue::make_M(std::move(map));
}
inline AttributeValue L(std::vector<AttributeValue> list) {
  return AttributeValue::make_L(std::move(list));
}
inline AttributeValue BOOL(bool value) {
  return AttributeValue::make_BOOL(value);
}
inline AttributeValue null() {
  return AttributeValue::make_NULL(true);
}

}  // namespace bellwether::cloud::dynamodb
