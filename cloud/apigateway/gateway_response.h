// The gateway's own answers, with the headers and words AWS has for them.
// https://docs.aws.amazon.com/apigateway/latest/developerguide/supported-gateway-response-types.html
#pragma once

#include <string>
#include <string_view>

#include "aws/core/http.h"

namespace bellwether::cloud::apigateway {

// `body` to the letter: AWS has a blank after the colon in some and not in others.
inline aws::HttpResponse gateway_response(int status, std::string_view type,
                                          std::string_view body) {
  aws::HttpResponse response{.status = status};
  response.headers.add("Content-Type", "application/json");
  response.headers.add("x-amzn-ErrorType", type);
  response.body = body;
  return response;
}

// 500 for what is configured wrongly, 502 for what a function answered.
inline aws::HttpResponse internal_server_error(int status) {
  return gateway_response(status, "InternalServerErrorException",
                          R"({"message": "Internal server error"})");
}

inline aws::HttpResponse endpoint_request_timed_out() {
  return gateway_response(504, "InternalServerErrorException",
                          R"({"message": "Endpoint request timed out"})");
}

// What AWS says to a path or method that is not deployed.
inline aws::HttpResponse missing_authentication_token() {
  return gateway_response(403, "MissingAuthenticationTokenException",
                          R"({"message":"Missing Authentication Token"})");
}

// An API or stage that is not there.
inline aws::HttpResponse forbidden() {
  return gateway_response(403, "ForbiddenException", R"({"message":"Forbidden"})");
}

inline aws::HttpResponse request_too_large() {
  return gateway_response(413, "RequestTooLargeException", R"({"message":"Request Too Long"})");
}

inline aws::HttpResponse unsupported_media_type() {
  return gateway_response(415, "BadRequestException", R"({"message": "Unsupported Media Type"})");
}

}  // namespace bellwether::cloud::apigateway
