// What a function answered to a proxy event, as an HTTP response.
#pragma once

#include <expected>
#include <string>
#include <string_view>
#include <vector>

#include "aws/core/http.h"

namespace bellwether::cloud::apigateway {

// A Lambda proxy integration has to answer a JSON object of statusCode, headers, multiValueHeaders,
// body and isBase64Encoded, none of them required, no others. The error says what the payload has
// instead, for people to read. `accept` is the request's Accept header.
std::expected<aws::HttpResponse, std::string> proxy_response(
    std::string_view payload, std::string_view accept,
    const std::vector<std::string>& binary_media_types);

}  // namespace bellwether::cloud::apigateway
