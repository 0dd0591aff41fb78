#include "cloud/server/authenticate.h"

#include <algorithm>

#include "aws/sigv4/authorization.h"
#include "aws/sigv4/presigned_v2.h"
#include "aws/sigv4/s3_authorization.h"
#include "aws/sigv4/usual_authorization.h"
#include "cloud/server/virtual_host.h"

namespace bellwether::cloud::server {
namespace {

constexpr std::size_t account_digits = 12;
// AWS's longest has 15 characters; names become part of keys and ARNs.
constexpr std::size_t max_region = 32;

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

bool is_region(std::string_view text) {
  return !text.empty() && text.size() <= max_region && std::ranges::all_of(text, [](char c) {
    return (c >= 'a' && c <= 'z') || is_digit(c) || c == '-';
  });
}

aws::Result<Caller> caller(std::string_view access_key_id, std::string_view region,
                           std::string_view service, Claim claim = Claim::unread) {
  if (!is_region(region)) {
    return aws::fail({.code = "InvalidSignatureException",
                      .message = "Credential should be scoped to a valid region.",
                      .http_status = 403});
  }
  Caller made;
  if (access_key_id.size() == account_digits && std::ranges::all_of(access_key_id, is_digit)) {
    made.scope.account = access_key_id;
  }
  made.scope.region = region;
  made.access_key_id = access_key_id;
  made.signing_name = service;
  made.claim = claim;
  return made;
}

constexpr std::string_view s3_signing_name = "s3";

bool is_s3(const aws::ServiceInfo& service) {
  return service.signing_name == s3_signing_name;
}

// Whether nothing is left to verify without the secret: of almost every signed request.
bool holds(const aws::HttpRequest& request, const Caller& caller, const aws::ServiceInfo& service) {
  if (caller.claim != Claim::sound || caller.signing_name != service.signing_name) return false;
  // S3's body is held to its hash as it is read.
  return is_s3(service) || aws::sigv4::is_declared_body(request);
}

}  // namespace

aws::Result<Caller> Authenticator::identify(const aws::HttpRequest& request) const {
  if (auto usual = aws::sigv4::read_usual_authorization(request)) {
    return caller(usual->access_key_id, usual->region, usual->service, Claim::sound);
  }
  const auto* header = request.headers.find("Authorization");
  const bool presigned = request.query().find("X-Amz-Algorithm=") != std::string_view::npos;
  if (header == nullptr && request.query().find("AWSAccessKeyId=") != std::string_view::npos) {
    auto v2 = aws::sigv4::parse_presigned_v2(request);
    if (!v2) return aws::fail(std::move(v2.error()));
    return caller(v2->access_key_id, options_.default_region, s3_signing_name);
  }
  if (header == nullptr && !presigned) {
    return Caller{.scope = {.region = options_.default_region}};
  }
  auto parsed = aws::sigv4::parse_authorization(request);
  if (!parsed) return aws::fail(std::move(parsed.error()));
  return caller(parsed->access_key_id, parsed->scope.region, parsed->scope.service);
}

const std::string* Authenticator::secret(std::string_view access_key_id) const {
  const auto found = options_.secrets.find(access_key_id);
  return found == options_.secrets.end() ? nullptr : &found->second;
}

aws::Result<Verified> Authenticator::verify(const aws::HttpRequest& request, const Caller& caller,
                                            const aws::ServiceInfo& service, aws::Timestamp now) {
  if (is_s3(service)) return verify_s3(request, caller, service, now);
  if (!options_.strict && (caller.claim == Claim::none || holds(request, caller, service))) {
    return Verified{};
  }
  auto authorization = aws::sigv4::parse_authorization(request);
  if (!authorization) return aws::fail(std::move(authorization.error()));
  const auto* key = secret(authorization->access_key_id);
  if (options_.strict ? key == nullptr : authorization->access_key_id.empty()) {
    return aws::fail(aws::sigv4::unknown_access_key());
  }
  auto scope = aws::sigv4::check_scope(*authorization, service.signing_name, {});
  if (!scope) return aws::fail(std::move(scope.error()));
  auto verified = options_.strict ? aws::sigv4::verify(request, *authorization, *key, now, keys_)
                                  : aws::sigv4::check_without_secret(request, *authorization, now);
  if (!verified) return aws::fail(std::move(verified.error()));
  return Verified{};
}

aws::Result<Verified> Authenticator::verify_s3(const aws::HttpRequest& request,
                                               const Caller& caller,
                                               const aws::ServiceInfo& service,
                                               aws::Timestamp now) {
  using aws::sigv4::ContentHash;
  using aws::sigv4::S3Mechanism;
  auto mechanism = aws::sigv4::s3_mechanism(request);
  if (!mechanism) return aws::fail(std::move(mechanism.error()));
  if (*mechanism == S3Mechanism::v2_query) return verify_s3_v2(request, now);
  if (*mechanism == S3Mechanism::anonymous) {
    if (!options_.strict) return Verified{};
    // Nothing here is public.
    return aws::fail({.code = "AccessDenied", .message = "Access Denied", .http_status = 403});
  }
  if (!options_.strict && holds(request, caller, service)) return Verified{};
  auto authorization = aws::sigv4::parse_s3_authorization(
      request, options_.strict ? ContentHash::required : ContentHash::optional);
  if (!authorization) return aws::fail(std::move(authorization.error()));
  if (!options_.strict) {
    auto checked = aws::sigv4::check_s3_without_secret(request, *authorization, now);
    if (!checked) return aws::fail(std::move(checked.error()));
    return Verified{};
  }
  const auto* key = secret(authorization->access_key_id);
  if (!key) return aws::fail(aws::sigv4::unknown_s3_access_key(authorization->access_key_id));
  auto verified = aws::sigv4::verify_s3(request, *authorization, *key, now, keys_);
  if (!verified) return aws::fail(std::move(verified.error()));
  return Verified{.chunks = aws::sigv4::StreamingVerifier(*authorization,
                                                          keys_.key(*key, authorization->scope))};
}

aws::Result<Verified> Authenticator::verify_s3_v2(const aws::HttpRequest& request,
                                                  aws::Timestamp now) const {
  auto presigned = aws::sigv4::parse_presigned_v2(request);
  if (!presigned) return aws::fail(std::move(presigned.error()));
  const auto* key = secret(presigned->access_key_id);
  if (options_.strict ? key == nullptr : presigned->access_key_id.empty()) {
    return aws::fail(aws::sigv4::unknown_s3_access_key(presigned->access_key_id));
  }
  const auto bucket = bucket_of_host(request.headers.get("Host")).value_or("");
  auto verified = options_.strict
                      ? aws::sigv4::verify_presigned_v2(request, *presigned, *key, bucket, now)
                      : aws::sigv4::check_presigned_v2(request, *presigned, bucket, now);
  if (!verified) return aws::fail(std::move(verified.error()));
  return Verified{};
}

aws::Error Authenticator::s3_refusal(const aws::HttpRequest& request, aws::Error error) {
  if (auto mechanism = aws::sigv4::s3_mechanism(request); !mechanism) return mechanism.error();
  if (auto parsed = aws::sigv4::parse_s3_authorization(request); !parsed) return parsed.error();
  return aws::sigv4::in_protocol(std::move(error), aws::Protocol::rest_xml);
}

}  // namespace bellwether::cloud::server
