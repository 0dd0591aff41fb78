#include <algorithm>
#include <array>
#include <set>

#include "cloud/apigateway/errors.h"
#include "cloud/apigateway/keys.h"
#include "cloud/apigateway/records.h"
#include "cloud/apigateway/resource_edit.h"
#include "cloud/apigateway/service.h"

namespace bellwether::cloud::apigateway {
namespace {

using namespace aws::apigateway;
using Models = std::optional<std::map<std::string, std::string, std::less<>>>;
using Parameters = std::optional<std::map<std::string, bool, std::less<>>>;

constexpr std::array<std::string_view, 8> kHttpMethods = {"GET",   "PUT",     "POST", "DELETE",
                                                          "PATCH", "OPTIONS", "HEAD", "ANY"};

// Every API has these two from the start; there is no operation to make others yet.
Result<aws::Unit> check_models(const Models& models) {
  if (!models) return aws::Unit{};
  for (const auto& [type, name] : *models) {
    if (name != "Empty" && name != "Error") {
      return bad_request("Invalid model identifier specified: " + name);
    }
  }
  return aws::Unit{};
}

Result<aws::Unit> check_request_parameters(const Parameters& parameters) {
  if (!parameters) return aws::Unit{};
  std::set<std::string_view> names;
  for (const auto& [parameter, required] : *parameters) {
    const std::string_view text = parameter;
    const bool known = text.starts_with("method.request.path.") ||
                       text.starts_with("method.request.querystring.") ||
                       text.starts_with("method.request.header.") ||
                       text.starts_with("method.request.multivaluequerystring.") ||
                       text.starts_with("method.request.multivalueheader.");
    if (!known) {
      return bad_request(
          "Invalid mapping expression specified: Validation Result: warnings : [], "
          "errors : [Invalid mapping expression specified: " +
          parameter + "]");
    }
    // The third dot ends the location.
    const auto name = text.substr(text.find('.', std::string_view("method.request.").size()) + 1);
    if (!names.insert(name).second) {
      return bad_request("Parameter names must be unique across querystring, header and path");
    }
  }
  return aws::Unit{};
}

Result<aws::Unit> check(const PutMethodRequest& input) {
  if (std::ranges::find(kHttpMethods, input.httpMethod) == kHttpMethods.end()) {
    return bad_request(
        "Invalid HttpMethod specified. Valid options are "
        "GET,PUT,POST,DELETE,PATCH,OPTIONS,HEAD,ANY");
  }
  if (input.authorizationType != "NONE") {
    return not_supported("The authorization type " + input.authorizationType);
  }
  if (input.authorizerId) return not_supported("An authorizer");
  if (input.apiKeyRequired.value_or(false)) return not_supported("apiKeyRequired");
  if (input.authorizationScopes && !input.authorizationScopes->empty()) {
    return not_supported("authorizationScopes");
  }
  if (input.requestValidatorId) {
    return bad_request("Invalid Request Validator identifier specified");
  }
  if (auto models = check_models(input.requestModels); !models) return models;
  return check_request_parameters(input.requestParameters);
}

Result<aws::Unit> check(const PutMethodResponseRequest& input) {
  if (auto models = check_models(input.responseModels); !models) return models;
  if (!input.responseParameters) return aws::Unit{};
  for (const auto& [parameter, required] : *input.responseParameters) {
    if (!parameter.starts_with("method.response.header.")) {
      return bad_request(
          "Invalid mapping expression specified: Validation Result: warnings : [], "
          "errors : [Invalid mapping expression specified: " +
          parameter + "]");
    }
  }
  return aws::Unit{};
}

}  // namespace

Task<Result<Method>> Service::put_method(const RequestContext& context, PutMethodRequest input) {
  if (auto checked = check(input); !checked) co_return std::unexpected(checked.error());
  Method method;
  method.httpMethod = input.httpMethod;
  method.authorizationType = input.authorizationType;
  method.apiKeyRequired = false;
  method.operationName = input.operationName;
  method.requestParameters = input.requestParameters;
  method.requestModels = input.requestModels;
  co_return co_await store_.write([&](store::Transaction& transaction) -> Result<Method> {
    const store::Key key = resource_key(context.scope, input.restApiId, input.resourceId);
    auto resource = load<Resource>(transaction, key);
    if (!resource) return no_resource();
    if (find_method(*resource, input.httpMethod) != nullptr) {
      return conflict("Method already exists for this resource");
    }
    if (!resource->resourceMethods) resource->resourceMethods.emplace();
    resource->resourceMethods->emplace(input.httpMethod, method);
    transaction.put(key, encode(*resource));
    return method;
  });
}

Task<Result<Method>> Service::get_method(const RequestContext& context, GetMethodRequest input) {
  const store::Snapshot snapshot = store_.read();
  co_return read_method(snapshot, context.scope, input);
}

Task<Result<aws::Unit>> Service::delete_method(const RequestContext& context,
                                               DeleteMethodRequest input) {
  co_return co_await store_.write([&](store::Transaction& transaction) -> Result<aws::Unit> {
    const store::Key key = resource_key(context.scope, input.restApiId, input.resourceId);
    auto resource = load<Resource>(transaction, key);
    if (!resource) return no_resource();
    if (find_method(*resource, input.httpMethod) == nullptr) return no_method();
    resource->resourceMethods->erase(input.httpMethod);
    if (resource->resourceMethods->empty()) resource->resourceMethods.reset();
    transaction.put(key, encode(*resource));
    return aws::Unit{};
  });
}

Task<Result<MethodResponse>> Service::put_method_response(const RequestContext& context,
                                                          PutMethodResponseRequest input) {
  if (auto checked = check(input); !checked) co_return std::unexpected(checked.error());
  MethodResponse response;
  response.statusCode = input.statusCode;
  response.responseParameters = input.responseParameters;
  response.responseModels = input.responseModels;
  co_return co_await store_.write([&](store::Transaction& transaction) -> Result<MethodResponse> {
    return edit_method(
        transaction, context.scope, input, [&](Method& method) -> Result<MethodResponse> {
          if (!method.methodResponses) method.methodResponses.emplace();
          const auto [place, added] = method.methodResponses->emplace(input.statusCode, response);
          if (!added) return conflict("Response already exists for this resource");
          return response;
        });
  });
}

Task<Result<MethodResponse>> Service::get_method_response(const RequestContext& context,
                                                          GetMethodResponseRequest input) {
  const store::Snapshot snapshot = store_.read();
  const auto method = read_method(snapshot, context.scope, input);
  if (!method) co_return std::unexpected(method.error());
  if (!method->methodResponses) co_return no_status_code();
  const auto response = method->methodResponses->find(input.statusCode);
  if (response == method->methodResponses->end()) co_return no_status_code();
  co_return response->second;
}

}  // namespace bellwether::cloud::apigateway
