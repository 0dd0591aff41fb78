#include "cloud/apigateway/execution_log.h"

#include <fmt/format.h>
#include <simdjson.h>
#include <spdlog/spdlog.h>

namespace bellwether::cloud::apigateway {
namespace {

// The whole text is in the function's log.
constexpr std::size_t kMaxErrorMessage = 1024;

std::string error_message(std::string_view payload) {
  simdjson::dom::parser parser;
  std::string_view message;
  if (parser.parse(payload.data(), payload.size())["errorMessage"].get(message) !=
      simdjson::SUCCESS) {
    return "";
  }
  return fmt::format("{:?}", message.substr(0, kMaxErrorMessage));
}

}  // namespace

void log_malformed_response(const FailedRequest& request, std::string_view reason) {
  spdlog::warn(
      "apigateway: ({}) Execution failed due to configuration error: Malformed Lambda proxy "
      "response: {} (of {})",
      request.request_id, reason, request.function);
}

void log_function_error(const FailedRequest& request, std::string_view payload) {
  spdlog::warn(
      "apigateway: ({}) Lambda execution failed with status 200 due to customer function error: {} "
      "(of {})",
      request.request_id, error_message(payload), request.function);
}

void log_refused_invocation(const FailedRequest& request, const aws::Error& error) {
  spdlog::warn("apigateway: ({}) Lambda invocation failed with status: {} {}: {} (of {})",
               request.request_id, error.http_status, error.code, error.message, request.function);
}

void log_timeout(const FailedRequest& request) {
  spdlog::warn("apigateway: ({}) Execution failed due to a timeout error (of {})",
               request.request_id, request.function);
}

}  // namespace bellwether::cloud::apigateway
