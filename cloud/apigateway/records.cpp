#include "cloud/apigateway/records.h"

#include "aws/apigateway/json.h"
#include "aws/apigateway/json_reader.h"

namespace bellwether::cloud::apigateway {
namespace {

namespace model = aws::apigateway;

constexpr char kVersion = 1;

bool current(std::string_view value) {
  return !value.empty() && value.front() == kVersion;
}

template <class Shape>
std::string to_value(const Shape& shape) {
  return kVersion + aws::json::to_json(shape);
}

template <class Shape>
bool from_value(std::string_view value, Shape& shape) {
  if (!current(value)) return false;
  auto parsed = aws::json::parse<Shape>(value.substr(1));
  if (!parsed) return false;
  shape = std::move(*parsed);
  return true;
}

}  // namespace

std::string encode(const model::RestApi& shape) {
  return to_value(shape);
}
std::string encode(const model::Resource& shape) {
  return to_value(shape);
}
std::string encode(const model::Resources& shape) {
  return to_value(shape);
}
std::string encode(const model::Deployment& shape) {
  return to_value(shape);
}
std::string encode(const model::Stage& shape) {
  return to_value(shape);
}

bool decode(std::string_view value, model::RestApi& shape) {
  return from_value(value, shape);
}
bool decode(std::string_view value, model::Resource& shape) {
  return from_value(value, shape);
}
bool decode(std::string_view value, model::Resources& shape) {
  return from_value(value, shape);
}
bool decode(std::string_view value, model::Deployment& shape) {
  return from_value(value, shape);
}
bool decode(std::string_view value, model::Stage& shape) {
  return from_value(value, shape);
}

std::string encode(const Scope& scope) {
  return std::string(1, kVersion) + scope.account + "/" + scope.region;
}

bool decode(std::string_view value, Scope& scope) {
  const auto slash = value.find('/');
  if (!current(value) || slash == std::string_view::npos) return false;
  scope.account = value.substr(1, slash - 1);
  scope.region = value.substr(slash + 1);
  return true;
}

}  // namespace bellwether::cloud::apigateway
