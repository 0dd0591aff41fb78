// A request in the one form that both sides hash.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "aws/core/http.h"

namespace bellwether::aws::sigv4 {

// How the path enters the canonical request.
enum class PathStyle {
  // Dot segments and repeated slashes removed, then the path as sent encoded once more: every
  // service but S3.
  normalised,
  // Exactly the object's key, encoded once: S3, where "a//b" and "a/../b" are keys.
  verbatim,
};

inline PathStyle path_style(std::string_view signing_name) {
  return signing_name == "s3" ? PathStyle::verbatim : PathStyle::normalised;
}

inline constexpr std::string_view algorithm = "AWS4-HMAC-SHA256";
inline constexpr std::string_view unsigned_payload = "UNSIGNED-PAYLOAD";

std::string canonical_path(std::string_view path, PathStyle style);
// Sorted by encoded name, then value; X-Amz-Signature itself is left out.
std::string canonical_query(std::string_view query);
// `signed_headers`: lower case and sorted.
std::string canonical_request(const HttpRequest& request,
                              std::span<const std::string> signed_headers,
                              std::string_view payload_hash, PathStyle style);

std::string joined(std::span<const std::string> signed_headers);

}  // namespace bellwether::aws::sigv4
