#include "cloud/apigateway/stage_rules.h"

#include <algorithm>
#include <cctype>

namespace bellwether::cloud::apigateway {
namespace {

constexpr std::size_t kMaxStageName = 128;
// https://docs.aws.amazon.com/apigateway/latest/developerguide/limits.html
constexpr std::size_t kMaxVariableName = 64;
constexpr std::size_t kMaxVariableValue = 512;

bool alphanumeric(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0;
}

bool consists_of(std::string_view text, std::string_view others) {
  return std::ranges::all_of(text,
                             [others](char c) { return alphanumeric(c) || others.contains(c); });
}

}  // namespace

aws::Result<aws::Unit> check_stage_name(std::string_view name) {
  if (name.empty() || name.size() > kMaxStageName || !consists_of(name, "_-")) {
    return bad_request("Stage name only allows a-zA-Z0-9_-");
  }
  return aws::Unit{};
}

aws::Result<aws::Unit> check_variable(std::string_view name, std::string_view value) {
  if (name.empty() || name.size() > kMaxVariableName || !consists_of(name, "_")) {
    return bad_request("Invalid stage variable name: " + std::string(name) +
                       ". Please use values with alphanumeric characters and underscore only");
  }
  if (value.size() > kMaxVariableValue || !consists_of(value, "-._~:/?#&=,")) {
    return bad_request("Invalid stage variable value: " + std::string(value) +
                       ". Please use values with alphanumeric characters and the symbols "
                       "-._~:/?#&=,");
  }
  return aws::Unit{};
}

aws::Result<aws::Unit> check_variables(const Variables& variables) {
  if (!variables) return aws::Unit{};
  for (const auto& [name, value] : *variables) {
    if (auto checked = check_variable(name, value); !checked) return checked;
  }
  return aws::Unit{};
}

aws::Result<aws::Unit> check_stage_features(const std::optional<bool>& cache_cluster_enabled,
                                            const std::optional<std::string>& cache_cluster_size,
                                            const std::optional<bool>& tracing_enabled) {
  if (cache_cluster_enabled.value_or(false)) return not_supported("cacheClusterEnabled");
  if (cache_cluster_size) return not_supported("cacheClusterSize");
  if (tracing_enabled.value_or(false)) return not_supported("tracingEnabled");
  return aws::Unit{};
}

aws::apigateway::Stage new_stage(std::string name, std::string deployment, aws::Timestamp now) {
  aws::apigateway::Stage stage;
  stage.stageName = std::move(name);
  stage.deploymentId = std::move(deployment);
  stage.cacheClusterEnabled = false;
  stage.cacheClusterStatus = aws::apigateway::values::CacheClusterStatus::NOT_AVAILABLE;
  stage.methodSettings.emplace();
  stage.tracingEnabled = false;
  stage.createdDate = now;
  stage.lastUpdatedDate = now;
  return stage;
}

}  // namespace bellwether::cloud::apigateway
