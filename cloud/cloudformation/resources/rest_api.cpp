#include <array>

#include <fmt/format.h>

#include "cloud/cloudformation/resources/api_tree.h"

namespace bellwether::cloud::cloudformation {
namespace {

namespace apigateway = aws::apigateway;

constexpr std::string_view missing = "NotFoundException";

constexpr std::array rules = {
    PropertyRule{.name = "Body"},
    PropertyRule{.name = "Name"},
    PropertyRule{.name = "Description"},
    PropertyRule{.name = "EndpointConfiguration"},
    PropertyRule{.name = "BinaryMediaTypes"},
};
constexpr std::array<std::string_view, 2> attribute_names = {"RootResourceId", "RestApiId"};

std::optional<apigateway::EndpointConfiguration> read_endpoint(Reader& properties) {
  if (!properties.has("EndpointConfiguration")) return std::nullopt;
  Reader endpoint = properties.object("EndpointConfiguration");
  endpoint.allow_only({"Types"});
  apigateway::EndpointConfiguration result{.types = endpoint.texts("Types")};
  properties.absorb(endpoint);
  return result;
}

// The property where there is one, else what the body says.
std::optional<std::vector<std::string>> read_media_types(Reader& properties, Reader& body) {
  auto types = properties.texts("BinaryMediaTypes");
  return types ? types : body.texts("x-amazon-apigateway-binary-media-types");
}

Result<apigateway::CreateRestApiRequest> read_request(const Desired& desired) {
  Reader properties(desired.logical_id, desired.properties);
  Reader body = properties.object("Body");
  Reader about = body.object("info");
  const auto name = properties.text("Name");
  const auto title = about.text("title");
  if (!name && !title) {
    return invalid(
        fmt::format("REST API {} needs a Name, or a Body with a title", desired.logical_id));
  }
  apigateway::CreateRestApiRequest request{
      .name = name ? *name : *title,
      .description = properties.text("Description"),
      .binaryMediaTypes = read_media_types(properties, body),
      .endpointConfiguration = read_endpoint(properties),
  };
  properties.absorb(body);
  properties.absorb(about);
  if (properties.error()) return std::unexpected(*properties.error());
  return request;
}

Result<ApiPaths> paths_of(std::string_view logical_id, const Value& properties) {
  const Value* const body = properties.find("Body");
  return body == nullptr ? ApiPaths{} : read_paths(logical_id, *body);
}

class RestApi final : public ResourceHandler {
 public:
  std::string_view type() const override { return "AWS::ApiGateway::RestApi"; }
  std::span<const PropertyRule> properties() const override { return rules; }
  std::span<const std::string_view> attributes() const override { return attribute_names; }

  Result<Live> create(Surroundings& around, const Desired& desired) const override {
    const auto request = read_request(desired);
    if (!request) return std::unexpected(request.error());
    const auto paths = paths_of(desired.logical_id, desired.properties);
    if (!paths) return std::unexpected(paths.error());
    const auto made = around.operations.call<apigateway::CreateRestApi>(*request);
    if (!made) return std::unexpected(made.error());
    const std::string id = made->id.value_or("");
    if (auto done = bring_to(around, id, {}, *paths); !done) {
      // An API whose body was refused must not stay behind; the refusal is what matters.
      static_cast<void>(around.operations.call<apigateway::DeleteRestApi>({.restApiId = id}));
      return std::unexpected(done.error());
    }
    return live(around, id);
  }

  Result<Live> update(Surroundings& around, const Desired& desired,
                      const ResourceRecord& current) const override {
    const auto request = read_request(desired);
    if (!request) return std::unexpected(request.error());
    const auto before =
        read_request({.logical_id = desired.logical_id, .properties = current.properties});
    if (!before) return std::unexpected(before.error());
    if (request->name != before->name) return refuse(desired, "Name");
    if (request->description != before->description) return refuse(desired, "Description");
    if (request->binaryMediaTypes != before->binaryMediaTypes) {
      return refuse(desired, "BinaryMediaTypes");
    }
    if (request->endpointConfiguration != before->endpointConfiguration) {
      return refuse(desired, "EndpointConfiguration");
    }
    const auto old_paths = paths_of(desired.logical_id, current.properties);
    if (!old_paths) return std::unexpected(old_paths.error());
    const auto paths = paths_of(desired.logical_id, desired.properties);
    if (!paths) return std::unexpected(paths.error());
    if (auto done = bring_to(around, current.physical_id, *old_paths, *paths); !done) {
      return std::unexpected(done.error());
    }
    return live(around, current.physical_id);
  }

  Result<aws::Unit> remove(Surroundings& around, const ResourceRecord& current) const override {
    return removed_unless_missing(
        around.operations.call<apigateway::DeleteRestApi>({.restApiId = current.physical_id}),
        missing);
  }

  Result<bool> exists(Surroundings& around, const ResourceRecord& current) const override {
    return exists_unless_missing(
        around.operations.call<apigateway::GetRestApi>({.restApiId = current.physical_id}),
        missing);
  }

 private:
  std::unexpected<aws::Error> refuse(const Desired& desired, std::string_view property) const {
    return cannot_update(type(), desired.logical_id, property, "UpdateRestApi");
  }

  static Result<Live> live(Surroundings& around, const std::string& id) {
    auto now = around.operations.call<apigateway::GetRestApi>({.restApiId = id});
    if (!now) return std::unexpected(now.error());
    return Live{
        .physical_id = id,
        .attributes = {{"RestApiId", id}, {"RootResourceId", now->rootResourceId.value_or("")}},
        .note = ""};
  }
};

}  // namespace

std::unique_ptr<const ResourceHandler> make_rest_api() {
  return std::make_unique<RestApi>();
}

}  // namespace bellwether::cloud::cloudformation
