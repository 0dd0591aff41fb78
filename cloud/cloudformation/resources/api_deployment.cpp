#include <array>

#include "cloud/cloudformation/resources/convert.h"
#include "cloud/cloudformation/resources/handler.h"

namespace bellwether::cloud::cloudformation {
namespace {

namespace apigateway = aws::apigateway;

constexpr std::string_view missing = "NotFoundException";

using Change = PropertyRule::Change;
constexpr std::array rules = {
    PropertyRule{.name = "RestApiId", .required = true, .change = Change::replacement},
    PropertyRule{.name = "StageName", .change = Change::replacement},
    PropertyRule{.name = "Description"},
};
constexpr std::array<std::string_view, 1> attribute_names = {"DeploymentId"};

class ApiDeployment final : public ResourceHandler {
 public:
  std::string_view type() const override { return "AWS::ApiGateway::Deployment"; }
  std::span<const PropertyRule> properties() const override { return rules; }
  std::span<const std::string_view> attributes() const override { return attribute_names; }
  bool is_snapshot() const override { return true; }

  Result<Live> create(Surroundings& around, const Desired& desired) const override {
    Reader properties(desired.logical_id, desired.properties);
    const apigateway::CreateDeploymentRequest request{
        .restApiId = properties.required_text("RestApiId"),
        .stageName = properties.text("StageName"),
        .description = properties.text("Description"),
    };
    if (properties.error()) return std::unexpected(*properties.error());
    const auto made = around.operations.call<apigateway::CreateDeployment>(request);
    if (!made) return std::unexpected(made.error());
    const std::string id = made->id.value_or("");
    return Live{.physical_id = id, .attributes = {{"DeploymentId", id}}, .note = ""};
  }

  Result<Live> update(Surroundings&, const Desired& desired, const ResourceRecord&) const override {
    return cannot_update(type(), desired.logical_id, "Description", "UpdateDeployment");
  }

  Result<aws::Unit> remove(Surroundings& around, const ResourceRecord& current) const override {
    const std::string api = current.properties.find("RestApiId")->text();
    // API Gateway keeps a deployment that a stage serves, so the stage it brought along goes first.
    if (const Value* const stage = current.properties.find("StageName")) {
      const auto now = around.operations.call<apigateway::GetStage>(
          {.restApiId = api, .stageName = stage->text()});
      if (!now && now.error().code != missing) return std::unexpected(now.error());
      if (now && now->deploymentId == current.physical_id) {
        const auto deleted = around.operations.call<apigateway::DeleteStage>(
            {.restApiId = api, .stageName = stage->text()});
        if (auto gone = removed_unless_missing(deleted, missing); !gone) return gone;
      }
    }
    return removed_unless_missing(around.operations.call<apigateway::DeleteDeployment>(
                                      {.restApiId = api, .deploymentId = current.physical_id}),
                                  missing);
  }

  Result<bool> exists(Surroundings& around, const ResourceRecord& current) const override {
    return exists_unless_missing(around.operations.call<apigateway::GetDeployment>(
                                     {.restApiId = current.properties.find("RestApiId")->text(),
                                      .deploymentId = current.physical_id}),
                                 missing);
  }
};

}  // namespace

std::unique_ptr<const ResourceHandler> make_api_deployment() {
  return std::make_unique<ApiDeployment>();
}

}  // namespace bellwether::cloud::cloudformation
