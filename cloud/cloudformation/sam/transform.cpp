#include "cloud/cloudformation/sam/transform.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "cloud/cloudformation/sam/api.h"
#include "cloud/cloudformation/sam/errors.h"
#include "cloud/cloudformation/sam/function.h"

namespace bellwether::cloud::cloudformation::sam {
namespace {

Result<std::string> method_of(const Resource& function, const std::string& event,
                              const Value& value) {
  static constexpr std::array<std::string_view, 8> methods = {"any",     "delete", "get",  "head",
                                                              "options", "patch",  "post", "put"};
  std::string lower = value.text();
  std::ranges::transform(lower, lower.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
  });
  if (std::ranges::find(methods, lower) == methods.end()) {
    return refuse(function.logical_id,
                  fmt::format("Event with id [{}] is invalid. Invalid value '{}' for Method.",
                              event, value.text()),
                  value.line());
  }
  return lower == "any" ? "x-amazon-apigateway-any-method" : lower;
}

// Every method and every value of a path parameter that the route stands for.
Value permission_source(const Route& route, const std::string& api) {
  std::string method = "*";
  if (route.method != "x-amazon-apigateway-any-method") {
    method = route.method;
    std::ranges::transform(method, method.begin(),
                           [](char c) { return static_cast<char>(c - 32); });
  }
  std::string path;
  for (std::size_t at = 0; at < route.path.size(); ++at) {
    if (route.path[at] != '{') {
      path += route.path[at];
      continue;
    }
    path += '*';
    at = std::min(route.path.find('}', at), route.path.size() - 1);
  }
  return Value::call(
      "Fn::Sub",
      Value::list({fmt::format("arn:${{AWS::Partition}}:execute-api:${{AWS::Region}}:"
                               "${{AWS::AccountId}}:${{__ApiId__}}/${{__Stage__}}/{}{}",
                               method, path),
                   Value::map({{"__ApiId__", Value::call("Ref", api)}, {"__Stage__", "*"}})}));
}

Resource permission(const Resource& function, const Route& route, const Api& api) {
  const Value* const stage = api.properties.find("StageName");
  return {
      .logical_id = fmt::format("{}{}Permission{}", function.logical_id, route.event,
                                stage == nullptr ? "" : stage_suffix(*stage)),
      .type = "AWS::Lambda::Permission",
      .properties = Value::map({
          {"Action", "lambda:InvokeFunction"},
          {"FunctionName", Value::call("Ref", function.logical_id)},
          {"Principal", "apigateway.amazonaws.com"},
          {"SourceArn", permission_source(route, api.logical_id)},
      }),
      .condition = function.condition,
      .line = route.line,
  };
}

Resource simple_table(const Resource& table, const Value& properties) {
  Resource plain = table;
  plain.type = "AWS::DynamoDB::Table";
  Value name = "id";
  Value type = "String";
  if (const Value* const key = properties.find("PrimaryKey")) {
    if (const Value* const given = key->find("Name")) name = *given;
    if (const Value* const given = key->find("Type")) type = *given;
  }
  if (type.is_scalar()) type = Value(type.text().substr(0, 1));
  plain.properties = Value::map({
      {"AttributeDefinitions",
       Value::list({Value::map({{"AttributeName", name}, {"AttributeType", type}})})},
      {"KeySchema", Value::list({Value::map({{"AttributeName", name}, {"KeyType", "HASH"}})})},
  });
  plain.properties.set_line(table.properties.line());
  if (const Value* const throughput = properties.find("ProvisionedThroughput")) {
    plain.properties.set("ProvisionedThroughput", *throughput);
  } else {
    plain.properties.set("BillingMode", "PAY_PER_REQUEST");
  }
  if (const Value* const given = properties.find("TableName")) {
    plain.properties.set("TableName", *given);
  }
  if (const Value* const tags = properties.find("Tags")) {
    Value list = Value::list();
    for (const auto& [key, value] : tags->members()) {
      list.items().push_back(Value::map({{"Key", key}, {"Value", value}}));
    }
    plain.properties.set("Tags", std::move(list));
  }
  return plain;
}

Result<aws::Unit> check_table(const Resource& table, const Value& properties) {
  if (auto known = check_properties(table.logical_id, table.type, properties,
                                    {"PrimaryKey", "ProvisionedThroughput", "TableName", "Tags"});
      !known) {
    return known;
  }
  const Value* const key = properties.find("PrimaryKey");
  const Value* const type = key == nullptr ? nullptr : key->find("Type");
  if (type != nullptr && type->text() != "String" && type->text() != "Number" &&
      type->text() != "Binary") {
    return refuse(table.logical_id, fmt::format("Invalid 'Type' \"{}\".", type->text()),
                  type->line());
  }
  return {};
}

class Transform {
 public:
  Transform(const Template& serverless, const Evaluator& parameters)
      : source_(serverless), parameters_(parameters) {}

  Result<Template> run() {
    Template result = source_;
    result.resources.clear();
    result.globals = Value::map();
    if (auto found = collect_apis(); !found) return std::unexpected(found.error());
    for (const Resource& resource : source_.resources) {
      if (auto added = add(resource, result.resources); !added)
        return std::unexpected(added.error());
    }
    for (const Api& api : apis_) {
      if (api.source == nullptr && api.routes.empty()) continue;
      auto made = api_resources(api, parameters_);
      if (!made) return std::unexpected(made.error());
      std::ranges::move(*made, std::back_inserter(result.resources));
    }
    return check_unique(std::move(result));
  }

 private:
  // Explicit APIs, and last the implicit one.
  Result<aws::Unit> collect_apis() {
    for (const Resource& resource : source_.resources) {
      if (resource.type != "AWS::Serverless::Api") continue;
      auto properties = with_globals(resource, source_.globals);
      if (!properties) return std::unexpected(properties.error());
      // A stage named by a parameter is known before logical ids are written.
      if (Value* const stage = properties->find("StageName")) *stage = parameters_.settled(*stage);
      apis_.push_back({.logical_id = resource.logical_id,
                       .properties = std::move(*properties),
                       .source = &resource,
                       .routes = {}});
    }
    Resource implicit{.logical_id = std::string(implicit_api), .type = "AWS::Serverless::Api"};
    implicit.properties.set("StageName", implicit_stage);
    auto properties = with_globals(implicit, source_.globals);
    if (!properties) return std::unexpected(properties.error());
    apis_.push_back({.logical_id = implicit.logical_id,
                     .properties = std::move(*properties),
                     .source = nullptr,
                     .routes = {}});
    return {};
  }

  Result<aws::Unit> add(const Resource& resource, std::vector<Resource>& resources) {
    if (!resource.type.starts_with("AWS::Serverless::")) {
      resources.push_back(resource);
      return {};
    }
    if (resource.type == "AWS::Serverless::Api") return {};
    const auto properties = with_globals(resource, source_.globals);
    if (!properties) return std::unexpected(properties.error());
    if (resource.type == "AWS::Serverless::SimpleTable") {
      if (auto known = check_table(resource, *properties); !known) return known;
      resources.push_back(simple_table(resource, *properties));
      return {};
    }
    if (resource.type != "AWS::Serverless::Function") {
      return refuse(resource.logical_id,
                    fmt::format("The resource type {} is not supported.", resource.type),
                    resource.line);
    }
    auto made = function_resources(resource, *properties, parameters_);
    if (!made) return std::unexpected(made.error());
    std::ranges::move(*made, std::back_inserter(resources));
    const Value* const events = properties->find("Events");
    if (events == nullptr) return {};
    for (const auto& [name, event] : events->members()) {
      if (auto added = add_event(resource, name, event, resources); !added) return added;
    }
    return {};
  }

  Result<aws::Unit> add_event(const Resource& function, const std::string& name, const Value& event,
                              std::vector<Resource>& resources) {
    const auto refuse_event = [&](std::string_view why) {
      return refuse(function.logical_id,
                    fmt::format("Event with id [{}] is invalid. {}", name, why), event.line());
    };
    const Value* const type = event.find("Type");
    if (type == nullptr) return refuse_event("Event is missing a Type.");
    if (type->text() != "Api") {
      return refuse_event(fmt::format("The event type {} is not supported; Api is.", type->text()));
    }
    const Value* const properties = event.find("Properties");
    const Value* const path = properties == nullptr ? nullptr : properties->find("Path");
    const Value* const method = properties == nullptr ? nullptr : properties->find("Method");
    if (path == nullptr || method == nullptr)
      return refuse_event("Event must have Path and Method.");
    for (const auto& [property, value] : properties->members()) {
      if (property != "Path" && property != "Method" && property != "RestApiId") {
        return refuse_event(fmt::format("Property {} of an Api event is not supported.", property));
      }
    }
    if (!path->text().starts_with('/')) return refuse_event("Path must start with a slash.");
    auto verb = method_of(function, name, *method);
    if (!verb) return std::unexpected(verb.error());

    std::string api_id(implicit_api);
    if (const Value* const id = properties->find("RestApiId")) {
      const auto* const call = as_call(*id);
      if (call == nullptr || call->first != "Ref") {
        return refuse_event("RestApiId must be a Ref to an AWS::Serverless::Api of this template.");
      }
      api_id = call->second.text();
    }
    const auto api = std::ranges::find(apis_, api_id, &Api::logical_id);
    if (api == apis_.end()) {
      return refuse_event(
          "RestApiId must be a valid reference to an 'AWS::Serverless::Api' in same "
          "template.");
    }
    api->routes.push_back({.function = function.logical_id,
                           .event = name,
                           .condition = function.condition,
                           .path = path->text(),
                           .method = std::move(*verb),
                           .line = event.line()});
    resources.push_back(permission(function, api->routes.back(), *api));
    return {};
  }

  static Result<Template> check_unique(Template result) {
    for (std::size_t i = 0; i < result.resources.size(); ++i) {
      for (std::size_t j = 0; j < i; ++j) {
        if (result.resources[i].logical_id == result.resources[j].logical_id) {
          return refuse(result.resources[i].logical_id,
                        "The transform makes a resource of this name; choose another.",
                        result.resources[j].line);
        }
      }
    }
    return result;
  }

  const Template& source_;
  const Evaluator& parameters_;
  std::vector<Api> apis_;
};

}  // namespace

Result<Template> transform(const Template& serverless, const Evaluator& parameters) {
  return Transform(serverless, parameters).run();
}

}  // namespace bellwether::cloud::cloudformation::sam
