// The REST API that functions' Api events add up to.
#pragma once

#include <string>
#include <vector>

#include "cloud/cloudformation/errors.h"
#include "cloud/cloudformation/evaluate.h"
#include "cloud/cloudformation/template.h"

namespace bellwether::cloud::cloudformation::sam {

// The API that SAM makes for events that name none.
inline constexpr std::string_view implicit_api = "ServerlessRestApi";
inline constexpr std::string_view implicit_stage = "Prod";

// One event of a function: a method of a path.
struct Route {
  std::string function;
  std::string event;
  // The function's condition, or empty.
  std::string condition;
  std::string path;
  // Lower case; "x-amazon-apigateway-any-method" for any.
  std::string method;
  int line = 0;
};

struct Api {
  std::string logical_id;
  Value properties = Value::map();
  // The resource as written, for what is passed on: condition, policies. Null for the implicit API.
  const Resource* source = nullptr;
  std::vector<Route> routes;
};

// RestApi, Deployment and Stage.
Result<std::vector<Resource>> api_resources(const Api& api, const Evaluator& parameters);

// The part of logical ids that a stage's name gives: the name itself, or empty when it is not
// plain.
std::string stage_suffix(const Value& stage_name);

}  // namespace bellwether::cloud::cloudformation::sam
