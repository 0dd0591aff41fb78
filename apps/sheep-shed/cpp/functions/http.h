// Between API Gateway's events and what the routes take and give.
#pragma once

#include <optional>
#include <string_view>

#include <bellwether/events/apigateway.h>

#include "handlers/answer.h"

namespace sheep_shed {

using bellwether::events::ApiGatewayProxyRequest;
using bellwether::events::ApiGatewayProxyResponse;

// With the CORS header of ALLOW_ORIGIN, where that is set.
ApiGatewayProxyResponse respond(const Answer& answer);

// Empty when the path has no such parameter, which no route that asks for it lets happen.
std::string_view path_parameter(const ApiGatewayProxyRequest& request, std::string_view name);

std::optional<std::string_view> query_parameter(const ApiGatewayProxyRequest& request,
                                                std::string_view name);

}  // namespace sheep_shed
