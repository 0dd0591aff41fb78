// A method of a REST API with its integration and responses: put as one, taken away as one.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "cloud/cloudformation/resources/convert.h"
#include "cloud/cloudformation/resources/handler.h"

namespace bellwether::cloud::cloudformation {

// The requests that make it, still without the ids of the API and the resource.
struct MethodDefinition {
  aws::apigateway::PutMethodRequest method;
  std::optional<aws::apigateway::PutIntegrationRequest> integration = {};
  std::vector<aws::apigateway::PutMethodResponseRequest> responses = {};
  std::vector<aws::apigateway::PutIntegrationResponseRequest> integration_responses = {};
  friend bool operator==(const MethodDefinition&, const MethodDefinition&) = default;
};

struct MethodPlace {
  std::string rest_api_id;
  std::string resource_id;
};

Result<aws::Unit> put_method(Surroundings& around, const MethodPlace& place,
                             MethodDefinition definition);
Result<aws::Unit> delete_method(Surroundings& around, const MethodPlace& place,
                                const std::string& http_method);

// The methods of each path of an OpenAPI document, in the form SAM writes (Swagger 2.0 with API
// Gateway's extensions) or an OpenAPI 3 document with the same extensions.
using ApiPaths = std::map<std::string, std::vector<MethodDefinition>, std::less<>>;
Result<ApiPaths> read_paths(std::string_view logical_id, const Value& body);

}  // namespace bellwether::cloud::cloudformation
