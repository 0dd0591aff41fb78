#include "cloud/cloudformation/sam/api.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "cloud/cloudformation/sam/cors.h"
#include "cloud/cloudformation/sam/digest.h"
#include "cloud/cloudformation/sam/errors.h"

namespace bellwether::cloud::cloudformation::sam {
namespace {

constexpr std::string_view type = "AWS::Serverless::Api";

Value proxy_method(const Route& route) {
  return Value::map({
      {"x-amazon-apigateway-integration",
       Value::map({
           {"type", "aws_proxy"},
           {"httpMethod", "POST"},
           {"uri", Value::call(
                       "Fn::Sub",
                       fmt::format("arn:${{AWS::Partition}}:apigateway:${{AWS::Region}}:lambda:path"
                                   "/2015-03-31/functions/${{{}.Arn}}/invocations",
                                   route.function))},
       })},
      {"responses", Value::map()},
  });
}

Result<Value> paths_of(const Api& api) {
  Value paths = Value::map();
  for (const Route& route : api.routes) {
    if (paths.find(route.path) == nullptr) paths.set(route.path, Value::map());
    Value& item = *paths.find(route.path);
    if (item.find(route.method) != nullptr) {
      return refuse(route.function,
                    fmt::format("Event with id [{}] is invalid. API method \"{}\" defined multiple "
                                "times for path \"{}\".",
                                route.event, route.method, route.path),
                    route.line);
    }
    Value method = proxy_method(route);
    if (!route.condition.empty()) {
      method = Value::call("Fn::If", Value::list({route.condition, std::move(method),
                                                  Value::call("Ref", "AWS::NoValue")}));
    }
    item.set(route.method, std::move(method));
  }
  const Value* const property = api.properties.find("Cors");
  if (property == nullptr) return paths;
  const auto cors = read_cors(api.logical_id, *property);
  if (!cors) return std::unexpected(cors.error());
  for (auto& [path, item] : paths.members()) {
    if (item.find("options") == nullptr) item.set("options", preflight(*cors, item));
  }
  return paths;
}

Value media_types(const Value& property) {
  Value types = property;
  // "~1" stands for the slash in SAM's notation: image~1png.
  for (Value& item : types.items()) {
    if (const std::size_t at = item.text().find("~1"); at != std::string::npos) {
      std::string text = item.text();
      item = Value(text.replace(at, 2, "/"));
    }
  }
  return types;
}

Result<Value> body_of(const Api& api) {
  auto paths = paths_of(api);
  if (!paths) return paths;
  Value body = Value::map({
      {"swagger", "2.0"},
      {"info", Value::map({{"version", "1.0"}, {"title", Value::call("Ref", "AWS::StackName")}})},
      {"paths", std::move(*paths)},
  });
  if (const Value* const binary = api.properties.find("BinaryMediaTypes")) {
    body.set("x-amazon-apigateway-binary-media-types", media_types(*binary));
  }
  return body;
}

Result<Resource> rest_api(const Api& api, Value body) {
  Resource resource{.logical_id = api.logical_id, .type = "AWS::ApiGateway::RestApi"};
  resource.properties.set("Body", std::move(body));
  for (const std::string_view name : {"Name", "Description"}) {
    if (const Value* const value = api.properties.find(name)) resource.properties.set(name, *value);
  }
  if (const Value* const endpoint = api.properties.find("EndpointConfiguration")) {
    const Value* const kind = endpoint->find("Type");
    if (kind == nullptr || endpoint->members().size() != 1) {
      return refuse(api.logical_id,
                    "EndpointConfiguration must be an object with the member Type, and no other.",
                    endpoint->line());
    }
    resource.properties.set("EndpointConfiguration", Value::map({{"Types", Value::list({*kind})}}));
  }
  return resource;
}

}  // namespace

std::string stage_suffix(const Value& stage_name) {
  const bool plain =
      stage_name.is_scalar() && std::ranges::all_of(stage_name.text(), [](unsigned char c) {
        return (c | 32) >= 'a' ? (c | 32) <= 'z' : c >= '0' && c <= '9';
      });
  return plain ? stage_name.text() : "";
}

Result<std::vector<Resource>> api_resources(const Api& api, const Evaluator& parameters) {
  const int line = api.source == nullptr ? 0 : api.source->line;
  if (auto known =
          check_properties(api.logical_id, type, api.properties,
                           {"StageName", "Name", "Description", "Cors", "Variables",
                            "EndpointConfiguration", "BinaryMediaTypes", "OpenApiVersion"});
      !known) {
    return std::unexpected(known.error());
  }
  const Value* const stage_name = api.properties.find("StageName");
  if (stage_name == nullptr) {
    return refuse(api.logical_id, "Missing required property 'StageName'.", line);
  }
  const Value* const version = api.properties.find("OpenApiVersion");
  if (version != nullptr && version->text() != "2.0") {
    return refuse(api.logical_id, "OpenApiVersion must be '2.0'; other versions are not supported.",
                  version->line());
  }
  auto body = body_of(api);
  if (!body) return std::unexpected(body.error());
  // A new definition has to be a new deployment, or the stage would go on serving the old one.
  const auto no_resource = [](const std::string&, const std::string&) -> Result<Value> {
    return Value::unknown();
  };
  const auto fixed = parameters.resolve(*body, no_resource);
  if (!fixed) return std::unexpected(fixed.error());
  const std::string digest = sha1_hex(to_json(*body) + to_json(*fixed));

  auto made = rest_api(api, std::move(*body));
  if (!made) return std::unexpected(made.error());
  const Value rest_api_id = Value::call("Ref", api.logical_id);
  Resource deployment{
      .logical_id = fmt::format("{}Deployment{}", api.logical_id, digest.substr(0, 10)),
      .type = "AWS::ApiGateway::Deployment",
      .properties = Value::map({
          {"Description", fmt::format("RestApi deployment id: {}", digest)},
          {"RestApiId", rest_api_id},
      }),
  };
  // SAM's old habit of a second stage, called Stage, ends where a template names an OpenAPI
  // version.
  if (version == nullptr) deployment.properties.set("StageName", "Stage");

  const std::string suffix = stage_suffix(*stage_name);
  Resource stage{
      .logical_id = suffix.empty() ? fmt::format("{}Stage{}", api.logical_id,
                                                 stage_name->is_scalar()
                                                     ? sha1_hex(stage_name->text()).substr(0, 10)
                                                     : "")
                                   : fmt::format("{}{}Stage", api.logical_id, suffix),
      .type = "AWS::ApiGateway::Stage",
      .properties = Value::map({
          {"DeploymentId", Value::call("Ref", deployment.logical_id)},
          {"RestApiId", rest_api_id},
          {"StageName", *stage_name},
      }),
  };
  if (const Value* const variables = api.properties.find("Variables")) {
    stage.properties.set("Variables", *variables);
  }
  std::vector<Resource> resources = {std::move(*made), std::move(deployment), std::move(stage)};
  for (Resource& resource : resources) {
    resource.line = line;
    if (api.source == nullptr) continue;
    resource.condition = api.source->condition;
    resource.depends_on = api.source->depends_on;
    resource.deletion_policy = api.source->deletion_policy;
    resource.update_replace_policy = api.source->update_replace_policy;
  }
  return resources;
}

}  // namespace bellwether::cloud::cloudformation::sam
