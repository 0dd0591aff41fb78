#include "cloud/apigateway/address.h"

namespace bellwether::cloud::apigateway {
namespace {

// The segment after the slash at the front, which is taken off with it.
std::string_view take_segment(std::string_view& path) {
  if (path.starts_with('/')) path.remove_prefix(1);
  const std::string_view segment = path.substr(0, path.find('/'));
  path.remove_prefix(segment.size());
  return segment;
}

Address with_path(Address address, std::string_view rest) {
  address.path = rest.empty() ? "/" : rest;
  return address;
}

}  // namespace

std::optional<Address> parse_address(const aws::HttpRequest& request) {
  static constexpr std::string_view kExecuteApi = "execute-api.";
  std::string_view path = request.path();
  const std::string_view host = request.headers.get("Host");
  const auto dot = host.find('.');
  if (dot != std::string_view::npos && host.substr(dot + 1).starts_with(kExecuteApi)) {
    const std::string_view stage = take_segment(path);
    return with_path({.api = host.substr(0, dot), .stage = stage, .by_host = true}, path);
  }
  if (take_segment(path) != "restapis") return std::nullopt;
  const std::string_view api = take_segment(path);
  const std::string_view stage = take_segment(path);
  if (take_segment(path) != "_user_request_") return std::nullopt;
  return with_path({.api = api, .stage = stage}, path);
}

}  // namespace bellwether::cloud::apigateway
