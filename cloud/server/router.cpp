#include "cloud/server/router.h"

#include <algorithm>

#include <fmt/format.h>

namespace bellwether::cloud::server {
namespace {

// The forms of errors that belong to no service of ours.
const aws::ServiceInfo unknown_json{.protocol = aws::Protocol::json_1_0};
const aws::ServiceInfo unknown_rest{.protocol = aws::Protocol::rest_json};

bool is_json_rpc(aws::Protocol protocol) {
  return protocol == aws::Protocol::json_1_0 || protocol == aws::Protocol::json_1_1;
}

std::string_view first_segment(std::string_view path) {
  path.remove_prefix(std::min<std::size_t>(1, path.size()));
  return path.substr(0, path.find('/'));
}

// Uris with fewer labels are the more specific ones.
auto labels(const Operation* operation) {
  return std::ranges::count(operation->info->uri, '{');
}

Route unsupported(const aws::ServiceInfo& service, int status, std::string what) {
  return {.service = &service,
          .error = {.code = "UnknownOperationException",
                    .message = "Bellwether does not support " + std::move(what) + " yet",
                    .http_status = status}};
}

// The Query protocol's operation, for the error's sake.
std::string action(const aws::HttpRequest& request) {
  for (auto form : {request.query(), std::string_view(request.body).substr(0, 1024)}) {
    if (form.starts_with("Action=") || form.find("&Action=") != std::string_view::npos) {
      for (const auto& [name, value] : aws::parse_query(form)) {
        if (name == "Action") return value;
      }
    }
  }
  return {};
}

}  // namespace

Router::Router(const OperationTable& table) : operations_(table.operations()) {
  for (const auto& operation : operations_) {
    const auto& info = *operation.info;
    const auto& service = info.service;
    if (std::ranges::find(services_, service.name) == services_.end()) {
      services_.push_back(service.name);
    }
    signing_names_.emplace(service.signing_name, &service);
    if (is_json_rpc(service.protocol)) {
      targets_.emplace(fmt::format("{}.{}", service.target_prefix, info.name), &operation);
      target_prefixes_.emplace(service.target_prefix, &service);
    } else {
      const auto segment = first_segment(info.uri);
      paths_[fmt::format("{} {}", info.method, segment)].push_back(&operation);
      first_segments_.emplace(segment, &service);
    }
  }
  for (auto& [key, operations] : paths_) std::ranges::stable_sort(operations, {}, labels);
}

Route Router::route(const aws::HttpRequest& request, std::string_view signing_name) const {
  if (const auto* target = request.headers.find("X-Amz-Target")) return by_target(*target);
  return by_path(request, signing_name);
}

Route Router::by_target(std::string_view target) const {
  if (auto found = targets_.find(target); found != targets_.end()) {
    return {.operation = found->second, .service = &found->second->info->service};
  }
  const auto dot = target.rfind('.');
  auto service = target_prefixes_.find(target.substr(0, dot));
  if (dot == std::string_view::npos || service == target_prefixes_.end()) {
    return unsupported(unknown_json, 400, fmt::format("the operation {}", target));
  }
  return unsupported(
      *service->second, 400,
      fmt::format("the operation {} of {}", target.substr(dot + 1), service->second->name));
}

Route Router::by_path(const aws::HttpRequest& request, std::string_view signing_name) const {
  const auto path = request.path();
  const auto segment = first_segment(path);
  auto named = signing_names_.find(signing_name);
  if (!signing_name.empty() && named == signing_names_.end()) {
    auto name = action(request);
    return unsupported(unknown_rest, 404,
                       name.empty() ? fmt::format("the service {}", signing_name)
                                    : fmt::format("the operation {} of {}", name, signing_name));
  }
  Route route;
  if (auto found = paths_.find(fmt::format("{} {}", request.method, segment));
      found != paths_.end()) {
    for (const auto* operation : found->second) {
      const auto& service = operation->info->service;
      if (!signing_name.empty() && service.signing_name != signing_name) continue;
      if (aws::match_uri(operation->info->uri, path, route.path)) {
        route.operation = operation;
        route.service = &service;
        return route;
      }
    }
  }
  const aws::ServiceInfo* service = nullptr;
  if (named != signing_names_.end()) {
    service = named->second;
  } else if (auto known = first_segments_.find(segment); known != first_segments_.end()) {
    service = known->second;
  }
  if (service == nullptr) {
    return unsupported(unknown_rest, 404, fmt::format("{} {}", request.method, path));
  }
  return unsupported(*service, 404,
                     fmt::format("{} {} of {}", request.method, path, service->name));
}

}  // namespace bellwether::cloud::server
