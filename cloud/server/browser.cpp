#include "cloud/server/browser.h"

#include <algorithm>

namespace bellwether::cloud::server {
namespace {

std::string_view without_port(std::string_view host) {
  if (host.starts_with('[')) {
    const auto end = host.find(']');
    return end == std::string_view::npos ? host : host.substr(1, end - 1);
  }
  return host.substr(0, host.find(':'));
}

bool ends_with_localhost(std::string_view name) {
  constexpr std::string_view localhost = "localhost";
  if (name.size() < localhost.size()) return false;
  const auto prefix = name.size() - localhost.size();
  return aws::equals_ignore_case(name.substr(prefix), localhost) &&
         (prefix == 0 || name[prefix - 1] == '.');
}

bool is_ipv4(std::string_view name) {
  return std::ranges::count(name, '.') == 3 &&
         name.find_first_not_of("0123456789.") == std::string_view::npos;
}

bool is_loopback(std::string_view name) {
  return ends_with_localhost(name) || name == "::1" || (is_ipv4(name) && name.starts_with("127."));
}

}  // namespace

bool is_local_host(std::string_view host) {
  const auto name = without_port(host);
  return ends_with_localhost(name) || host.starts_with('[') || is_ipv4(name) ||
         name.find('.') == std::string_view::npos;
}

bool OriginPolicy::permits(const aws::HttpRequest& request) const {
  const auto* origin = request.headers.find("Origin");
  if (origin == nullptr) return true;
  if (std::ranges::find(allowed_, *origin) != allowed_.end()) return true;
  const auto scheme = origin->find("://");
  if (scheme == std::string::npos) return false;
  return is_loopback(without_port(std::string_view(*origin).substr(scheme + 3)));
}

bool OriginPolicy::is_preflight(const aws::HttpRequest& request) {
  return request.method == "OPTIONS" && request.headers.contains("Origin") &&
         request.headers.contains("Access-Control-Request-Method");
}

aws::HttpResponse OriginPolicy::preflight(const aws::HttpRequest& request) const {
  aws::HttpResponse response{.status = 204};
  response.headers.add("Access-Control-Allow-Methods", "GET,HEAD,POST,PUT,PATCH,DELETE,OPTIONS");
  if (const auto* names = request.headers.find("Access-Control-Request-Headers")) {
    response.headers.add("Access-Control-Allow-Headers", *names);
  }
  response.headers.add("Access-Control-Max-Age", "600");
  return response;
}

void OriginPolicy::expose(const aws::HttpRequest& request, aws::HttpResponse& response) const {
  const auto* origin = request.headers.find("Origin");
  if (origin == nullptr) return;
  response.headers.set("Access-Control-Allow-Origin", *origin);
  response.headers.set("Vary", "Origin");
  // What the JavaScript SDK reads.
  response.headers.set("Access-Control-Expose-Headers",
                       "x-amzn-RequestId,x-amzn-ErrorType,x-amz-crc32,x-amz-function-error,"
                       "x-amz-log-result,x-amz-executed-version,Date");
}

}  // namespace bellwether::cloud::server
