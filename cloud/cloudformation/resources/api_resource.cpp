#include <array>

#include "cloud/cloudformation/resources/convert.h"
#include "cloud/cloudformation/resources/handler.h"

namespace bellwether::cloud::cloudformation {
namespace {

namespace apigateway = aws::apigateway;

constexpr std::string_view missing = "NotFoundException";

using Change = PropertyRule::Change;
constexpr std::array rules = {
    PropertyRule{.name = "ParentId", .required = true, .change = Change::replacement},
    PropertyRule{.name = "PathPart", .required = true, .change = Change::replacement},
    PropertyRule{.name = "RestApiId", .required = true, .change = Change::replacement},
};
constexpr std::array<std::string_view, 1> attribute_names = {"ResourceId"};

class ApiResource final : public ResourceHandler {
 public:
  std::string_view type() const override { return "AWS::ApiGateway::Resource"; }
  std::span<const PropertyRule> properties() const override { return rules; }
  std::span<const std::string_view> attributes() const override { return attribute_names; }

  Result<Live> create(Surroundings& around, const Desired& desired) const override {
    Reader properties(desired.logical_id, desired.properties);
    const apigateway::CreateResourceRequest request{
        .restApiId = properties.required_text("RestApiId"),
        .parentId = properties.required_text("ParentId"),
        .pathPart = properties.required_text("PathPart"),
    };
    if (properties.error()) return std::unexpected(*properties.error());
    const auto made = around.operations.call<apigateway::CreateResource>(request);
    if (!made) return std::unexpected(made.error());
    const std::string id = made->id.value_or("");
    return Live{.physical_id = id, .attributes = {{"ResourceId", id}}, .note = ""};
  }

  // Every change replaces.
  Result<Live> update(Surroundings&, const Desired&, const ResourceRecord& current) const override {
    return Live{.physical_id = current.physical_id, .attributes = current.attributes, .note = ""};
  }

  Result<aws::Unit> remove(Surroundings& around, const ResourceRecord& current) const override {
    return removed_unless_missing(
        around.operations.call<apigateway::DeleteResource>(
            {.restApiId = api_of(current), .resourceId = current.physical_id}),
        missing);
  }

  Result<bool> exists(Surroundings& around, const ResourceRecord& current) const override {
    return exists_unless_missing(
        around.operations.call<apigateway::GetResource>(
            {.restApiId = api_of(current), .resourceId = current.physical_id}),
        missing);
  }

 private:
  static std::string api_of(const ResourceRecord& current) {
    return current.properties.find("RestApiId")->text();
  }
};

}  // namespace

std::unique_ptr<const ResourceHandler> make_api_resource() {
  return std::make_unique<ApiResource>();
}

}  // namespace bellwether::cloud::cloudformation
