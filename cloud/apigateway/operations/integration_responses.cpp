#include <regex>

#include <fmt/format.h>

#include "cloud/apigateway/errors.h"
#include "cloud/apigateway/keys.h"
#include "cloud/apigateway/records.h"
#include "cloud/apigateway/resource_edit.h"
#include "cloud/apigateway/service.h"
#include "cloud/apigateway/template_text.h"

namespace bellwether::cloud::apigateway {
namespace {

using namespace aws::apigateway;

// Patterns are matched against three digits; a longer one is no pattern for those.
constexpr std::size_t kMaxSelectionPattern = 256;

std::unexpected<aws::Error> invalid_mapping(const std::string& why) {
  return bad_request(
      "Invalid mapping expression specified: Validation Result: warnings : [], errors : [" + why +
      "]");
}

bool is_regex(const std::string& pattern) {
  if (pattern.size() > kMaxSelectionPattern) return false;
  try {
    // Its state is of no use here: patterns are compiled again where they are deployed.
    static_cast<void>(std::regex(pattern));
    return true;
  } catch (const std::regex_error&) {
    return false;
  }
}

bool is_literal(std::string_view expression) {
  return expression.size() >= 2 && expression.starts_with('\'') && expression.ends_with('\'');
}

Result<aws::Unit> check_mock(const PutIntegrationResponseRequest& input) {
  if (input.contentHandling) return not_supported("contentHandling of a MOCK integration");
  if (input.responseParameters) {
    for (const auto& [header, expression] : *input.responseParameters) {
      if (!is_literal(expression)) {
        return not_supported(fmt::format(
            "The mapping {} of {}, which is no literal in single quotes,", expression, header));
      }
    }
  }
  if (input.responseTemplates) {
    for (const auto& [type, text] : *input.responseTemplates) {
      if (const auto velocity = velocity_in(text)) {
        return not_supported("The mapping template of " + type + " uses '" +
                             std::string(*velocity) + "': Velocity in mapping templates");
      }
    }
  }
  return aws::Unit{};
}

// Every mapped header must be declared by the method's response of the same status.
Result<aws::Unit> check_declared(const PutIntegrationResponseRequest& input, const Method& method) {
  const bool maps = input.responseParameters && !input.responseParameters->empty();
  const MethodResponse* response = nullptr;
  if (method.methodResponses) {
    const auto found = method.methodResponses->find(input.statusCode);
    if (found != method.methodResponses->end()) response = &found->second;
  }
  if (response == nullptr) {
    if (maps) return invalid_mapping("No method response exists for method.");
    return no_status_code();
  }
  if (!maps) return aws::Unit{};
  for (const auto& [header, expression] : *input.responseParameters) {
    if (!response->responseParameters || !response->responseParameters->contains(header)) {
      return invalid_mapping("Invalid mapping expression parameter specified: " + header);
    }
  }
  return aws::Unit{};
}

}  // namespace

Task<Result<IntegrationResponse>> Service::put_integration_response(
    const RequestContext& context, PutIntegrationResponseRequest input) {
  if (!is_regex(input.selectionPattern.value_or(""))) {
    co_return bad_request("Invalid selection pattern specified");
  }
  IntegrationResponse response;
  response.statusCode = input.statusCode;
  response.selectionPattern = input.selectionPattern;
  response.responseParameters = input.responseParameters;
  response.responseTemplates = input.responseTemplates;
  response.contentHandling = input.contentHandling;
  co_return co_await store_.write(
      [&](store::Transaction& transaction) -> Result<IntegrationResponse> {
        return edit_method(
            transaction, context.scope, input, [&](Method& method) -> Result<IntegrationResponse> {
              if (!method.methodIntegration) return no_integration();
              Integration& integration = *method.methodIntegration;
              // The responses of a proxy integration are kept and never used, on AWS as here.
              if (integration.type == "MOCK") {
                if (auto checked = check_mock(input); !checked) {
                  return std::unexpected(checked.error());
                }
              }
              if (auto checked = check_declared(input, method); !checked) {
                return std::unexpected(checked.error());
              }
              if (!integration.integrationResponses) integration.integrationResponses.emplace();
              integration.integrationResponses->insert_or_assign(input.statusCode, response);
              return response;
            });
      });
}

Task<Result<IntegrationResponse>> Service::get_integration_response(
    const RequestContext& context, GetIntegrationResponseRequest input) {
  const store::Snapshot snapshot = store_.read();
  const auto method = read_method(snapshot, context.scope, input);
  if (!method) co_return std::unexpected(method.error());
  if (!method->methodIntegration) co_return no_integration();
  const auto& responses = method->methodIntegration->integrationResponses;
  if (!responses) co_return no_status_code();
  const auto response = responses->find(input.statusCode);
  if (response == responses->end()) co_return no_status_code();
  co_return response->second;
}

}  // namespace bellwether::cloud::apigateway
