// AWS's shapes to and from the store's values.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "aws/apigateway/model.h"
#include "cloud/core/context.h"
#include "cloud/store/store.h"

namespace bellwether::cloud::apigateway {

std::string encode(const aws::apigateway::RestApi& shape);
std::string encode(const aws::apigateway::Resource& shape);
std::string encode(const aws::apigateway::Resources& shape);
std::string encode(const aws::apigateway::Deployment& shape);
std::string encode(const aws::apigateway::Stage& shape);
std::string encode(const Scope& scope);

// False when the value is of another version or damaged.
bool decode(std::string_view value, aws::apigateway::RestApi& shape);
bool decode(std::string_view value, aws::apigateway::Resource& shape);
bool decode(std::string_view value, aws::apigateway::Resources& shape);
bool decode(std::string_view value, aws::apigateway::Deployment& shape);
bool decode(std::string_view value, aws::apigateway::Stage& shape);
bool decode(std::string_view value, Scope& scope);

// The shape at a key of a Snapshot or a Transaction.
template <class Shape, class Reader>
std::optional<Shape> load(const Reader& reader, std::string_view key) {
  const auto value = reader.get(key);
  Shape shape;
  if (!value || !decode(*value, shape)) return std::nullopt;
  return shape;
}

// Every shape whose key begins with `prefix`, in the order of their keys.
template <class Shape, class Reader>
std::vector<Shape> load_all(const Reader& reader, std::string_view prefix) {
  std::vector<Shape> shapes;
  for (store::Cursor cursor = reader.from(prefix);
       cursor.valid() && cursor.key().starts_with(prefix); cursor.next()) {
    Shape shape;
    if (decode(cursor.value(), shape)) shapes.push_back(std::move(shape));
  }
  return shapes;
}

}  // namespace bellwether::cloud::apigateway
