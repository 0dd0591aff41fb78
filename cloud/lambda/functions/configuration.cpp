#include "cloud/lambda/functions/configuration.h"

#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "aws/lambda/json.h"
#include "cloud/lambda/environments/runtime.h"
#include "cloud/lambda/environments/variables.h"
#include "cloud/lambda/functions/name.h"
#include "cloud/lambda/functions/package_store.h"

namespace bellwether::cloud::lambda {
namespace {

namespace model = aws::lambda;
namespace errors = aws::lambda::errors;

// https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
constexpr std::int32_t max_memory_mib = 10'240;
constexpr std::int32_t max_timeout_seconds = 900;
constexpr std::size_t max_variables_bytes = 4 * 1024;
// Lambda's defaults: https://docs.aws.amazon.com/lambda/latest/api/API_CreateFunction.html
constexpr std::int32_t default_memory_mib = 128;
constexpr std::int32_t default_timeout_seconds = 3;
constexpr std::int32_t default_storage_mib = 512;

using Checked = aws::Result<aws::Unit>;

Checked refuse(std::string message) {
  return aws::fail(errors::InvalidParameterValueException(std::move(message)));
}

Checked unsupported(std::string_view parameter) {
  return refuse(fmt::format("{} is not supported by Bellwether", parameter));
}

Checked check_variables(const std::map<std::string, std::string, std::less<>>& variables) {
  std::vector<std::string> reserved;
  std::size_t bytes = 0;
  for (const auto& [name, value] : variables) {
    if (is_reserved_variable(name)) reserved.push_back(name);
    bytes += name.size() + value.size();
    if (value.find('\0') != std::string::npos) {
      return refuse(fmt::format("The value of the environment variable {} has a NUL", name));
    }
  }
  if (!reserved.empty()) {
    return refuse(fmt::format(
        "Lambda was unable to configure your environment variables because the environment "
        "variables you have provided contains reserved keys that are currently not supported for "
        "modification. Reserved keys used in this request: {}",
        fmt::join(reserved, ", ")));
  }
  if (bytes > max_variables_bytes) {
    model::Environment environment;
    environment.Variables = variables;
    aws::json::Writer writer;
    write(writer, environment);
    return refuse(
        "Lambda was unable to configure your environment variables because the environment "
        "variables you have provided exceeded the 4KB limit. String measured: " +
        writer.take());
  }
  return aws::Unit{};
}

Checked check_runtime(const std::string& runtime) {
  if (runtime_is_supported(runtime)) return aws::Unit{};
  return refuse(
      fmt::format("Bellwether does not run {}: Runtime must be provided.al2023, provided.al2 or "
                  "python3.9 to python3.14",
                  runtime));
}

// Layers that name nothing are what SDKs send for none.
template <class List>
bool given(const std::optional<List>& list) {
  return list && !list->empty();
}

Checked check_logging(const std::optional<model::LoggingConfig>& logging) {
  if (!logging) return aws::Unit{};
  const bool levels = logging->ApplicationLogLevel || logging->SystemLogLevel;
  if (levels && logging->LogFormat.value_or("Text") == "Text") {
    return refuse("ApplicationLogLevel and SystemLogLevel are supported with LogFormat JSON only");
  }
  return aws::Unit{};
}

// What creating and configuring have in common, by the members' names.
template <class Request>
Checked check_common(const Request& request) {
  if (request.VpcConfig &&
      (given(request.VpcConfig->SubnetIds) || given(request.VpcConfig->SecurityGroupIds))) {
    return unsupported("VpcConfig with subnets or security groups");
  }
  if (given(request.Layers)) return unsupported("Layers");
  if (given(request.FileSystemConfigs)) return unsupported("FileSystemConfigs");
  if (request.ImageConfig) return unsupported("ImageConfig");
  if (request.CapacityProviderConfig) return unsupported("CapacityProviderConfig");
  if (request.DurableConfig) return unsupported("DurableConfig");
  if (request.DeadLetterConfig && given(request.DeadLetterConfig->TargetArn)) {
    return unsupported("DeadLetterConfig with a TargetArn");
  }
  if (request.SnapStart && request.SnapStart->ApplyOn.value_or("None") != "None") {
    return unsupported("SnapStart on PublishedVersions");
  }
  if (given(request.KMSKeyArn)) return unsupported("KMSKeyArn");
  if (request.Runtime) {
    if (auto checked = check_runtime(*request.Runtime); !checked) return checked;
  }
  if (request.MemorySize.value_or(0) > max_memory_mib) {
    return refuse(
        fmt::format("'MemorySize' value failed to satisfy constraint: Member must have value less "
                    "than or equal to {}",
                    max_memory_mib));
  }
  if (request.Timeout.value_or(0) > max_timeout_seconds) {
    return aws::fail(errors::ValidationException(fmt::format(
        "1 validation error detected: Value '{}' at 'timeout' failed to satisfy constraint: Member "
        "must have value less than or equal to {}",
        *request.Timeout, max_timeout_seconds)));
  }
  if (auto checked = check_logging(request.LoggingConfig); !checked) return checked;
  if (request.Environment && request.Environment->Variables) {
    return check_variables(*request.Environment->Variables);
  }
  return aws::Unit{};
}

Checked check_code(const model::FunctionCode& code) {
  if (code.S3Bucket || code.S3Key || code.S3ObjectVersion) {
    return unsupported("Code from S3 (S3Bucket, S3Key, S3ObjectVersion)");
  }
  if (code.ImageUri) return unsupported("Code from an image (ImageUri)");
  if (code.SourceKMSKeyArn) return unsupported("SourceKMSKeyArn");
  if (!code.ZipFile) return refuse("Please provide a source for function code.");
  if (code.ZipFile->bytes.empty()) return refuse("Uploaded file must be a non-empty zip");
  return aws::Unit{};
}

std::string default_log_group(const std::string& name) {
  return "/aws/lambda/" + name;
}

model::LoggingConfig complete(model::LoggingConfig logging, const std::string& name) {
  if (!logging.LogFormat) logging.LogFormat = "Text";
  if (!logging.LogGroup) logging.LogGroup = default_log_group(name);
  if (*logging.LogFormat == "JSON") {
    if (!logging.ApplicationLogLevel) logging.ApplicationLogLevel = "INFO";
    if (!logging.SystemLogLevel) logging.SystemLogLevel = "INFO";
  } else {
    logging.ApplicationLogLevel.reset();
    logging.SystemLogLevel.reset();
  }
  return logging;
}

model::RuntimeVersionConfig runtime_version_config(const Scope& scope, const std::string& runtime) {
  model::RuntimeVersionConfig config;
  config.RuntimeVersionArn =
      fmt::format("arn:aws:lambda:{}::runtime:{}", scope.region, sha256_hex(runtime));
  return config;
}

std::optional<model::EnvironmentResponse> echo(const std::optional<model::Environment>& given_one) {
  // Without variables there is no Environment.
  if (!given_one || !given_one->Variables || given_one->Variables->empty()) return std::nullopt;
  model::EnvironmentResponse environment;
  environment.Variables = given_one->Variables;
  return environment;
}

model::VpcConfigResponse no_vpc() {
  model::VpcConfigResponse vpc;
  vpc.SubnetIds.emplace();
  vpc.SecurityGroupIds.emplace();
  vpc.VpcId = "";
  vpc.Ipv6AllowedForDualStack = false;
  return vpc;
}

}  // namespace

Checked check(const model::CreateFunctionRequest& request) {
  if (request.PackageType.value_or("Zip") != "Zip") return unsupported("PackageType Image");
  if (auto checked = check_code(request.Code); !checked) return checked;
  if (!request.Runtime || !request.Handler) {
    return refuse(
        "Runtime and Handler are mandatory parameters for functions created with deployment "
        "packages.");
  }
  if (request.Publish.value_or(false)) return unsupported("Publish");
  if (request.PublishTo) return unsupported("PublishTo");
  if (given(request.CodeSigningConfigArn)) return unsupported("CodeSigningConfigArn");
  if (request.TenancyConfig) return unsupported("TenancyConfig");
  return check_common(request);
}

Checked check(const model::UpdateFunctionConfigurationRequest& request) {
  return check_common(request);
}

Checked check(const model::UpdateFunctionCodeRequest& request) {
  model::FunctionCode code;
  code.ZipFile = request.ZipFile;
  code.S3Bucket = request.S3Bucket;
  code.S3Key = request.S3Key;
  code.S3ObjectVersion = request.S3ObjectVersion;
  code.ImageUri = request.ImageUri;
  code.SourceKMSKeyArn = request.SourceKMSKeyArn;
  if (request.Publish.value_or(false)) return unsupported("Publish");
  if (request.PublishTo) return unsupported("PublishTo");
  return check_code(code);
}

model::FunctionConfiguration new_configuration(const Scope& scope, const std::string& name,
                                               const model::CreateFunctionRequest& request) {
  model::FunctionConfiguration made;
  made.FunctionName = name;
  made.FunctionArn = function_arn(scope, name);
  made.Runtime = request.Runtime;
  made.Role = request.Role;
  made.Handler = request.Handler;
  made.Description = request.Description.value_or("");
  made.Timeout = request.Timeout.value_or(default_timeout_seconds);
  made.MemorySize = request.MemorySize.value_or(default_memory_mib);
  made.Version = latest_version;
  if (request.VpcConfig) made.VpcConfig = no_vpc();
  made.Environment = echo(request.Environment);
  made.TracingConfig.emplace();
  made.TracingConfig->Mode =
      request.TracingConfig ? request.TracingConfig->Mode.value_or("PassThrough") : "PassThrough";
  made.State = "Active";
  made.LastUpdateStatus = "Successful";
  made.PackageType = "Zip";
  made.Architectures = request.Architectures.value_or(std::vector<std::string>{"x86_64"});
  made.EphemeralStorage.emplace();
  made.EphemeralStorage->Size =
      request.EphemeralStorage ? request.EphemeralStorage->Size : default_storage_mib;
  made.SnapStart.emplace();
  made.SnapStart->ApplyOn = "None";
  made.SnapStart->OptimizationStatus = "Off";
  made.RuntimeVersionConfig = runtime_version_config(scope, *request.Runtime);
  made.LoggingConfig = complete(request.LoggingConfig.value_or(model::LoggingConfig{}), name);
  return made;
}

void apply(const Scope& scope, const model::UpdateFunctionConfigurationRequest& request,
           model::FunctionConfiguration& configuration) {
  if (request.Role) configuration.Role = request.Role;
  if (request.Handler) configuration.Handler = request.Handler;
  if (request.Description) configuration.Description = request.Description;
  if (request.Timeout) configuration.Timeout = request.Timeout;
  if (request.MemorySize) configuration.MemorySize = request.MemorySize;
  if (request.VpcConfig) configuration.VpcConfig = no_vpc();
  if (request.Environment) configuration.Environment = echo(request.Environment);
  if (request.Runtime) {
    configuration.Runtime = request.Runtime;
    configuration.RuntimeVersionConfig = runtime_version_config(scope, *request.Runtime);
  }
  if (request.TracingConfig && request.TracingConfig->Mode) {
    configuration.TracingConfig->Mode = request.TracingConfig->Mode;
  }
  if (request.EphemeralStorage) {
    configuration.EphemeralStorage->Size = request.EphemeralStorage->Size;
  }
  if (request.LoggingConfig) {
    configuration.LoggingConfig = complete(*request.LoggingConfig, *configuration.FunctionName);
  }
}

FunctionSpec make_spec(const Scope& scope, const FunctionRecord& record,
                       std::filesystem::path code) {
  const model::FunctionConfiguration& from = record.configuration;
  FunctionSpec spec;
  spec.scope = scope;
  spec.name = *from.FunctionName;
  spec.arn = *from.FunctionArn;
  spec.runtime = *from.Runtime;
  spec.handler = *from.Handler;
  spec.architecture = from.Architectures->front();
  spec.memory_mib = *from.MemorySize;
  spec.ephemeral_storage_mib = from.EphemeralStorage->Size;
  spec.timeout = std::chrono::seconds{*from.Timeout};
  if (from.Environment && from.Environment->Variables) {
    spec.variables = *from.Environment->Variables;
  }
  spec.code = std::move(code);
  const model::LoggingConfig& logging = *from.LoggingConfig;
  spec.log_group = *logging.LogGroup;
  if (*logging.LogFormat == "JSON") {
    spec.log_format = LogFormat::json;
    spec.application_log_level = *logging.ApplicationLogLevel;
    spec.system_log_level = *logging.SystemLogLevel;
  }
  spec.runtime_version_arn = *from.RuntimeVersionConfig->RuntimeVersionArn;
  return spec;
}

std::string last_modified(aws::Timestamp now) {
  std::string text = iso_time(now);
  text.replace(text.size() - 1, 1, "+0000");
  return text;
}

}  // namespace bellwether::cloud::lambda
