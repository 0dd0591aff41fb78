#include <algorithm>
#include <array>

#include "cloud/apigateway/errors.h"
#include "cloud/apigateway/keys.h"
#include "cloud/apigateway/lambda_uri.h"
#include "cloud/apigateway/records.h"
#include "cloud/apigateway/resource_edit.h"
#include "cloud/apigateway/service.h"
#include "cloud/apigateway/template_text.h"

namespace bellwether::cloud::apigateway {
namespace {

using namespace aws::apigateway;

// https://docs.aws.amazon.com/apigateway/latest/developerguide/limits.html
constexpr std::int32_t kMinTimeout = 50;
constexpr std::int32_t kMaxTimeout = 29'000;
constexpr std::array<std::string_view, 3> kPassthrough = {"WHEN_NO_MATCH", "WHEN_NO_TEMPLATES",
                                                          "NEVER"};

// A role for the gateway to assume, or arn:aws:iam::*:user/* for the caller's own identity.
bool names_an_identity(std::string_view arn) {
  return arn.starts_with("arn:") && arn.contains(":iam::");
}

Result<aws::Unit> check_lambda(const PutIntegrationRequest& input) {
  if (!input.integrationHttpMethod) {
    return bad_request("Enumeration value for HttpMethod must be non-empty");
  }
  // AWS takes other methods and then fails every call, because Lambda's Invoke is a POST.
  if (*input.integrationHttpMethod != "POST") {
    return bad_request("Lambda functions are invoked with POST: integrationHttpMethod " +
                       *input.integrationHttpMethod + " would fail every call");
  }
  if (!function_in_uri(input.uri.value_or(""))) {
    return bad_request(
        "Integrations of type 'AWS_PROXY' currently only supports Lambda function and Firehose "
        "stream invocations. Bellwether supports Lambda: "
        "arn:aws:apigateway:{region}:lambda:path/2015-03-31/functions/{function ARN}/invocations");
  }
  return aws::Unit{};
}

Result<aws::Unit> check_mock(const PutIntegrationRequest& input) {
  if (input.contentHandling) return not_supported("contentHandling of a MOCK integration");
  if (!input.requestTemplates) return aws::Unit{};
  for (const auto& [type, text] : *input.requestTemplates) {
    if (const auto velocity = velocity_in(text)) {
      return not_supported("The mapping template of " + type + " uses '" + std::string(*velocity) +
                           "': Velocity in mapping templates");
    }
  }
  return aws::Unit{};
}

Result<aws::Unit> check_supported(const PutIntegrationRequest& input) {
  if (input.connectionId || input.connectionType.value_or("INTERNET") != "INTERNET") {
    return not_supported("A VPC link");
  }
  if (input.requestParameters && !input.requestParameters->empty()) {
    return not_supported("Mapping of requestParameters");
  }
  if (input.tlsConfig) return not_supported("tlsConfig");
  if (input.integrationTarget) return not_supported("integrationTarget");
  if (input.responseTransferMode.value_or("BUFFERED") != "BUFFERED") {
    return not_supported("responseTransferMode " + *input.responseTransferMode);
  }
  return aws::Unit{};
}

Result<aws::Unit> check(const PutIntegrationRequest& input) {
  const bool lambda = input.type == "AWS_PROXY";
  if (!lambda && input.type != "MOCK") {
    return not_supported("The integration type " + input.type);
  }
  const std::int32_t timeout = input.timeoutInMillis.value_or(kMaxTimeout);
  if (timeout < kMinTimeout || timeout > kMaxTimeout) {
    return bad_request("Timeout should be between 50 ms and 29000 ms");
  }
  const std::string& passthrough = input.passthroughBehavior.value_or("WHEN_NO_MATCH");
  if (std::ranges::find(kPassthrough, passthrough) == kPassthrough.end()) {
    return bad_request("Invalid passthrough behavior specified");
  }
  if (input.credentials && !names_an_identity(*input.credentials)) {
    return bad_request("Invalid ARN specified in the request");
  }
  if (auto supported = check_supported(input); !supported) return supported;
  return lambda ? check_lambda(input) : check_mock(input);
}

Integration describe(const PutIntegrationRequest& input) {
  Integration integration;
  integration.type = input.type;
  integration.httpMethod = input.integrationHttpMethod;
  integration.uri = input.uri;
  integration.connectionType = input.connectionType;
  integration.credentials = input.credentials;
  integration.requestTemplates = input.requestTemplates;
  integration.passthroughBehavior = input.passthroughBehavior.value_or("WHEN_NO_MATCH");
  integration.contentHandling = input.contentHandling;
  integration.timeoutInMillis = input.timeoutInMillis.value_or(kMaxTimeout);
  integration.cacheNamespace = input.cacheNamespace.value_or(input.resourceId);
  integration.cacheKeyParameters = input.cacheKeyParameters.value_or(std::vector<std::string>{});
  integration.responseTransferMode = input.responseTransferMode;
  return integration;
}

}  // namespace

Task<Result<Integration>> Service::put_integration(const RequestContext& context,
                                                   PutIntegrationRequest input) {
  if (auto checked = check(input); !checked) co_return std::unexpected(checked.error());
  const Integration integration = describe(input);
  co_return co_await store_.write([&](store::Transaction& transaction) -> Result<Integration> {
    return edit_method(transaction, context.scope, input,
                       [&](Method& method) -> Result<Integration> {
                         method.methodIntegration = integration;
                         return integration;
                       });
  });
}

Task<Result<Integration>> Service::get_integration(const RequestContext& context,
                                                   GetIntegrationRequest input) {
  const store::Snapshot snapshot = store_.read();
  const auto method = read_method(snapshot, context.scope, input);
  if (!method) co_return std::unexpected(method.error());
  if (!method->methodIntegration) co_return no_integration();
  co_return *method->methodIntegration;
}

Task<Result<aws::Unit>> Service::delete_integration(const RequestContext& context,
                                                    DeleteIntegrationRequest input) {
  co_return co_await store_.write([&](store::Transaction& transaction) -> Result<aws::Unit> {
    return edit_method(transaction, context.scope, input, [](Method& method) -> Result<aws::Unit> {
      if (!method.methodIntegration) return no_integration();
      method.methodIntegration.reset();
      return aws::Unit{};
    });
  });
}

}  // namespace bellwether::cloud::apigateway
