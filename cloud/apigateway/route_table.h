// A deployment's resources, made ready for matching requests.
//
// At every level a literal segment is preferred to {param}, and that to {proxy+}, as API Gateway
// has it; a choice that leads nowhere is taken back. Immutable; may be used by several threads.
#pragma once

#include <chrono>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "aws/apigateway/model.h"
#include "cloud/apigateway/lambda_uri.h"
#include "cloud/apigateway/mock_integration.h"

namespace bellwether::cloud::apigateway {

struct LambdaIntegration {
  std::string function;  // ARN
};

struct DeployedMethod {
  std::variant<LambdaIntegration, MockIntegration> integration;
  std::chrono::milliseconds timeout;
};

struct DeployedResource {
  std::string id;
  std::string path;  // "/sheep/{Tattoo}"
  std::map<std::string, DeployedMethod, std::less<>> methods;

  // The method itself or ANY; null when neither is deployed.
  const DeployedMethod* method(std::string_view http_method) const;
};

// Values as they stand in the request's path: API Gateway does not decode them.
using PathValues = std::vector<std::pair<std::string_view, std::string_view>>;

struct Match {
  const DeployedResource* resource;
  PathValues values;
};

class RouteTable {
 public:
  RouteTable(const std::vector<aws::apigateway::Resource>& resources,
             const StageVariables& variables);
  RouteTable(RouteTable&&) noexcept;
  ~RouteTable();

  // `path` without the stage, "/sheep/42"; a slash at the end does not count.
  std::optional<Match> match(std::string_view path) const;

 private:
  struct Node;

  std::unique_ptr<Node> root_;
};

}  // namespace bellwether::cloud::apigateway
