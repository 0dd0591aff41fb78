// How large a request's body may be, by operation.
#pragma once

#include <cstdint>

#include "aws/core/operation.h"

namespace bellwether::cloud::server {

// Bodies up to here are taken whatever they are for: Lambda's and API Gateway's payloads.
inline constexpr std::uint64_t usual_body_bytes = 6 * 1024 * 1024;

std::uint64_t body_limit(const aws::OperationInfo& operation);

// AWS's refusal of a larger one.
aws::Error body_too_large(const aws::OperationInfo& operation);

// For what is no operation: API Gateway's payload quota.
// https://docs.aws.amazon.com/apigateway/latest/developerguide/limits.html
inline constexpr std::uint64_t endpoint_body_limit = 10 * 1024 * 1024;

}  // namespace bellwether::cloud::server
