#include <array>

#include <fmt/format.h>

#include "cloud/cloudformation/resources/convert.h"
#include "cloud/cloudformation/resources/handler.h"

namespace bellwether::cloud::cloudformation {
namespace {

namespace apigateway = aws::apigateway;

constexpr std::string_view missing = "NotFoundException";

using Change = PropertyRule::Change;
constexpr std::array rules = {
    PropertyRule{.name = "RestApiId", .required = true, .change = Change::replacement},
    PropertyRule{.name = "StageName", .required = true, .change = Change::replacement},
    PropertyRule{.name = "DeploymentId", .required = true},
    PropertyRule{.name = "Description"},
    PropertyRule{.name = "Variables"},
};

std::vector<apigateway::PatchOperation> variable_patches(const TextMap& before,
                                                         const TextMap& after) {
  std::vector<apigateway::PatchOperation> patches;
  for (const auto& [name, value] : after) {
    const auto old = before.find(name);
    if (old != before.end() && old->second == value) continue;
    patches.push_back(
        {.op = "replace", .path = fmt::format("/variables/{}", name), .value = value});
  }
  for (const auto& [name, value] : before) {
    if (!after.contains(name)) {
      patches.push_back({.op = "remove", .path = fmt::format("/variables/{}", name)});
    }
  }
  return patches;
}

class ApiStage final : public ResourceHandler {
 public:
  std::string_view type() const override { return "AWS::ApiGateway::Stage"; }
  std::span<const PropertyRule> properties() const override { return rules; }
  std::string_view name_property() const override { return "StageName"; }

  Result<Live> create(Surroundings& around, const Desired& desired) const override {
    Reader properties(desired.logical_id, desired.properties);
    const apigateway::CreateStageRequest request{
        .restApiId = properties.required_text("RestApiId"),
        .stageName = properties.required_text("StageName"),
        .deploymentId = properties.required_text("DeploymentId"),
        .description = properties.text("Description"),
        .variables = properties.text_map("Variables"),
    };
    if (properties.error()) return std::unexpected(*properties.error());
    const auto made = around.operations.call<apigateway::CreateStage>(request);
    if (!made) return std::unexpected(made.error());
    return Live{.physical_id = request.stageName, .attributes = {}, .note = ""};
  }

  Result<Live> update(Surroundings& around, const Desired& desired,
                      const ResourceRecord& current) const override {
    Reader properties(desired.logical_id, desired.properties);
    Reader old(current.logical_id, current.properties);
    auto patches = variable_patches(old.text_map("Variables").value_or(TextMap{}),
                                    properties.text_map("Variables").value_or(TextMap{}));
    if (is_changed(desired, current, "DeploymentId")) {
      patches.push_back({.op = "replace",
                         .path = "/deploymentId",
                         .value = properties.required_text("DeploymentId")});
    }
    if (is_changed(desired, current, "Description")) {
      patches.push_back({.op = "replace",
                         .path = "/description",
                         .value = properties.text("Description").value_or("")});
    }
    if (properties.error()) return std::unexpected(*properties.error());
    const auto done = around.operations.call<apigateway::UpdateStage>(
        {.restApiId = properties.required_text("RestApiId"),
         .stageName = current.physical_id,
         .patchOperations = std::move(patches)});
    if (!done) return std::unexpected(done.error());
    return Live{.physical_id = current.physical_id, .attributes = {}, .note = ""};
  }

  Result<aws::Unit> remove(Surroundings& around, const ResourceRecord& current) const override {
    return removed_unless_missing(around.operations.call<apigateway::DeleteStage>(
                                      {.restApiId = current.properties.find("RestApiId")->text(),
                                       .stageName = current.physical_id}),
                                  missing);
  }

  Result<bool> exists(Surroundings& around, const ResourceRecord& current) const override {
    return exists_unless_missing(around.operations.call<apigateway::GetStage>(
                                     {.restApiId = current.properties.find("RestApiId")->text(),
                                      .stageName = current.physical_id}),
                                 missing);
  }
};

}  // namespace

std::unique_ptr<const ResourceHandler> make_api_stage() {
  return std::make_unique<ApiStage>();
}

}  // namespace bellwether::cloud::cloudformation
