#include <algorithm>

#include "cloud/apigateway/errors.h"
#include "cloud/apigateway/keys.h"
#include "cloud/apigateway/records.h"
#include "cloud/apigateway/service.h"
#include "cloud/apigateway/stage_rules.h"

namespace bellwether::cloud::apigateway {
namespace {

using namespace aws::apigateway;

Result<aws::Unit> check(const CreateStageRequest& input) {
  if (auto name = check_stage_name(input.stageName); !name) return name;
  if (input.canarySettings) return not_supported("canarySettings");
  if (auto features = check_stage_features(input.cacheClusterEnabled, input.cacheClusterSize,
                                           input.tracingEnabled);
      !features) {
    return features;
  }
  return check_variables(input.variables);
}

bool has_deployment(const store::Transaction& transaction, const Scope& scope, std::string_view api,
                    std::string_view deployment) {
  return transaction.get(deployment_key(scope, api, deployment)).has_value();
}

Result<aws::Unit> patch_variable(Stage& stage, const PatchOperation& patch, std::string_view name) {
  if (patch.op == "remove") {
    if (stage.variables) stage.variables->erase(std::string(name));
    if (stage.variables && stage.variables->empty()) stage.variables.reset();
    return aws::Unit{};
  }
  if (patch.op != "replace") {
    return bad_request("Invalid patch operation specified. Must be one of: [replace, remove]");
  }
  const std::string value = patch.value.value_or("");
  if (auto checked = check_variable(name, value); !checked) return checked;
  if (!stage.variables) stage.variables.emplace();
  stage.variables->insert_or_assign(std::string(name), value);
  return aws::Unit{};
}

// `transaction` tells which deployments there are.
Result<aws::Unit> patch_stage(const store::Transaction& transaction, const Scope& scope,
                              const std::string& api, Stage& stage, const PatchOperation& patch) {
  static constexpr std::string_view kVariables = "/variables/";
  const std::string path = patch.path.value_or("");
  if (path.starts_with(kVariables)) {
    return patch_variable(stage, patch, std::string_view(path).substr(kVariables.size()));
  }
  if (path != "/description" && path != "/deploymentId") {
    return bad_request("Invalid method setting path: " + path +
                       ". Bellwether supports: [/deploymentId, /description, "
                       "/variables/{variable_name}]");
  }
  if (patch.op != "replace") {
    return bad_request("Invalid patch operation specified. Must be one of: [replace]");
  }
  if (path == "/description") {
    stage.description = patch.value;
    return aws::Unit{};
  }
  if (!has_deployment(transaction, scope, api, patch.value.value_or(""))) {
    return bad_request("Deployment id does not exist");
  }
  stage.deploymentId = patch.value;
  return aws::Unit{};
}

}  // namespace

Task<Result<Stage>> Service::create_stage(const RequestContext& context, CreateStageRequest input) {
  if (auto checked = check(input); !checked) co_return std::unexpected(checked.error());
  Stage stage = new_stage(input.stageName, input.deploymentId, clock_.now());
  stage.description = input.description;
  stage.variables = input.variables;
  stage.documentationVersion = input.documentationVersion;
  stage.tags = input.tags;
  co_return co_await store_.write([&](store::Transaction& transaction) -> Result<Stage> {
    const Scope& scope = context.scope;
    if (!transaction.get(api_key(scope, input.restApiId))) return no_api(scope, input.restApiId);
    if (!has_deployment(transaction, scope, input.restApiId, input.deploymentId)) {
      return bad_request("Deployment id does not exist");
    }
    const store::Key key = stage_key(scope, input.restApiId, input.stageName);
    if (transaction.get(key)) return conflict("Stage already exists");
    transaction.put(key, encode(stage));
    return stage;
  });
}

Task<Result<Stage>> Service::get_stage(const RequestContext& context, GetStageRequest input) {
  const store::Snapshot snapshot = store_.read();
  auto stage = load<Stage>(snapshot, stage_key(context.scope, input.restApiId, input.stageName));
  if (!stage) co_return no_stage();
  co_return std::move(*stage);
}

Task<Result<Stages>> Service::get_stages(const RequestContext& context, GetStagesRequest input) {
  const Scope& scope = context.scope;
  const store::Snapshot snapshot = store_.read();
  if (!snapshot.get(api_key(scope, input.restApiId))) co_return no_api(scope, input.restApiId);
  auto stages = load_all<Stage>(snapshot, children_key(scope, 'S', input.restApiId));
  if (input.deploymentId) {
    std::erase_if(stages,
                  [&](const Stage& stage) { return stage.deploymentId != *input.deploymentId; });
  }
  co_return Stages{.item = std::move(stages)};
}

Task<Result<Stage>> Service::update_stage(const RequestContext& context, UpdateStageRequest input) {
  const aws::Timestamp now = clock_.now();
  co_return co_await store_.write([&](store::Transaction& transaction) -> Result<Stage> {
    const store::Key key = stage_key(context.scope, input.restApiId, input.stageName);
    auto stage = load<Stage>(transaction, key);
    if (!stage) return no_stage();
    for (const PatchOperation& patch :
         input.patchOperations.value_or(std::vector<PatchOperation>{})) {
      auto patched = patch_stage(transaction, context.scope, input.restApiId, *stage, patch);
      if (!patched) return std::unexpected(patched.error());
    }
    stage->lastUpdatedDate = now;
    transaction.put(key, encode(*stage));
    return *stage;
  });
}

Task<Result<aws::Unit>> Service::delete_stage(const RequestContext& context,
                                              DeleteStageRequest input) {
  co_return co_await store_.write([&](store::Transaction& transaction) -> Result<aws::Unit> {
    if (!transaction.erase(stage_key(context.scope, input.restApiId, input.stageName))) {
      return no_stage();
    }
    return aws::Unit{};
  });
}

}  // namespace bellwether::cloud::apigateway
