#include "cloud/lambda/functions/package_endpoint.h"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <optional>

#include "cloud/core/worker.h"

namespace bellwether::cloud::lambda {
namespace {

constexpr std::string_view prefix = "/_bellwether/lambda/packages/";
constexpr std::string_view suffix = ".zip";

// The hash in the path, or nothing: only what cannot leave the folder.
std::optional<std::string> hash_in(std::string_view path) {
  if (!path.starts_with(prefix) || !path.ends_with(suffix)) return std::nullopt;
  path.remove_prefix(prefix.size());
  path.remove_suffix(suffix.size());
  const bool is_hash = path.size() == 64 && std::all_of(path.begin(), path.end(), [](char c) {
                         return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
                       });
  return is_hash ? std::optional<std::string>(path) : std::nullopt;
}

}  // namespace

std::string PackageEndpoint::location(const std::string& sha256) const {
  return endpoint_url_ + std::string(prefix) + sha256 + std::string(suffix);
}

bool PackageEndpoint::claims(const aws::HttpRequest& request) const {
  return request.path().starts_with(prefix);
}

Task<aws::HttpResponse> PackageEndpoint::handle(const RequestContext&,
                                                const aws::HttpRequest& request) {
  const auto hash = hash_in(request.path());
  std::optional<std::string> zip;
  if (hash && request.method == "GET") {
    zip = co_await on_worker([&]() -> std::optional<std::string> {
      std::ifstream file(packages_.zip(*hash), std::ios::binary);
      if (!file) return std::nullopt;
      return std::string(std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>());
    });
  }
  aws::HttpResponse response;
  if (zip) {
    response.headers.set("Content-Type", "application/zip");
    response.body = std::move(*zip);
  } else {
    response.status = 404;
    response.headers.set("Content-Type", "text/plain");
    response.body = "No such package\n";
  }
  co_return response;
}

}  // namespace bellwether::cloud::lambda
