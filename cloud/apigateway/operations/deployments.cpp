#include <algorithm>

#include "cloud/apigateway/errors.h"
#include "cloud/apigateway/keys.h"
#include "cloud/apigateway/paging.h"
#include "cloud/apigateway/records.h"
#include "cloud/apigateway/service.h"
#include "cloud/apigateway/stage_rules.h"

namespace bellwether::cloud::apigateway {
namespace {

using namespace aws::apigateway;

constexpr std::size_t kDeploymentIdLength = 6;

Result<aws::Unit> check(const CreateDeploymentRequest& input) {
  if (input.canarySettings) return not_supported("canarySettings");
  if (auto features = check_stage_features(input.cacheClusterEnabled, input.cacheClusterSize,
                                           input.tracingEnabled);
      !features) {
    return features;
  }
  if (input.stageName) {
    if (auto name = check_stage_name(*input.stageName); !name) return name;
  } else if (input.stageDescription || input.variables) {
    return bad_request("stageDescription and variables need a stageName");
  }
  return check_variables(input.variables);
}

// What AWS wants of an API before it deploys it.
Result<aws::Unit> check_deployable(const std::vector<Resource>& resources) {
  bool any = false;
  for (const Resource& resource : resources) {
    if (!resource.resourceMethods) continue;
    for (const auto& [name, method] : *resource.resourceMethods) {
      any = true;
      if (!method.methodIntegration) return bad_request("No integration defined for method");
    }
  }
  if (!any) return bad_request("The REST API doesn't contain any methods");
  return aws::Unit{};
}

auto summarise(const std::vector<Resource>& resources) {
  decltype(Deployment::apiSummary)::value_type summary;
  for (const Resource& resource : resources) {
    if (!resource.resourceMethods) continue;
    for (const auto& [name, method] : *resource.resourceMethods) {
      summary[*resource.path][name] = MethodSnapshot{.authorizationType = method.authorizationType,
                                                     .apiKeyRequired = method.apiKeyRequired};
    }
  }
  return summary;
}

void stage_deployment(store::Transaction& transaction, const Scope& scope,
                      const CreateDeploymentRequest& input, const std::string& deployment,
                      aws::Timestamp now) {
  const store::Key key = stage_key(scope, input.restApiId, *input.stageName);
  Stage stage = load<Stage>(transaction, key).value_or(new_stage(*input.stageName, "", now));
  stage.deploymentId = deployment;
  if (input.stageDescription) stage.description = input.stageDescription;
  if (input.variables) stage.variables = input.variables;
  stage.lastUpdatedDate = now;
  transaction.put(key, encode(stage));
}

Deployment without_summary(Deployment deployment) {
  deployment.apiSummary.reset();
  return deployment;
}

}  // namespace

Task<Result<Deployment>> Service::create_deployment(const RequestContext& context,
                                                    CreateDeploymentRequest input) {
  if (auto checked = check(input); !checked) co_return std::unexpected(checked.error());
  Deployment deployment;
  deployment.id = random_.base36(kDeploymentIdLength);
  deployment.description = input.description;
  deployment.createdDate = clock_.now();
  co_return co_await store_.write([&](store::Transaction& transaction) -> Result<Deployment> {
    const Scope& scope = context.scope;
    const std::string& api_id = input.restApiId;
    const auto api = load<RestApi>(transaction, api_key(scope, api_id));
    if (!api) return no_api(scope, api_id);
    Resources resources;
    resources.items = load_all<Resource>(transaction, children_key(scope, 'R', api_id));
    if (auto deployable = check_deployable(*resources.items); !deployable) {
      return std::unexpected(deployable.error());
    }
    deployment.apiSummary = summarise(*resources.items);
    transaction.put(deployment_key(scope, api_id, *deployment.id), encode(deployment));
    transaction.put(deployed_resources_key(scope, api_id, *deployment.id), encode(resources));
    transaction.put(deployed_api_key(scope, api_id, *deployment.id), encode(*api));
    if (input.stageName) {
      stage_deployment(transaction, scope, input, *deployment.id, *deployment.createdDate);
    }
    return without_summary(deployment);
  });
}

Task<Result<Deployment>> Service::get_deployment(const RequestContext& context,
                                                 GetDeploymentRequest input) {
  bool summary = false;
  for (const std::string& what : input.embed.value_or(std::vector<std::string>{})) {
    if (what != "apisummary") {
      co_return bad_request("Invalid embed value specified: " + what + ". It must be apisummary");
    }
    summary = true;
  }
  const store::Snapshot snapshot = store_.read();
  auto deployment = load<Deployment>(
      snapshot, deployment_key(context.scope, input.restApiId, input.deploymentId));
  if (!deployment) co_return no_deployment();
  co_return summary ? std::move(*deployment) : without_summary(std::move(*deployment));
}

Task<Result<Deployments>> Service::get_deployments(const RequestContext& context,
                                                   GetDeploymentsRequest input) {
  const Scope& scope = context.scope;
  const store::Snapshot snapshot = store_.read();
  if (!snapshot.get(api_key(scope, input.restApiId))) co_return no_api(scope, input.restApiId);
  auto deployments = load_all<Deployment>(snapshot, children_key(scope, 'D', input.restApiId));
  auto position = cut_page(deployments, input.position, input.limit,
                           [](const Deployment& deployment) { return *deployment.id; });
  if (!position) co_return std::unexpected(position.error());
  for (Deployment& deployment : deployments) deployment.apiSummary.reset();
  co_return Deployments{.position = std::move(*position), .items = std::move(deployments)};
}

Task<Result<aws::Unit>> Service::delete_deployment(const RequestContext& context,
                                                   DeleteDeploymentRequest input) {
  co_return co_await store_.write([&](store::Transaction& transaction) -> Result<aws::Unit> {
    const Scope& scope = context.scope;
    const store::Key key = deployment_key(scope, input.restApiId, input.deploymentId);
    if (!transaction.get(key)) return no_deployment();
    const auto stages = load_all<Stage>(transaction, children_key(scope, 'S', input.restApiId));
    if (std::ranges::any_of(
            stages, [&](const Stage& stage) { return stage.deploymentId == input.deploymentId; })) {
      return bad_request("Active stages pointing to this deployment must be moved or deleted");
    }
    transaction.erase(key);
    transaction.erase(deployed_resources_key(scope, input.restApiId, input.deploymentId));
    transaction.erase(deployed_api_key(scope, input.restApiId, input.deploymentId));
    return aws::Unit{};
  });
}

}  // namespace bellwether::cloud::apigateway
