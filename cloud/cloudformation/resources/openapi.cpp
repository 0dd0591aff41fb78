#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "cloud/cloudformation/resources/api_method.h"

namespace bellwether::cloud::cloudformation {
namespace {

namespace apigateway = aws::apigateway;

constexpr std::string_view integration_key = "x-amazon-apigateway-integration";

std::string upper(std::string text) {
  std::ranges::transform(text, text.begin(), [](char c) {
    return c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c;
  });
  return text;
}

std::optional<std::string> upper(std::optional<std::string> text) {
  if (text) text = upper(std::move(*text));
  return text;
}

// Empty when it is not the name of a method.
std::string http_method(const std::string& key) {
  static constexpr std::array<std::string_view, 7> methods = {"delete", "get",  "head", "options",
                                                              "patch",  "post", "put"};
  if (key == "x-amazon-apigateway-any-method") return "ANY";
  return std::ranges::find(methods, key) == methods.end() ? "" : upper(key);
}

void read_integration(Reader& method, MethodDefinition& definition) {
  if (!method.has(integration_key)) return;
  Reader integration = method.object(integration_key);
  integration.allow_only({"type", "httpMethod", "uri", "requestTemplates", "requestParameters",
                          "passthroughBehavior", "timeoutInMillis", "contentHandling",
                          "responses"});
  definition.integration = apigateway::PutIntegrationRequest{
      .httpMethod = definition.method.httpMethod,
      .type = upper(integration.required_text("type")),
      .integrationHttpMethod = integration.text("httpMethod"),
      .uri = integration.text("uri"),
      .requestParameters = integration.text_map("requestParameters"),
      .requestTemplates = integration.text_map("requestTemplates"),
      .passthroughBehavior = upper(integration.text("passthroughBehavior")),
      .contentHandling = upper(integration.text("contentHandling")),
      .timeoutInMillis = integration.integer("timeoutInMillis"),
  };
  const Reader responses = integration.object("responses");
  for (const auto& [pattern, value] : responses.value().members()) {
    Reader response = responses.object(pattern);
    response.allow_only(
        {"statusCode", "responseParameters", "responseTemplates", "contentHandling"});
    definition.integration_responses.push_back({
        .httpMethod = definition.method.httpMethod,
        .statusCode = response.required_text("statusCode"),
        .selectionPattern = pattern == "default" ? std::nullopt : std::optional(pattern),
        .responseParameters = response.text_map("responseParameters"),
        .responseTemplates = response.text_map("responseTemplates"),
        .contentHandling = upper(response.text("contentHandling")),
    });
    integration.absorb(response);
  }
  integration.absorb(responses);
  method.absorb(integration);
}

void read_responses(Reader& method, MethodDefinition& definition) {
  const Reader responses = method.object("responses");
  for (const auto& [status, value] : responses.value().members()) {
    const Reader response = responses.object(status);
    apigateway::PutMethodResponseRequest request{.httpMethod = definition.method.httpMethod,
                                                 .statusCode = status};
    const Reader headers = response.object("headers");
    for (const auto& [header, schema] : headers.value().members()) {
      if (!request.responseParameters) request.responseParameters.emplace();
      (*request.responseParameters)[fmt::format("method.response.header.{}", header)] = false;
    }
    definition.responses.push_back(std::move(request));
    method.absorb(response);
    method.absorb(headers);
  }
  method.absorb(responses);
}

MethodDefinition read_method(const std::string& name, Reader& method) {
  // The rest documents the API and changes nothing in how it answers.
  method.allow_only({integration_key, "responses", "summary", "description", "operationId", "tags",
                     "consumes", "produces", "parameters"});
  MethodDefinition definition{.method = {.httpMethod = name, .authorizationType = "NONE"}};
  read_integration(method, definition);
  read_responses(method, definition);
  return definition;
}

}  // namespace

Result<ApiPaths> read_paths(std::string_view logical_id, const Value& body) {
  Reader document(logical_id, body);
  document.allow_only({"swagger", "openapi", "info", "paths", "schemes", "tags",
                       "x-amazon-apigateway-binary-media-types"});
  if (!document.has("swagger") && !document.has("openapi")) {
    return invalid(
        fmt::format("Body of {} is not an OpenAPI document: it names no version of swagger "
                    "or openapi",
                    logical_id),
        body);
  }
  ApiPaths all;
  const Reader paths = document.object("paths");
  for (const auto& [path, item] : paths.value().members()) {
    const Reader methods = paths.object(path);
    auto& definitions = all[path];
    for (const auto& [key, value] : methods.value().members()) {
      const std::string name = http_method(key);
      if (name.empty()) {
        if (key == "summary" || key == "description" || key == "parameters") continue;
        return invalid(
            fmt::format("Body of {}: '{}' of path {} is not supported", logical_id, key, path),
            value);
      }
      Reader method = methods.object(key);
      definitions.push_back(read_method(name, method));
      document.absorb(method);
    }
    document.absorb(methods);
  }
  document.absorb(paths);
  if (document.error()) return std::unexpected(*document.error());
  return all;
}

}  // namespace bellwether::cloud::cloudformation
