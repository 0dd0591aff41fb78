#include "cloud/apigateway/live_stage.h"

#include <mutex>

#include "cloud/apigateway/keys.h"
#include "cloud/apigateway/records.h"

namespace bellwether::cloud::apigateway {
namespace {

using aws::apigateway::Resources;
using aws::apigateway::RestApi;
using aws::apigateway::Stage;

std::shared_ptr<const LiveStage> compile(const store::Snapshot& snapshot, std::string_view api,
                                         std::string_view name) {
  const auto scope = load<Scope>(snapshot, scope_of_key(api));
  if (!scope) return nullptr;
  const store::Key key = stage_key(*scope, api, name);
  const auto record = snapshot.get(key);
  Stage stage;
  if (!record || !decode(*record, stage)) return nullptr;
  const std::string& deployment = *stage.deploymentId;
  const auto resources = load<Resources>(snapshot, deployed_resources_key(*scope, api, deployment));
  const auto deployed = load<RestApi>(snapshot, deployed_api_key(*scope, api, deployment));
  if (!resources || !deployed) return nullptr;
  const StageVariables variables = stage.variables.value_or(StageVariables{});
  return std::make_shared<const LiveStage>(LiveStage{
      .scope = *scope,
      .api = std::string(api),
      .name = std::string(name),
      .deployment = deployment,
      .variables = variables,
      .binary_media_types = deployed->binaryMediaTypes.value_or(std::vector<std::string>{}),
      .disabled = deployed->disableExecuteApiEndpoint.value_or(false),
      .routes = RouteTable(*resources->items, variables),
      .key = key.bytes(),
      .record = std::string(*record)});
}

}  // namespace

std::shared_ptr<const LiveStage> LiveStages::find(std::string_view api, std::string_view stage) {
  std::string name(api);
  name.append("/").append(stage);
  std::shared_ptr<const LiveStage> kept;
  {
    const std::shared_lock lock(mutex_);
    if (const auto found = stages_.find(name); found != stages_.end()) kept = found->second;
  }
  const store::Snapshot snapshot = store_.read();
  if (kept && snapshot.get(kept->key) == std::string_view(kept->record)) return kept;

  auto fresh = compile(snapshot, api, stage);
  const std::unique_lock lock(mutex_);
  if (!fresh) {
    stages_.erase(name);
    return nullptr;
  }
  if (stages_.size() >= kMaxStages) stages_.clear();
  stages_.insert_or_assign(std::move(name), fresh);
  return fresh;
}

}  // namespace bellwether::cloud::apigateway
