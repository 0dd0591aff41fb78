#include "functions/http.h"

#include <cstdlib>

namespace sheep_shed {

ApiGatewayProxyResponse respond(const Answer& answer) {
  ApiGatewayProxyResponse response{.statusCode = answer.status, .body = answer.body};
  if (!answer.body.empty()) response.headers["Content-Type"] = "application/json";
  const char* origin = std::getenv("ALLOW_ORIGIN");
  if (origin != nullptr && *origin != '\0')
    response.headers["Access-Control-Allow-Origin"] = origin;
  return response;
}

std::string_view path_parameter(const ApiGatewayProxyRequest& request, std::string_view name) {
  const auto found = request.pathParameters.find(name);
  return found == request.pathParameters.end() ? std::string_view{} : found->second;
}

std::optional<std::string_view> query_parameter(const ApiGatewayProxyRequest& request,
                                                std::string_view name) {
  const auto found = request.queryStringParameters.find(name);
  if (found == request.queryStringParameters.end()) return std::nullopt;
  return found->second;
}

}  // namespace sheep_shed
