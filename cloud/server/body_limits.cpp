#include "cloud/server/body_limits.h"

#include <fmt/format.h>

namespace bellwether::cloud::server {
namespace {

// Lambda's own number: 50 MB of zip in base64, and the other parameters.
constexpr std::uint64_t function_code = 70'167'211;
// The documents of DeleteObjects and CompleteMultipartUpload: 1,000 keys of 1,024 bytes, escaped,
// and 10,000 parts with their checksums.
constexpr std::uint64_t s3_document = 8 * 1024 * 1024;
// A part or an object in one piece; chunk signatures and trailers come on top.
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/qfacts.html
constexpr std::uint64_t s3_object = std::uint64_t{5} << 30;
constexpr std::uint64_t s3_framing = std::uint64_t{256} << 20;
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
  if (service == "s3") return operation.streams_request ? s3_object + s3_framing : s3_document;
  return usual_body_bytes;
}

aws::Error body_too_large(const aws::OperationInfo& operation) {
  if (operation.service.name == "s3") {
    return {.code = "EntityTooLarge",
            .message = "Your proposed upload exceeds the maximum allowed size",
            .http_status = 400};
  }
  // Lambda knows Invoke by another name in this message, and by another code.
  const bool is_invoke = operation.service.name == "lambda" && operation.name == "Invoke";
  const auto name = is_invoke ? "InvokeFunction" : operation.name;
  return {.code = is_invoke ? "RequestTooLargeException" : "RequestEntityTooLargeException",
          .message = fmt::format("Request must be smaller than {} bytes for the {} operation",
                                 body_limit(operation), name),
          .http_status = 413};
}

}  // namespace bellwether::cloud::server
