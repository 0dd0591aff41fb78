#include "cloud/apigateway/route_table.h"

#include "cloud/apigateway/path_part.h"

namespace bellwether::cloud::apigateway {
namespace {

using aws::apigateway::Integration;
using aws::apigateway::Resource;

// API Gateway's own default and maximum.
constexpr std::chrono::milliseconds kDefaultTimeout{29'000};

std::optional<DeployedMethod> deploy(const Integration& integration,
                                     const StageVariables& variables) {
  const std::chrono::milliseconds timeout{
      integration.timeoutInMillis.value_or(static_cast<std::int32_t>(kDefaultTimeout.count()))};
  if (integration.type == "MOCK") {
    return DeployedMethod{.integration = MockIntegration(integration), .timeout = timeout};
  }
  const auto function =
      function_in_uri(substitute_stage_variables(integration.uri.value_or(""), variables));
  if (!function) return std::nullopt;
  return DeployedMethod{.integration = LambdaIntegration{*function}, .timeout = timeout};
}

DeployedResource deploy(const Resource& resource, const StageVariables& variables) {
  DeployedResource deployed{.id = *resource.id, .path = *resource.path};
  if (!resource.resourceMethods) return deployed;
  for (const auto& [name, method] : *resource.resourceMethods) {
    if (!method.methodIntegration) continue;
    if (auto ready = deploy(*method.methodIntegration, variables)) {
      deployed.methods.emplace(name, std::move(*ready));
    }
  }
  return deployed;
}

// The segment at the front of "a/b/c", and what follows its slash.
std::pair<std::string_view, std::string_view> cut_segment(std::string_view path) {
  const auto slash = path.find('/');
  if (slash == std::string_view::npos) return {path, {}};
  return {path.substr(0, slash), path.substr(slash + 1)};
}

}  // namespace

struct RouteTable::Node {
  // Null where the path ends between resources.
  std::unique_ptr<DeployedResource> resource;
  std::map<std::string, std::unique_ptr<Node>, std::less<>> literals;
  std::string parameter;
  std::unique_ptr<Node> parameter_node;
  std::string greedy;
  std::unique_ptr<Node> greedy_node;

  Node& child(std::string_view part) {
    std::unique_ptr<Node>* place = nullptr;
    if (!is_variable(part)) {
      place = &literals[std::string(part)];
    } else if (is_greedy(part)) {
      greedy = variable_name(part);
      place = &greedy_node;
    } else {
      parameter = variable_name(part);
      place = &parameter_node;
    }
    if (!*place) *place = std::make_unique<Node>();
    return **place;
  }

  // Resources without methods are only places on the way to others.
  const DeployedResource* end() const {
    return resource && !resource->methods.empty() ? resource.get() : nullptr;
  }

  const DeployedResource* find(std::string_view path, PathValues& values) const {
    if (path.empty()) return end();
    const auto [segment, rest] = cut_segment(path);
    if (const auto literal = literals.find(segment); literal != literals.end()) {
      if (const auto* found = literal->second->find(rest, values)) return found;
    }
    if (parameter_node && !segment.empty()) {
      values.emplace_back(parameter, segment);
      if (const auto* found = parameter_node->find(rest, values)) return found;
      values.pop_back();
    }
    if (greedy_node && greedy_node->end() != nullptr) {
      values.emplace_back(greedy, path);
      return greedy_node->end();
    }
    return nullptr;
  }
};

const DeployedMethod* DeployedResource::method(std::string_view http_method) const {
  auto found = methods.find(http_method);
  if (found == methods.end()) found = methods.find("ANY");
  return found == methods.end() ? nullptr : &found->second;
}

RouteTable::RouteTable(const std::vector<Resource>& resources, const StageVariables& variables)
    : root_(std::make_unique<Node>()) {
  for (const Resource& resource : resources) {
    Node* node = root_.get();
    std::string_view rest = std::string_view(*resource.path).substr(1);
    while (!rest.empty()) {
      const auto [part, after] = cut_segment(rest);
      node = &node->child(part);
      rest = after;
    }
    node->resource = std::make_unique<DeployedResource>(deploy(resource, variables));
  }
}

RouteTable::RouteTable(RouteTable&&) noexcept = default;
RouteTable::~RouteTable() = default;

std::optional<Match> RouteTable::match(std::string_view path) const {
  if (path.starts_with('/')) path.remove_prefix(1);
  if (path.ends_with('/')) path.remove_suffix(1);
  Match match{.resource = nullptr};
  match.resource = root_->find(path, match.values);
  if (match.resource == nullptr) return std::nullopt;
  return match;
}

}  // namespace bellwether::cloud::apigateway
