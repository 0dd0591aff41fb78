#include "cloud/server/body_limits.h"

#include <fmt/format.h>

namespace bellwether::cloud::server {
namespace {

// Lambda's own number: 50 MB of zip in base64, and the other parameters.
constexpr std::uint64_t function_code = 70'167'211;
// 6 MB payloads. https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
constexpr std::uint64_t invoke = 6'291'456;
// BatchWriteItem's 16 MB is DynamoDB's largest request.
// https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ServiceQuotas.html
constexpr std::uint64_t dynamodb = 16 * 1024 * 1024;

bool carries_code(std::string_view name) {
  return name == "CreateFunction" || name == "UpdateFunctionCode" || name == "PublishLayerVersion";
}

}  // namespace

std::uint64_t body_limit(const aws::OperationInfo& operation) {
  const auto service = operation.service.name;
  if (service == "dynamodb") return dynamodb;
  if (service == "lambda" && carries_code(operation.name)) return function_code;
  if (service == "apigateway") return endpoint_body_limit;
  return invoke;
}

aws::Error body_too_large(const aws::OperationInfo& operation) {
  // Lambda knows Invoke by another name in this message, and by another code.
  const bool is_invoke = operation.service.name == "lambda" && operation.name == "Invoke";
  const auto name = is_invoke ? "InvokeFunction" : operation.name;
  return {.code = is_invoke ? "RequestTooLargeException" : "RequestEntityTooLargeException",
          .message = fmt::format("Request must be smaller than {} bytes for the {} operation",
                                 body_limit(operation), name),
          .http_status = 413};
}

}  // namespace bellwether::cloud::server
