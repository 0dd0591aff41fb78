#include "cloud/server/virtual_host.h"

#include <array>

namespace bellwether::cloud::server {
namespace {

// Takes ".suffix" off the end of a name, and an amount of letters' case with it.
bool remove_suffix(std::string_view& name, std::string_view suffix) {
  if (name.size() <= suffix.size()) return false;
  const auto end = name.substr(name.size() - suffix.size());
  if (!aws::equals_ignore_case(end, suffix)) return false;
  name.remove_suffix(suffix.size());
  return true;
}

bool is_s3_label(std::string_view label) {
  return label == "s3" || label.starts_with("s3-");
}

// "BUCKET.s3" or "BUCKET.s3.REGION" without its end; a bucket's name may have dots itself.
std::optional<std::string_view> before_s3(std::string_view name) {
  for (int labels = 0; labels < 3; ++labels) {
    const auto dot = name.rfind('.');
    if (dot == std::string_view::npos) return std::nullopt;
    const auto label = name.substr(dot + 1);
    name = name.substr(0, dot);
    // "s3.dualstack.REGION" has one label more.
    if (is_s3_label(label)) return name;
  }
  return std::nullopt;
}

}  // namespace

std::optional<std::string_view> bucket_of_host(std::string_view host) {
  std::string_view name = host.substr(0, host.find(':'));
  static constexpr std::array<std::string_view, 4> domains{
      ".amazonaws.com", ".amazonaws.com.cn", ".localhost.localstack.cloud", ".localhost"};
  for (const auto domain : domains) {
    if (!remove_suffix(name, domain)) continue;
    if (const auto bucket = before_s3(name)) return bucket;
    // What clients make of "http://localhost" has no label for the service.
    const bool is_service = is_s3_label(name) || name.find('.') != std::string_view::npos;
    if (domain == ".localhost" && !is_service) return name;
    return std::nullopt;
  }
  return std::nullopt;
}

std::optional<std::string> path_with_bucket(const aws::HttpRequest& request) {
  const auto bucket = bucket_of_host(request.headers.get("Host"));
  if (!bucket) return std::nullopt;
  std::string path = "/";
  path.append(*bucket).append(request.path());
  return path;
}

}  // namespace bellwether::cloud::server
