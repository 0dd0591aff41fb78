#include "aws/sigv4/presigned_v2.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <limits>
#include <map>

#include "aws/checksums/hmac.h"
#include "aws/core/wire.h"
#include "aws/sigv4/hash.h"
#include "aws/sigv4/parts.h"
#include "aws/sigv4/s3_errors.h"

namespace bellwether::aws::sigv4 {
namespace {

// The query parameters that are part of the resource; the others are not signed.
constexpr std::array<std::string_view, 35> sub_resources{
    "accelerate",
    "acl",
    "analytics",
    "cors",
    "defaultObjectAcl",
    "delete",
    "inventory",
    "lifecycle",
    "location",
    "logging",
    "metrics",
    "notification",
    "object-lock",
    "partNumber",
    "policy",
    "replication",
    "requestPayment",
    "response-cache-control",
    "response-content-disposition",
    "response-content-encoding",
    "response-content-language",
    "response-content-type",
    "response-expires",
    "restore",
    "select",
    "select-type",
    "storageClass",
    "tagging",
    "torrent",
    "uploadId",
    "uploads",
    "versionId",
    "versioning",
    "versions",
    "website",
};

// The headers that are signed, by name in lower case; several of one name are joined by commas.
std::map<std::string, std::string> signed_headers(const HttpRequest& request) {
  const auto is_signed = [](std::string_view name) {
    return name == "content-md5" || name == "content-type" || name.starts_with("x-amz-");
  };
  std::map<std::string, std::string> headers;
  for (const auto& [name, value] : request.headers) {
    std::string lower = lower_case(name);
    if (!is_signed(lower)) continue;
    const auto [found, added] = headers.try_emplace(std::move(lower), trimmed(value));
    if (!added) found->second.append(",").append(trimmed(value));
  }
  for (const auto& [name, value] : parse_query(request.query())) {
    std::string lower = lower_case(name);
    if (is_signed(lower)) headers.try_emplace(std::move(lower), trimmed(value));
  }
  return headers;
}

// "?name=value&..." of the sub-resources, values decoded, in order of their names.
std::string canonical_query_v2(std::string_view query) {
  std::vector<std::pair<std::string_view, std::string>> kept;
  for (const std::string_view pair : split(query, "&")) {
    const std::string_view name = pair.substr(0, pair.find('='));
    if (std::ranges::find(sub_resources, name) == sub_resources.end()) continue;
    kept.emplace_back(name, std::string(name) + percent_decode(pair.substr(name.size())));
  }
  std::ranges::stable_sort(kept, {}, [](const auto& each) { return each.first; });
  std::string text;
  for (const auto& [name, pair] : kept) text.append(text.empty() ? "?" : "&").append(pair);
  return text;
}

std::string string_to_sign_v2(const HttpRequest& request, const PresignedV2& presigned,
                              std::string_view path) {
  auto headers = signed_headers(request);
  const auto line = [&](const std::string& name) {
    const auto found = headers.extract(name);
    return found ? found.mapped() : std::string();
  };
  const std::string md5 = line("content-md5");
  const std::string type = line("content-type");
  std::string text = request.method;
  text.append("\n").append(md5).append("\n").append(type).append("\n");
  text.append(presigned.expires_text).append("\n");
  for (const auto& [name, value] : headers) {
    text.append(name).append(":").append(value).append("\n");
  }
  return text.append(path).append(canonical_query_v2(request.query()));
}

std::string signature_v2(std::string_view secret, std::string_view text) {
  const std::span key(reinterpret_cast<const std::uint8_t*>(secret.data()), secret.size());
  return base64_encode(view_of(hmac<Sha1>(key, text)));
}

// The path that is signed has the bucket, wherever the request names it.
std::string resource_path(const HttpRequest& request, std::string_view host_bucket) {
  std::string path;
  if (!host_bucket.empty()) path.append("/").append(host_bucket);
  return path.append(request.path());
}

Error signature_mismatch(const PresignedV2& presigned, std::string_view to_sign) {
  return s3_signature_mismatch({.access_key_id = presigned.access_key_id,
                                .string_to_sign = to_sign,
                                .signature = presigned.signature});
}

// AccessDenied, "Request has expired".
Result<Unit> check_time(const PresignedV2& presigned, Timestamp now) {
  if (now <= presigned.expires) return Unit{};
  return fail(s3_request_expired(presigned.expires, now));
}

}  // namespace

Result<PresignedV2> parse_presigned_v2(const HttpRequest& request) {
  const QueryParameters query = parse_query(request.query());
  const std::string* key = wire::find(query, "AWSAccessKeyId");
  const std::string* signature = wire::find(query, "Signature");
  const std::string* expires = wire::find(query, "Expires");
  if (!key || !signature || !expires) {
    return fail(s3_access_denied(
        "Query-string authentication requires the Signature, Expires and AWSAccessKeyId "
        "parameters"));
  }
  std::string_view digits = *expires;
  if (digits.starts_with('+')) digits.remove_prefix(1);
  std::int64_t seconds = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), seconds);
  constexpr std::int64_t last = std::numeric_limits<std::int32_t>::max();
  if (error != std::errc{} || end != digits.data() + digits.size() || seconds > last ||
      seconds < -last) {
    return fail(s3_access_denied("Invalid date (should be seconds since epoch): " + *expires));
  }
  return PresignedV2{.access_key_id = *key,
                     .signature = *signature,
                     .expires_text = *expires,
                     .expires = Timestamp(std::chrono::seconds(seconds))};
}

Result<Unit> check_presigned_v2(const HttpRequest& request, const PresignedV2& presigned,
                                std::string_view host_bucket, Timestamp now) {
  if (auto current = check_time(presigned, now); !current) return current;
  std::string bytes;
  const bool decoded = base64_decode(presigned.signature, bytes);
  if (decoded && bytes.size() == Sha1::Digest().size()) return Unit{};
  return fail(signature_mismatch(
      presigned, string_to_sign_v2(request, presigned, resource_path(request, host_bucket))));
}

Result<Unit> verify_presigned_v2(const HttpRequest& request, const PresignedV2& presigned,
                                 std::string_view secret_access_key, std::string_view host_bucket,
                                 Timestamp now) {
  if (auto current = check_time(presigned, now); !current) return current;
  const std::string path = resource_path(request, host_bucket);
  const std::string text = string_to_sign_v2(request, presigned, path);
  const auto matches = [&](std::string_view to_sign) {
    return equal_in_constant_time(signature_v2(secret_access_key, to_sign), presigned.signature);
  };
  if (matches(text)) return Unit{};
  // Where the path names a bucket and no key, botocore signs a slash that it does not send. S3
  // refuses that, but there botocore puts the bucket into the host.
  const bool bucket_only = path.size() > 1 && path.find('/', 1) == std::string::npos;
  if (bucket_only && matches(string_to_sign_v2(request, presigned, path + "/"))) return Unit{};
  return fail(signature_mismatch(presigned, text));
}

}  // namespace bellwether::aws::sigv4
