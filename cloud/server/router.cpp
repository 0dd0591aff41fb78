#include "cloud/server/router.h"

#include <algorithm>

#include <fmt/format.h>

#include "cloud/server/virtual_host.h"

namespace bellwether::cloud::server {
namespace {

// The forms of errors that belong to no service of ours.
const aws::ServiceInfo unknown_json{.protocol = aws::Protocol::json_1_0};
const aws::ServiceInfo unknown_rest{.protocol = aws::Protocol::rest_json};
const aws::ServiceInfo unknown_query{.protocol = aws::Protocol::query,
                                     .errors = aws::xml::error_form};

bool is_json_rpc(aws::Protocol protocol) {
  return protocol == aws::Protocol::json_1_0 || protocol == aws::Protocol::json_1_1;
}

std::string_view first_segment(std::string_view path) {
  path.remove_prefix(std::min<std::size_t>(1, path.size()));
  return path.substr(0, path.find('/'));
}

std::string_view first_key(std::string_view uri) {
  const auto segment = first_segment(uri);
  return segment.starts_with('{') ? "{}" : segment;
}

// Whether a query string has "name", with any value, or exactly "name=value".
bool has_parameter(std::string_view query, std::string_view wanted) {
  const bool with_value = wanted.find('=') != std::string_view::npos;
  while (!query.empty()) {
    const auto part = query.substr(0, query.find('&'));
    query.remove_prefix(std::min(query.size(), part.size() + 1));
    if (wanted == (with_value ? part : part.substr(0, part.find('=')))) return true;
  }
  return false;
}

bool fits(const aws::OperationInfo& info, const aws::HttpRequest& request) {
  return std::ranges::all_of(info.query,
                             [&](auto name) { return has_parameter(request.query(), name); }) &&
         std::ranges::all_of(info.headers,
                             [&](auto name) { return request.headers.contains(name); });
}

// The more specific comes first: fewer labels, then more that the request has to have.
auto rank(const aws::OperationInfo& info) {
  return std::pair(std::ranges::count(info.uri, '{'),
                   -static_cast<std::ptrdiff_t>(info.query.size() + info.headers.size()));
}

Route unsupported(const aws::ServiceInfo& service, int status, std::string what) {
  const bool is_xml = service.protocol == aws::Protocol::rest_xml;
  return {.service = &service,
          .error = {.code = is_xml ? "NotImplemented" : "UnknownOperationException",
                    .message = "Bellwether does not support " + std::move(what) + " yet",
                    .http_status = is_xml ? 501 : status}};
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
      add_path({.info = &info, .operation = &operation});
    }
  }
  for (const auto others : table.others()) {
    for (const auto& info : others) add_path({.info = &info, .operation = nullptr});
  }
  for (auto& [key, candidates] : paths_) {
    std::ranges::stable_sort(candidates, {}, [](const Candidate& c) { return rank(*c.info); });
  }
}

void Router::add_path(Candidate candidate) {
  const auto& info = *candidate.info;
  const auto first = first_key(info.uri);
  paths_[fmt::format("{} {}", info.method, first)].push_back(candidate);
  if (first == "{}") {
    open_service_ = &info.service;
  } else {
    first_segments_.emplace(first, &info.service);
  }
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
  const auto by_host = path_with_bucket(request);
  const std::string_view path = by_host ? *by_host : request.path();
  auto named = signing_names_.find(signing_name);
  if (!signing_name.empty() && named == signing_names_.end()) {
    auto name = action(request);
    if (name.empty()) {
      return unsupported(unknown_rest, 404, fmt::format("the service {}", signing_name));
    }
    return unsupported(unknown_query, 404,
                       fmt::format("the operation {} of {}", name, signing_name));
  }
  Route route;
  if (const auto* found = best(request, path, signing_name, route.path)) {
    const auto& service = found->info->service;
    if (!found->operation) {
      return unsupported(service, 404,
                         fmt::format("the operation {} of {}", found->info->name, service.name));
    }
    route.operation = found->operation;
    route.service = &service;
    return route;
  }
  const aws::ServiceInfo* service = open_service_;
  if (named != signing_names_.end()) {
    service = named->second;
  } else if (auto known = first_segments_.find(first_segment(path));
             known != first_segments_.end()) {
    service = known->second;
  }
  if (service == nullptr) {
    return unsupported(unknown_rest, 404, fmt::format("{} {}", request.method, path));
  }
  return unsupported(*service, 404,
                     fmt::format("{} {} of {}", request.method, path, service->name));
}

const Router::Candidate* Router::best(const aws::HttpRequest& request, std::string_view path,
                                      std::string_view signing_name,
                                      aws::PathParameters& labels) const {
  const auto segment = first_segment(path);
  // Unsigned, a path is a bucket's only where it begins like no other service's.
  const bool taken = signing_name.empty() && first_segments_.contains(segment);
  for (const auto first : {segment, std::string_view("{}")}) {
    if (first == "{}" && taken) break;
    const auto found = paths_.find(fmt::format("{} {}", request.method, first));
    if (found == paths_.end()) continue;
    for (const auto& candidate : found->second) {
      const auto& info = *candidate.info;
      if (!signing_name.empty() && info.service.signing_name != signing_name) continue;
      if (fits(info, request) && aws::match_uri(info.uri, path, labels)) return &candidate;
    }
  }
  return nullptr;
}

}  // namespace bellwether::cloud::server
