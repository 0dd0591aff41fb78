#include <array>

#include <fmt/format.h>

#include "cloud/cloudformation/packaging/zip.h"
#include "cloud/cloudformation/resources/convert.h"
#include "cloud/cloudformation/resources/handler.h"

namespace bellwether::cloud::cloudformation {
namespace {

namespace lambda = aws::lambda;
using namespace std::chrono_literals;

constexpr std::string_view missing = "ResourceNotFoundException";
// Lambda's longest name.
constexpr std::size_t max_name = 64;
// A function becomes active at once here and within seconds on AWS; a minute means it never will.
constexpr auto look_again = 50ms;
constexpr int max_looks = 1200;

// What Lambda sets where a property is not given, so that taking a property away undoes it.
constexpr std::int32_t default_memory = 128;
constexpr std::int32_t default_timeout = 3;
constexpr std::int32_t default_storage = 512;
constexpr const char* default_tracing = "PassThrough";

using Change = PropertyRule::Change;
constexpr std::array rules = {
    PropertyRule{.name = "Code", .required = true},
    PropertyRule{.name = "Role", .required = true},
    PropertyRule{.name = "FunctionName", .change = Change::replacement},
    PropertyRule{.name = "PackageType", .change = Change::replacement},
    PropertyRule{.name = "Runtime"},
    PropertyRule{.name = "Handler"},
    PropertyRule{.name = "Description"},
    PropertyRule{.name = "MemorySize"},
    PropertyRule{.name = "Timeout"},
    PropertyRule{.name = "Environment"},
    PropertyRule{.name = "Architectures"},
    PropertyRule{.name = "EphemeralStorage"},
    PropertyRule{.name = "TracingConfig"},
    PropertyRule{.name = "Tags"},
};
constexpr std::array<std::string_view, 1> attribute_names = {"Arn"};
constexpr std::array<std::string_view, 9> configuration = {
    "Role",    "Runtime",     "Handler",          "Description",   "MemorySize",
    "Timeout", "Environment", "EphemeralStorage", "TracingConfig",
};

// CloudFormation puts the source of an inline function into a file of this name.
std::string inline_file(std::string_view runtime) {
  return runtime.starts_with("nodejs") ? "index.js" : "index.py";
}

Result<lambda::FunctionCode> read_code(Surroundings& around, Reader& properties) {
  Reader code = properties.object("Code");
  code.allow_only({"Artifact", "ZipFile", "S3Bucket", "S3Key", "S3ObjectVersion"});
  lambda::FunctionCode result{
      .S3Bucket = code.text("S3Bucket"),
      .S3Key = code.text("S3Key"),
      .S3ObjectVersion = code.text("S3ObjectVersion"),
  };
  if (const auto digest = code.text("Artifact")) {
    auto bytes = around.artifacts.get(*digest);
    if (!bytes) return std::unexpected(bytes.error());
    result.ZipFile = aws::Blob{std::move(*bytes)};
  } else if (const auto source = code.text("ZipFile")) {
    auto bytes = packaging::zip({{.path = inline_file(properties.text("Runtime").value_or("")),
                                  .bytes = *source,
                                  .mode = 0644}});
    if (!bytes) return std::unexpected(bytes.error());
    result.ZipFile = aws::Blob{std::move(*bytes)};
  }
  if (code.error()) return std::unexpected(*code.error());
  return result;
}

std::optional<lambda::Environment> read_environment(Reader& properties) {
  if (!properties.has("Environment")) return std::nullopt;
  Reader environment = properties.object("Environment");
  environment.allow_only({"Variables"});
  lambda::Environment result{.Variables = environment.text_map("Variables")};
  properties.absorb(environment);
  return result;
}

std::optional<lambda::EphemeralStorage> read_storage(Reader& properties) {
  if (!properties.has("EphemeralStorage")) return std::nullopt;
  Reader storage = properties.object("EphemeralStorage");
  storage.allow_only({"Size"});
  lambda::EphemeralStorage result{.Size = storage.integer("Size").value_or(default_storage)};
  properties.absorb(storage);
  return result;
}

std::optional<lambda::TracingConfig> read_tracing(Reader& properties) {
  if (!properties.has("TracingConfig")) return std::nullopt;
  Reader tracing = properties.object("TracingConfig");
  tracing.allow_only({"Mode"});
  lambda::TracingConfig result{.Mode = tracing.text("Mode")};
  properties.absorb(tracing);
  return result;
}

// Waits until neither creation nor an update is under way.
Result<lambda::FunctionConfiguration> settled(Surroundings& around, const std::string& name) {
  for (int look = 0; look < max_looks; ++look) {
    auto now = around.operations.call<lambda::GetFunctionConfiguration>({.FunctionName = name});
    if (!now) return std::unexpected(now.error());
    if (now->State == "Failed") {
      return invalid(fmt::format("Function {} is in state Failed: {}", name,
                                 now->StateReason.value_or("no reason given")));
    }
    if (now->LastUpdateStatus == "Failed") {
      return invalid(fmt::format("The update of function {} failed: {}", name,
                                 now->LastUpdateStatusReason.value_or("no reason given")));
    }
    if (now->State != "Pending" && now->LastUpdateStatus != "InProgress") return *now;
    around.pause(look_again);
  }
  return invalid(fmt::format("Function {} did not become active within a minute", name));
}

Result<Live> live(Surroundings& around, const std::string& name) {
  const auto now = settled(around, name);
  if (!now) return std::unexpected(now.error());
  return Live{
      .physical_id = name, .attributes = {{"Arn", now->FunctionArn.value_or("")}}, .note = ""};
}

class Function final : public ResourceHandler {
 public:
  std::string_view type() const override { return "AWS::Lambda::Function"; }
  std::span<const PropertyRule> properties() const override { return rules; }
  std::span<const std::string_view> attributes() const override { return attribute_names; }
  std::string_view name_property() const override { return "FunctionName"; }

  Result<Live> create(Surroundings& around, const Desired& desired) const override {
    Reader properties(desired.logical_id, desired.properties);
    auto code = read_code(around, properties);
    if (!code) return std::unexpected(code.error());
    auto name = properties.text("FunctionName");
    lambda::CreateFunctionRequest request{
        .FunctionName = name ? *name : physical_name(around, desired.logical_id, max_name),
        .Runtime = properties.text("Runtime"),
        .Role = properties.required_text("Role"),
        .Handler = properties.text("Handler"),
        .Code = std::move(*code),
        .Description = properties.text("Description"),
        .Timeout = properties.integer("Timeout"),
        .MemorySize = properties.integer("MemorySize"),
        .PackageType = properties.text("PackageType"),
        .Environment = read_environment(properties),
        .TracingConfig = read_tracing(properties),
        .Tags = properties.tags("Tags"),
        .Architectures = properties.texts("Architectures"),
        .EphemeralStorage = read_storage(properties),
    };
    if (properties.error()) return std::unexpected(*properties.error());
    auto created = around.operations.call<lambda::CreateFunction>(request);
    if (!created) return std::unexpected(created.error());
    return live(around, request.FunctionName);
  }

  Result<Live> update(Surroundings& around, const Desired& desired,
                      const ResourceRecord& current) const override {
    if (is_changed(desired, current, "Tags")) {
      return cannot_update(type(), desired.logical_id, "Tags", "TagResource");
    }
    Reader properties(desired.logical_id, desired.properties);
    if (is_changed(desired, current, "Code") || is_changed(desired, current, "Architectures")) {
      if (auto done = update_code(around, properties, current.physical_id); !done) {
        return std::unexpected(done.error());
      }
    }
    if (!first_change(desired, current, configuration).empty()) {
      if (auto done = update_configuration(around, properties, current.physical_id); !done) {
        return std::unexpected(done.error());
      }
    }
    return live(around, current.physical_id);
  }

  Result<aws::Unit> remove(Surroundings& around, const ResourceRecord& current) const override {
    return removed_unless_missing(
        around.operations.call<lambda::DeleteFunction>({.FunctionName = current.physical_id}),
        missing);
  }

  Result<bool> exists(Surroundings& around, const ResourceRecord& current) const override {
    return exists_unless_missing(around.operations.call<lambda::GetFunctionConfiguration>(
                                     {.FunctionName = current.physical_id}),
                                 missing);
  }

 private:
  static Result<aws::Unit> update_code(Surroundings& around, Reader& properties,
                                       const std::string& name) {
    auto code = read_code(around, properties);
    if (!code) return std::unexpected(code.error());
    lambda::UpdateFunctionCodeRequest request{
        .FunctionName = name,
        .ZipFile = std::move(code->ZipFile),
        .S3Bucket = code->S3Bucket,
        .S3Key = code->S3Key,
        .S3ObjectVersion = code->S3ObjectVersion,
        .Architectures =
            properties.texts("Architectures").value_or(std::vector<std::string>{"x86_64"}),
    };
    if (properties.error()) return std::unexpected(*properties.error());
    auto done = around.operations.call<lambda::UpdateFunctionCode>(request);
    if (!done) return std::unexpected(done.error());
    auto now = settled(around, name);
    if (!now) return std::unexpected(now.error());
    return aws::Unit{};
  }

  static Result<aws::Unit> update_configuration(Surroundings& around, Reader& properties,
                                                const std::string& name) {
    lambda::UpdateFunctionConfigurationRequest request{
        .FunctionName = name,
        .Role = properties.text("Role"),
        .Handler = properties.text("Handler"),
        .Description = properties.text("Description").value_or(""),
        .Timeout = properties.integer("Timeout").value_or(default_timeout),
        .MemorySize = properties.integer("MemorySize").value_or(default_memory),
        .Environment = read_environment(properties).value_or(lambda::Environment{TextMap{}}),
        .Runtime = properties.text("Runtime"),
        .TracingConfig =
            read_tracing(properties).value_or(lambda::TracingConfig{.Mode = default_tracing}),
        .EphemeralStorage =
            read_storage(properties).value_or(lambda::EphemeralStorage{.Size = default_storage}),
    };
    if (properties.error()) return std::unexpected(*properties.error());
    auto done = around.operations.call<lambda::UpdateFunctionConfiguration>(request);
    if (!done) return std::unexpected(done.error());
    auto now = settled(around, name);
    if (!now) return std::unexpected(now.error());
    return aws::Unit{};
  }
};

}  // namespace

std::unique_ptr<const ResourceHandler> make_function() {
  return std::make_unique<Function>();
}

}  // namespace bellwether::cloud::cloudformation
