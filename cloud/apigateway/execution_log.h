// Why a request failed in its integration, in the words of AWS's execution log, for the developer
// whom the client's "Internal server error" tells nothing. It goes to the server's own log.
#pragma once

#include <string_view>

#include "aws/core/error.h"

namespace bellwether::cloud::apigateway {

// The request as its client knows it (x-amzn-RequestId), and the function it was meant for.
struct FailedRequest {
  std::string_view request_id;
  std::string_view function;
};

// `reason` as proxy_response() gives it.
void log_malformed_response(const FailedRequest& request, std::string_view reason);
// `payload` is the error document that the function answered.
void log_function_error(const FailedRequest& request, std::string_view payload);
// Lambda itself refused: no such function, throttled.
void log_refused_invocation(const FailedRequest& request, const aws::Error& error);
void log_timeout(const FailedRequest& request);

}  // namespace bellwether::cloud::apigateway
