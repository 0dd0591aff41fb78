// What names and variables of a stage may be.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "cloud/apigateway/errors.h"

namespace bellwether::cloud::apigateway {

using Variables = std::optional<std::map<std::string, std::string, std::less<>>>;

aws::Result<aws::Unit> check_stage_name(std::string_view name);
aws::Result<aws::Unit> check_variable(std::string_view name, std::string_view value);
aws::Result<aws::Unit> check_variables(const Variables& variables);

// What CreateStage and CreateDeployment have in common and Bellwether has not.
aws::Result<aws::Unit> check_stage_features(const std::optional<bool>& cache_cluster_enabled,
                                            const std::optional<std::string>& cache_cluster_size,
                                            const std::optional<bool>& tracing_enabled);

// A new stage, with what AWS puts into every one.
aws::apigateway::Stage new_stage(std::string name, std::string deployment, aws::Timestamp now);

}  // namespace bellwether::cloud::apigateway
