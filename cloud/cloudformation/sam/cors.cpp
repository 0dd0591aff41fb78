#include "cloud/cloudformation/sam/cors.h"

#include <algorithm>
#include <set>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "cloud/cloudformation/evaluate.h"
#include "cloud/cloudformation/sam/errors.h"

namespace bellwether::cloud::cloudformation::sam {
namespace {

// SAM allows the methods that the path has, and OPTIONS.
std::string methods_of(const Value& path_item) {
  std::set<std::string> methods = {"OPTIONS"};
  for (const auto& [method, definition] : path_item.members()) {
    if (method == "x-amazon-apigateway-any-method") {
      methods.insert({"DELETE", "GET", "HEAD", "PATCH", "POST", "PUT"});
      continue;
    }
    std::string upper = method;
    std::ranges::transform(upper, upper.begin(), [](char c) {
      return c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c;
    });
    methods.insert(upper);
  }
  return fmt::format("'{}'", fmt::join(methods, ","));
}

}  // namespace

Result<Cors> read_cors(std::string_view api, const Value& property) {
  Cors cors;
  if (!property.is_map() || as_call(property) != nullptr) {
    cors.allow_origin = property;
    return cors;
  }
  for (const auto& [name, value] : property.members()) {
    if (name == "AllowOrigin") {
      cors.allow_origin = value;
    } else if (name == "AllowMethods") {
      cors.allow_methods = value;
    } else if (name == "AllowHeaders") {
      cors.allow_headers = value;
    } else if (name == "MaxAge") {
      cors.max_age = value;
    } else if (name == "AllowCredentials") {
      cors.allow_credentials = value.is_true();
    } else {
      return refuse(api, "Invalid value for 'Cors' property.", value.line());
    }
  }
  if (cors.allow_origin.is_null()) {
    return refuse(api, "Cors Properties must specify an AllowOrigin.", property.line());
  }
  return cors;
}

Value preflight(const Cors& cors, const Value& path_item) {
  Value parameters = Value::map();
  Value headers = Value::map();
  const auto add = [&](std::string_view name, const Value& value, std::string_view type) {
    if (value.is_null()) return;
    parameters.set(fmt::format("method.response.header.{}", name), value);
    headers.set(name, Value::map({{"type", type}}));
  };
  add("Access-Control-Allow-Headers", cors.allow_headers, "string");
  add("Access-Control-Allow-Methods",
      cors.allow_methods.is_null() ? Value(methods_of(path_item)) : cors.allow_methods, "string");
  add("Access-Control-Allow-Origin", cors.allow_origin, "string");
  add("Access-Control-Max-Age", cors.max_age, "integer");
  if (cors.allow_credentials) add("Access-Control-Allow-Credentials", Value("'true'"), "string");

  const Value json = Value::list({"application/json"});
  return Value::map({
      {"summary", "CORS support"},
      {"consumes", json},
      {"produces", json},
      {"x-amazon-apigateway-integration",
       Value::map({
           {"type", "mock"},
           {"requestTemplates",
            Value::map({{"application/json", "{\n  \"statusCode\" : 200\n}\n"}})},
           {"responses", Value::map({{"default", Value::map({
                                                     {"statusCode", "200"},
                                                     {"responseParameters", parameters},
                                                     {"responseTemplates",
                                                      Value::map({{"application/json", "{}\n"}})},
                                                 })}})},
       })},
      {"responses", Value::map({{"200", Value::map({
                                            {"description", "Default response for CORS method"},
                                            {"headers", headers},
                                        })}})},
  });
}

}  // namespace bellwether::cloud::cloudformation::sam
