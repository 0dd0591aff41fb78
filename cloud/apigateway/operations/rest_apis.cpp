#include <algorithm>

#include "cloud/apigateway/errors.h"
#include "cloud/apigateway/keys.h"
#include "cloud/apigateway/paging.h"
#include "cloud/apigateway/records.h"
#include "cloud/apigateway/service.h"

namespace bellwether::cloud::apigateway {
namespace {

using namespace aws::apigateway;

constexpr std::size_t kApiIdLength = 10;
// Root resources have ten characters as well, all others six.
constexpr std::size_t kRootIdLength = 10;

Result<aws::Unit> check_supported(const CreateRestApiRequest& input) {
  if (input.cloneFrom) return not_supported("cloneFrom");
  if (input.policy) return not_supported("A resource policy");
  if (input.minimumCompressionSize) return not_supported("minimumCompressionSize");
  const auto& endpoint = input.endpointConfiguration;
  if (!endpoint) return aws::Unit{};
  if (endpoint->vpcEndpointIds && !endpoint->vpcEndpointIds->empty()) {
    return not_supported("vpcEndpointIds");
  }
  if (endpoint->types && std::ranges::count(*endpoint->types, "PRIVATE") > 0) {
    return not_supported("The endpoint type PRIVATE");
  }
  return aws::Unit{};
}

Result<aws::Unit> check(const CreateRestApiRequest& input) {
  if (input.description && input.description->empty()) {
    return bad_request("Description cannot be an empty string");
  }
  if (const auto& endpoint = input.endpointConfiguration; endpoint && endpoint->types) {
    if (endpoint->types->empty()) {
      return bad_request("REGIONAL Configuration and EDGE Configuration cannot be both DISABLED.");
    }
    if (endpoint->types->size() > 1) {
      return bad_request("Cannot create an api with multiple Endpoint Types.");
    }
  }
  return check_supported(input);
}

EndpointConfiguration with_defaults(const std::optional<EndpointConfiguration>& given) {
  EndpointConfiguration endpoint = given.value_or(EndpointConfiguration{});
  if (!endpoint.types) endpoint.types = {{"EDGE"}};
  if (!endpoint.ipAddressType) endpoint.ipAddressType = "ipv4";
  endpoint.vpcEndpointIds.reset();
  return endpoint;
}

RestApi describe(CreateRestApiRequest input) {
  RestApi api;
  api.name = std::move(input.name);
  api.description = std::move(input.description);
  api.version = std::move(input.version);
  if (input.binaryMediaTypes && !input.binaryMediaTypes->empty()) {
    api.binaryMediaTypes = std::move(input.binaryMediaTypes);
  }
  api.apiKeySource = input.apiKeySource.value_or("HEADER");
  api.endpointConfiguration = with_defaults(input.endpointConfiguration);
  api.tags = std::move(input.tags);
  api.disableExecuteApiEndpoint = input.disableExecuteApiEndpoint.value_or(false);
  api.securityPolicy = std::move(input.securityPolicy);
  api.endpointAccessMode = std::move(input.endpointAccessMode);
  return api;
}

}  // namespace

Task<Result<RestApi>> Service::create_rest_api(const RequestContext& context,
                                               CreateRestApiRequest input) {
  if (auto checked = check(input); !checked) co_return std::unexpected(checked.error());
  RestApi api = describe(std::move(input));
  api.createdDate = clock_.now();
  api.id = random_.base36(kApiIdLength);
  api.rootResourceId = random_.base36(kRootIdLength);
  const Resource root{.id = api.rootResourceId, .path = "/"};
  const Scope& scope = context.scope;
  co_return co_await store_.write([&](store::Transaction& transaction) -> Result<RestApi> {
    transaction.put(api_key(scope, *api.id), encode(api));
    transaction.put(resource_key(scope, *api.id, *root.id), encode(root));
    transaction.put(scope_of_key(*api.id), encode(scope));
    return api;
  });
}

Task<Result<RestApi>> Service::get_rest_api(const RequestContext& context,
                                            GetRestApiRequest input) {
  const store::Snapshot snapshot = store_.read();
  auto api = load<RestApi>(snapshot, api_key(context.scope, input.restApiId));
  if (!api) co_return no_api(context.scope, input.restApiId);
  co_return std::move(*api);
}

Task<Result<RestApis>> Service::get_rest_apis(const RequestContext& context,
                                              GetRestApisRequest input) {
  const store::Snapshot snapshot = store_.read();
  auto apis = load_all<RestApi>(snapshot, apis_key(context.scope));
  auto position =
      cut_page(apis, input.position, input.limit, [](const RestApi& api) { return *api.id; });
  if (!position) co_return std::unexpected(position.error());
  co_return RestApis{.position = std::move(*position), .items = std::move(apis)};
}

Task<Result<aws::Unit>> Service::delete_rest_api(const RequestContext& context,
                                                 DeleteRestApiRequest input) {
  co_return co_await store_.write([&](store::Transaction& transaction) -> Result<aws::Unit> {
    const Scope& scope = context.scope;
    if (!transaction.get(api_key(scope, input.restApiId))) return no_api(scope, input.restApiId);
    transaction.erase(api_key(scope, input.restApiId));
    transaction.erase(scope_of_key(input.restApiId));
    for (const char tag : {'R', 'D', 'X', 'Y', 'S'}) {
      const store::Key children = children_key(scope, tag, input.restApiId);
      transaction.erase_range(children, children.end());
    }
    return aws::Unit{};
  });
}

}  // namespace bellwether::cloud::apigateway
