#include "cloud/cloudformation/resources/api_method.h"

#include <array>

#include <fmt/format.h>

namespace bellwether::cloud::cloudformation {
namespace {

namespace apigateway = aws::apigateway;

using Change = PropertyRule::Change;
constexpr std::array rules = {
    PropertyRule{.name = "HttpMethod", .required = true, .change = Change::replacement},
    PropertyRule{.name = "ResourceId", .required = true, .change = Change::replacement},
    PropertyRule{.name = "RestApiId", .required = true, .change = Change::replacement},
    PropertyRule{.name = "AuthorizationType"},
    PropertyRule{.name = "ApiKeyRequired"},
    PropertyRule{.name = "OperationName"},
    PropertyRule{.name = "RequestParameters"},
    PropertyRule{.name = "Integration"},
    PropertyRule{.name = "MethodResponses"},
};

std::optional<std::map<std::string, bool, std::less<>>> flags(Reader& from, std::string_view name) {
  const auto texts = from.text_map(name);
  if (!texts) return std::nullopt;
  std::map<std::string, bool, std::less<>> all;
  for (const auto& [key, text] : *texts) all[key] = text == "true";
  return all;
}

void read_integration(Reader& properties, MethodDefinition& definition) {
  if (!properties.has("Integration")) return;
  Reader integration = properties.object("Integration");
  integration.allow_only({"Type", "IntegrationHttpMethod", "Uri", "RequestTemplates",
                          "RequestParameters", "PassthroughBehavior", "TimeoutInMillis",
                          "ContentHandling", "IntegrationResponses"});
  definition.integration = apigateway::PutIntegrationRequest{
      .httpMethod = definition.method.httpMethod,
      .type = integration.required_text("Type"),
      .integrationHttpMethod = integration.text("IntegrationHttpMethod"),
      .uri = integration.text("Uri"),
      .requestParameters = integration.text_map("RequestParameters"),
      .requestTemplates = integration.text_map("RequestTemplates"),
      .passthroughBehavior = integration.text("PassthroughBehavior"),
      .contentHandling = integration.text("ContentHandling"),
      .timeoutInMillis = integration.integer("TimeoutInMillis"),
  };
  for (Reader& response : integration.list("IntegrationResponses")) {
    response.allow_only({"StatusCode", "SelectionPattern", "ResponseParameters",
                         "ResponseTemplates", "ContentHandling"});
    definition.integration_responses.push_back({
        .httpMethod = definition.method.httpMethod,
        .statusCode = response.required_text("StatusCode"),
        .selectionPattern = response.text("SelectionPattern"),
        .responseParameters = response.text_map("ResponseParameters"),
        .responseTemplates = response.text_map("ResponseTemplates"),
        .contentHandling = response.text("ContentHandling"),
    });
    integration.absorb(response);
  }
  properties.absorb(integration);
}

Result<MethodDefinition> read_definition(const Desired& desired) {
  Reader properties(desired.logical_id, desired.properties);
  MethodDefinition definition{
      .method = {
          .httpMethod = properties.required_text("HttpMethod"),
          .authorizationType = properties.text("AuthorizationType").value_or("NONE"),
          .apiKeyRequired = properties.boolean("ApiKeyRequired"),
          .operationName = properties.text("OperationName"),
          .requestParameters = flags(properties, "RequestParameters"),
      }};
  read_integration(properties, definition);
  for (Reader& response : properties.list("MethodResponses")) {
    response.allow_only({"StatusCode", "ResponseParameters", "ResponseModels"});
    definition.responses.push_back({
        .httpMethod = definition.method.httpMethod,
        .statusCode = response.required_text("StatusCode"),
        .responseParameters = flags(response, "ResponseParameters"),
        .responseModels = response.text_map("ResponseModels"),
    });
    properties.absorb(response);
  }
  if (properties.error()) return std::unexpected(*properties.error());
  return definition;
}

MethodPlace place_of(const Value& properties) {
  return {.rest_api_id = properties.find("RestApiId")->text(),
          .resource_id = properties.find("ResourceId")->text()};
}

class ApiMethod final : public ResourceHandler {
 public:
  std::string_view type() const override { return "AWS::ApiGateway::Method"; }
  std::span<const PropertyRule> properties() const override { return rules; }

  Result<Live> create(Surroundings& around, const Desired& desired) const override {
    auto definition = read_definition(desired);
    if (!definition) return std::unexpected(definition.error());
    const MethodPlace place = place_of(desired.properties);
    std::string id = fmt::format("{}|{}|{}", place.rest_api_id, place.resource_id,
                                 definition->method.httpMethod);
    if (auto done = put_method(around, place, std::move(*definition)); !done) {
      return std::unexpected(done.error());
    }
    return Live{.physical_id = std::move(id), .attributes = {}, .note = ""};
  }

  Result<Live> update(Surroundings& around, const Desired& desired,
                      const ResourceRecord& current) const override {
    if (auto removed = remove(around, current); !removed) return std::unexpected(removed.error());
    return create(around, desired);
  }

  Result<aws::Unit> remove(Surroundings& around, const ResourceRecord& current) const override {
    return delete_method(around, place_of(current.properties),
                         current.properties.find("HttpMethod")->text());
  }

  Result<bool> exists(Surroundings& around, const ResourceRecord& current) const override {
    const MethodPlace place = place_of(current.properties);
    return exists_unless_missing(around.operations.call<apigateway::GetMethod>(
                                     {.restApiId = place.rest_api_id,
                                      .resourceId = place.resource_id,
                                      .httpMethod = current.properties.find("HttpMethod")->text()}),
                                 "NotFoundException");
  }
};

}  // namespace

Result<aws::Unit> put_method(Surroundings& around, const MethodPlace& place,
                             MethodDefinition definition) {
  const auto put = [&]<class Op>(Op, auto& request) -> Result<aws::Unit> {
    request.restApiId = place.rest_api_id;
    request.resourceId = place.resource_id;
    auto done = around.operations.call<Op>(request);
    if (!done) return std::unexpected(done.error());
    return aws::Unit{};
  };
  if (auto done = put(apigateway::PutMethod{}, definition.method); !done) return done;
  for (auto& response : definition.responses) {
    if (auto done = put(apigateway::PutMethodResponse{}, response); !done) return done;
  }
  if (!definition.integration) return aws::Unit{};
  if (auto done = put(apigateway::PutIntegration{}, *definition.integration); !done) return done;
  for (auto& response : definition.integration_responses) {
    if (auto done = put(apigateway::PutIntegrationResponse{}, response); !done) return done;
  }
  return aws::Unit{};
}

Result<aws::Unit> delete_method(Surroundings& around, const MethodPlace& place,
                                const std::string& http_method) {
  return removed_unless_missing(
      around.operations.call<apigateway::DeleteMethod>({.restApiId = place.rest_api_id,
                                                        .resourceId = place.resource_id,
                                                        .httpMethod = http_method}),
      "NotFoundException");
}

std::unique_ptr<const ResourceHandler> make_api_method() {
  return std::make_unique<ApiMethod>();
}

}  // namespace bellwether::cloud::cloudformation
