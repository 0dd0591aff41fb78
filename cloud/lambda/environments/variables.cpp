#include "cloud/lambda/environments/variables.h"

#include <algorithm>
#include <array>
#include <map>

#include <fmt/format.h>

#include "cloud/lambda/environments/runtime.h"

namespace bellwether::cloud::lambda {
namespace {

constexpr std::array<std::string_view, 20> reserved = {
    "_HANDLER",
    "_X_AMZN_TRACE_ID",
    "AWS_ACCESS_KEY",
    "AWS_ACCESS_KEY_ID",
    "AWS_DEFAULT_REGION",
    "AWS_EXECUTION_ENV",
    "AWS_LAMBDA_FUNCTION_MEMORY_SIZE",
    "AWS_LAMBDA_FUNCTION_NAME",
    "AWS_LAMBDA_FUNCTION_VERSION",
    "AWS_LAMBDA_INITIALIZATION_TYPE",
    "AWS_LAMBDA_LOG_GROUP_NAME",
    "AWS_LAMBDA_LOG_STREAM_NAME",
    "AWS_LAMBDA_MAX_CONCURRENCY",
    "AWS_LAMBDA_METADATA_API",
    "AWS_LAMBDA_METADATA_TOKEN",
    "AWS_LAMBDA_RUNTIME_API",
    "AWS_REGION",
    "AWS_SECRET_ACCESS_KEY",
    "AWS_SECRET_KEY",
    "AWS_SESSION_TOKEN",
};

}  // namespace

bool is_reserved_variable(std::string_view name) {
  return std::find(reserved.begin(), reserved.end(), name) != reserved.end() ||
         name == "AWS_SECURITY_TOKEN" || name == "LAMBDA_TASK_ROOT" || name == "LAMBDA_RUNTIME_DIR";
}

std::vector<std::string> function_variables(const FunctionSpec& spec,
                                            const VariableSources& sources) {
  std::map<std::string, std::string, std::less<>> all = {
      {"LANG", "en_US.UTF-8"},
      {"TZ", ":UTC"},
      {"PATH", "/usr/local/bin:/usr/bin/:/bin:/opt/bin"},
      {"LD_LIBRARY_PATH", fmt::format("/lib64:/usr/lib64:{0}:{0}/lib:{1}:{1}/lib:/opt/lib",
                                      sources.runtime_folder, sources.task_root)},
      {"AWS_ENDPOINT_URL", sources.endpoint_url},
  };
  if (!sources.isolated) all["TMPDIR"] = sources.temporary_folder;
  for (const auto& [name, value] : spec.variables) all.insert_or_assign(name, value);

  const auto set = [&](std::string_view name, std::string value) {
    all.insert_or_assign(std::string(name), std::move(value));
  };
  set("_HANDLER", spec.handler);
  set("AWS_REGION", spec.scope.region);
  set("AWS_DEFAULT_REGION", spec.scope.region);
  set("AWS_LAMBDA_FUNCTION_NAME", spec.name);
  set("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", std::to_string(spec.memory_mib));
  set("AWS_LAMBDA_FUNCTION_VERSION", spec.version);
  set("AWS_LAMBDA_INITIALIZATION_TYPE", "on-demand");
  set("AWS_LAMBDA_LOG_GROUP_NAME", spec.log_group);
  set("AWS_LAMBDA_LOG_STREAM_NAME", sources.log_stream);
  set("AWS_LAMBDA_RUNTIME_API", fmt::format("127.0.0.1:{}", sources.runtime_api_port));
  set("AWS_ACCESS_KEY_ID", sources.access_key_id);
  set("AWS_SECRET_ACCESS_KEY", sources.secret_access_key);
  set("AWS_SESSION_TOKEN", sources.session_token);
  set("LAMBDA_TASK_ROOT", sources.task_root);
  set("LAMBDA_RUNTIME_DIR", sources.runtime_folder);
  set("AWS_XRAY_CONTEXT_MISSING", "LOG_ERROR");
  if (const std::string env = execution_environment(spec.runtime); !env.empty()) {
    set("AWS_EXECUTION_ENV", env);
  }
  // Lambda tells runtimes of the format only when it is not plain text.
  if (spec.log_format == LogFormat::json) {
    set("AWS_LAMBDA_LOG_FORMAT", "JSON");
    set("AWS_LAMBDA_LOG_LEVEL", spec.application_log_level);
  }

  std::vector<std::string> variables;
  variables.reserve(all.size());
  for (const auto& [name, value] : all) {
    if (value.empty() && !spec.variables.contains(name)) continue;
    variables.push_back(name);
    variables.back().append("=").append(value);
  }
  return variables;
}

}  // namespace bellwether::cloud::lambda
