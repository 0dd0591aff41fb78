#include "cloud/server/presigned_headers.h"

#include <algorithm>
#include <array>
#include <string_view>

namespace bellwether::cloud::server {
namespace {

using aws::equals_ignore_case;

// The signature's own parameters, which are no headers.
constexpr std::array<std::string_view, 6> of_signature{"X-Amz-Algorithm",     "X-Amz-Credential",
                                                       "X-Amz-Date",          "X-Amz-Expires",
                                                       "X-Amz-SignedHeaders", "X-Amz-Signature"};

bool has_prefix(std::string_view name, std::string_view prefix) {
  return equals_ignore_case(name.substr(0, prefix.size()), prefix);
}

bool is_header(std::string_view name) {
  // Version 2's.
  if (equals_ignore_case(name, "Content-Type") || equals_ignore_case(name, "Content-MD5")) {
    return true;
  }
  // S3 does not look at a checksum in a URL; SDKs put that of an empty body there.
  // https://github.com/localstack/localstack/issues/12169
  if (has_prefix(name, "x-amz-checksum-") || has_prefix(name, "x-amz-sdk-checksum-")) return false;
  return has_prefix(name, "x-amz-") &&
         std::ranges::none_of(of_signature,
                              [&](std::string_view own) { return equals_ignore_case(name, own); });
}

}  // namespace

void add_presigned_headers(aws::HttpRequest& request) {
  if (request.query().find("Signature=") == std::string_view::npos) return;
  for (const auto& [name, value] : aws::parse_query(request.query())) {
    if (is_header(name) && !request.headers.contains(name)) request.headers.add(name, value);
  }
}

}  // namespace bellwether::cloud::server
