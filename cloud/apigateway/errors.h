// What API Gateway answers, in AWS's words, where several operations say the same.
#pragma once

#include <string>
#include <string_view>

#include "aws/apigateway/model.h"
#include "cloud/core/context.h"

namespace bellwether::cloud::apigateway {

namespace errors = aws::apigateway::errors;

inline std::unexpected<aws::Error> bad_request(std::string message) {
  return aws::fail(errors::BadRequestException(std::move(message)));
}

inline std::unexpected<aws::Error> conflict(std::string message) {
  return aws::fail(errors::ConflictException(std::move(message)));
}

inline std::unexpected<aws::Error> not_found(std::string message) {
  return aws::fail(errors::NotFoundException(std::move(message)));
}

inline std::unexpected<aws::Error> no_api(const Scope& scope, std::string_view api) {
  return not_found("Invalid API identifier specified " + scope.account + ":" + std::string(api));
}

inline std::unexpected<aws::Error> no_resource() {
  return not_found("Invalid Resource identifier specified");
}

inline std::unexpected<aws::Error> no_method() {
  return not_found("Invalid Method identifier specified");
}

inline std::unexpected<aws::Error> no_integration() {
  return not_found("Invalid Integration identifier specified");
}

inline std::unexpected<aws::Error> no_status_code() {
  return not_found("Invalid Response status code specified");
}

inline std::unexpected<aws::Error> no_deployment() {
  return not_found("Invalid Deployment identifier specified");
}

inline std::unexpected<aws::Error> no_stage() {
  return not_found("Invalid stage identifier specified");
}

inline std::unexpected<aws::Error> not_supported(std::string_view what) {
  return bad_request(std::string(what) + " is not supported by Bellwether");
}

}  // namespace bellwether::cloud::apigateway
