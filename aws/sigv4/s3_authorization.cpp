#include "aws/sigv4/s3_authorization.h"

#include <algorithm>
#include <array>
#include <charconv>

#include "aws/core/time_format.h"
#include "aws/core/wire.h"
#include "aws/sigv4/parts.h"
#include "aws/sigv4/payload.h"
#include "aws/sigv4/s3_errors.h"
#include "aws/sigv4/timestamp.h"
#include "aws/xml/writer.h"

namespace bellwether::aws::sigv4 {
namespace {

using xml::element;

constexpr std::string_view no_date =
    "AWS authentication requires a valid Date or x-amz-date header";

Error invalid_argument(std::string message, std::string_view authorization) {
  return {
      .code = "InvalidArgument",
      .message = std::move(message),
      .fields = element("ArgumentName", "Authorization") + element("ArgumentValue", authorization)};
}

Error invalid_request(std::string message) {
  return {.code = "InvalidRequest", .message = std::move(message)};
}

Error malformed_header(std::string_view what) {
  return {.code = "AuthorizationHeaderMalformed",
          .message = "The authorization header is malformed; " + std::string(what)};
}

Error malformed_query(std::string message) {
  return {.code = "AuthorizationQueryParametersError", .message = std::move(message)};
}

std::string quoted(std::string_view text) {
  return "\"" + std::string(text) + "\"";
}

// What is wrong with a credential, or nothing.
std::string read_credential(std::string_view credential, Authorization& authorization) {
  const auto parts = split_exactly(credential, '/');
  if (parts.size() != 5) {
    return "the Credential is mal-formed; expecting "
           "\"<YOUR-AKID>/YYYYMMDD/REGION/SERVICE/aws4_request\".";
  }
  if (parts[0].empty()) return "a non-empty Access Key (AKID) must be provided in the credential.";
  if (!parse_basic_time(std::string(parts[1]) + "T000000Z")) {
    return "incorrect date format " + quoted(parts[1]) +
           ". This date in the credential must be in the format \"yyyyMMdd\".";
  }
  if (parts[2].empty()) return "a non-empty region must be provided in the credential.";
  if (parts[3] != "s3") {
    return "incorrect service " + quoted(parts[3]) + ". This endpoint belongs to \"s3\".";
  }
  if (parts[4] != "aws4_request") {
    return "incorrect terminal " + quoted(parts[4]) + ". This endpoint uses \"aws4_request\".";
  }
  authorization.access_key_id = parts[0];
  authorization.scope = {.date = std::string(parts[1]),
                         .region = std::string(parts[2]),
                         .service = std::string(parts[3])};
  return {};
}

// As sent, which is how it was signed.
std::string date_line(const HttpRequest& request, const Authorization& authorization) {
  if (authorization.expires) return basic_time(authorization.time);
  const std::string* amz_date = request.headers.find("X-Amz-Date");
  return std::string(amz_date ? *amz_date : request.headers.get("Date"));
}

Result<Authorization> from_header(const HttpRequest& request, std::string_view header,
                                  ContentHash hash) {
  auto form = payload_form(request.headers);
  if (!form) return fail(std::move(form.error()));
  if (*form == PayloadForm::absent && hash == ContentHash::required) {
    return fail(invalid_request("Missing required header for this request: x-amz-content-sha256"));
  }
  Authorization authorization;
  const std::string date = date_line(request, authorization);
  auto time = parse_basic_time(date);
  if (!time) time = parse_rfc822(date);
  if (!time) return fail(s3_access_denied(std::string(no_date)));
  authorization.time = *time;

  std::string_view credential;
  std::string_view names;
  for (const std::string_view part : split(header.substr(header.find(' ') + 1), ", ")) {
    const std::size_t equals = std::min(part.find('='), part.size() - 1);
    const std::string_view value = part.substr(equals + 1);
    if (part.starts_with("Credential=")) credential = value;
    if (part.starts_with("SignedHeaders=")) names = value;
    if (part.starts_with("Signature=")) authorization.signature = value;
  }
  if (credential.empty() || names.empty() || authorization.signature.empty()) {
    return fail(malformed_header(
        "the authorization header requires three components: Credential, SignedHeaders, and "
        "Signature."));
  }
  if (const std::string wrong = read_credential(credential, authorization); !wrong.empty()) {
    return fail(malformed_header(wrong));
  }
  if (!basic_time(authorization.time).starts_with(authorization.scope.date)) {
    return fail(malformed_header("Invalid credential date. Date is not the same as X-Amz-Date."));
  }
  authorization.signed_headers = signed_header_names(names);
  authorization.session_token = request.headers.get("X-Amz-Security-Token");
  return authorization;
}

Result<std::chrono::seconds> lifetime(std::string_view text) {
  if (text.starts_with('+')) text.remove_prefix(1);
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size()) {
    return fail(malformed_query("X-Amz-Expires should be a number"));
  }
  if (value < 0) return fail(malformed_query("X-Amz-Expires must be non-negative"));
  if (value > std::chrono::seconds(max_presigned_life).count()) {
    return fail(malformed_query(
        "X-Amz-Expires must be less than a week (in seconds); that is, the given X-Amz-Expires "
        "must be less than 604800 seconds"));
  }
  return std::chrono::seconds(value);
}

Result<Authorization> from_query(const HttpRequest& request) {
  const QueryParameters query = parse_query(request.query());
  if (*wire::find(query, "X-Amz-Algorithm") != algorithm) {
    return fail(malformed_query(
        "X-Amz-Algorithm only supports \"AWS4-HMAC-SHA256 and AWS4-ECDSA-P256-SHA256\""));
  }
  constexpr std::array<std::string_view, 5> required{
      "X-Amz-Credential", "X-Amz-Signature", "X-Amz-Date", "X-Amz-SignedHeaders", "X-Amz-Expires"};
  if (std::ranges::any_of(required, [&](auto name) { return !wire::find(query, name); })) {
    return fail(malformed_query(
        "Query-string authentication version 4 requires the X-Amz-Algorithm, X-Amz-Credential, "
        "X-Amz-Signature, X-Amz-Date, X-Amz-SignedHeaders, and X-Amz-Expires parameters."));
  }
  const std::string& date = *wire::find(query, "X-Amz-Date");
  const auto time = parse_basic_time(date);
  if (!time) {
    return fail(
        malformed_query("X-Amz-Date must be in the ISO8601 Long Format \"yyyyMMdd'T'HHmmss'Z'\""));
  }
  auto expires = lifetime(*wire::find(query, "X-Amz-Expires"));
  if (!expires) return fail(std::move(expires.error()));

  Authorization authorization{.time = *time, .expires = *expires};
  const std::string wrong = read_credential(*wire::find(query, "X-Amz-Credential"), authorization);
  if (!wrong.empty()) {
    return fail(malformed_query("Error parsing the X-Amz-Credential parameter; " + wrong));
  }
  if (!date.starts_with(authorization.scope.date)) {
    return fail(malformed_query(
        "Invalid credential date " + quoted(authorization.scope.date) +
        ". This date is not the same as X-Amz-Date: " + quoted(date.substr(0, 8)) + "."));
  }
  authorization.signature = *wire::find(query, "X-Amz-Signature");
  authorization.signed_headers = signed_header_names(*wire::find(query, "X-Amz-SignedHeaders"));
  if (const std::string* token = wire::find(query, "X-Amz-Security-Token")) {
    authorization.session_token = *token;
  }
  return authorization;
}

// S3 wants Host, Content-MD5 and every x-amz- header but the payload's hash under the signature.
Result<Unit> check_coverage(const HttpRequest& request, const Authorization& authorization) {
  std::vector<std::string> missing;
  for (const auto& [name, value] : request.headers) {
    std::string lower = lower_case(name);
    const bool required = lower == "host" || lower == "content-md5" ||
                          (lower.starts_with("x-amz-") && lower != "x-amz-content-sha256");
    if (required && !std::ranges::binary_search(authorization.signed_headers, lower)) {
      missing.push_back(std::move(lower));
    }
  }
  if (missing.empty()) return Unit{};
  std::ranges::sort(missing);
  std::string names;
  for (const std::string& name : missing) names += (names.empty() ? "" : ", ") + name;
  return fail(s3_access_denied("There were headers present in the request which were not signed",
                               element("HeadersNotSigned", names)));
}

// What the signature is made of.
struct Signed {
  std::string canonical;
  std::string to_sign;
};

Signed what_is_signed(const HttpRequest& request, const Authorization& authorization) {
  const std::string* declared = request.headers.find("X-Amz-Content-Sha256");
  Signed made;
  made.canonical = canonical_request(request, authorization.signed_headers,
                                     declared ? *declared : unsigned_payload, PathStyle::verbatim);
  made.to_sign =
      string_to_sign(date_line(request, authorization), authorization.scope, made.canonical);
  return made;
}

Error signature_mismatch(const Authorization& authorization, const Signed& made) {
  return s3_signature_mismatch({.access_key_id = authorization.access_key_id,
                                .string_to_sign = made.to_sign,
                                .signature = authorization.signature,
                                .canonical_request = made.canonical});
}

std::string instant(Timestamp time) {
  return format_iso8601(std::chrono::floor<std::chrono::seconds>(time));
}

}  // namespace

Result<S3Mechanism> s3_mechanism(const HttpRequest& request) {
  const std::string* header = request.headers.find("Authorization");
  const QueryParameters query = parse_query(request.query());
  const bool v4 = wire::find(query, "X-Amz-Algorithm") != nullptr;
  const bool v2 = wire::find(query, "Signature") != nullptr;
  if ((header && (v4 || v2)) || (v4 && v2)) {
    return fail(invalid_argument(
        "Only one auth mechanism allowed; only the X-Amz-Algorithm query parameter, Signature "
        "query string parameter or the Authorization header should be specified",
        header ? *header : ""));
  }
  if (v4) return S3Mechanism::v4_query;
  if (v2) return S3Mechanism::v2_query;
  if (!header || header->empty()) return S3Mechanism::anonymous;

  const std::size_t space = header->find(' ');
  if (space == std::string::npos) {
    return fail(invalid_argument(
        "Authorization header is invalid -- one and only one ' ' (space) required", *header));
  }
  const std::string_view scheme = std::string_view(*header).substr(0, space);
  if (equals_ignore_case(scheme, algorithm)) return S3Mechanism::v4_header;
  if (equals_ignore_case(scheme, "AWS")) {
    return fail(
        invalid_request("The authorization mechanism you have provided is not supported. Please "
                        "use AWS4-HMAC-SHA256."));
  }
  return fail(invalid_argument("Unsupported Authorization Type", *header));
}

Result<Authorization> parse_s3_authorization(const HttpRequest& request, ContentHash hash) {
  auto mechanism = s3_mechanism(request);
  if (!mechanism) return fail(std::move(mechanism.error()));
  switch (*mechanism) {
    case S3Mechanism::v4_header:
      return from_header(request, request.headers.get("Authorization"), hash);
    case S3Mechanism::v4_query:
      return from_query(request);
    case S3Mechanism::v2_query:
    case S3Mechanism::anonymous:
      break;
  }
  return fail(s3_access_denied("Access Denied"));
}

Result<Unit> check_s3_time(const HttpRequest& request, const Authorization& authorization,
                           Timestamp now) {
  const Timestamp time = authorization.time;
  if (!authorization.expires) {
    if (time <= now + allowed_skew && time >= now - allowed_skew) return Unit{};
    constexpr std::chrono::milliseconds most = allowed_skew;
    return fail(
        {.code = "RequestTimeTooSkewed",
         .message = "The difference between the request time and the current time is too large.",
         .http_status = 403,
         .fields = element("RequestTime", date_line(request, authorization)) +
                   element("ServerTime", instant(now)) +
                   element("MaxAllowedSkewMilliseconds", std::to_string(most.count()))});
  }
  const Timestamp end = time + *authorization.expires;
  if (time > now + allowed_skew) {
    return fail(s3_access_denied(
        "Request is not yet valid",
        element("X-Amz-Date", std::to_string(time.time_since_epoch().count())) +
            element("Expires", instant(end)) + element("ServerTime", instant(now))));
  }
  if (now > end) {
    return fail(s3_request_expired(
        end, now, element("X-Amz-Expires", std::to_string(authorization.expires->count()))));
  }
  return Unit{};
}

Result<Unit> check_s3_without_secret(const HttpRequest& request, const Authorization& authorization,
                                     Timestamp now) {
  if (authorization.expires) {
    if (auto current = check_s3_time(request, authorization, now); !current) return current;
  }
  if (auto covered = check_coverage(request, authorization); !covered) return covered;
  if (is_sha256_hex(authorization.signature)) return Unit{};
  return fail(signature_mismatch(authorization, what_is_signed(request, authorization)));
}

Result<Unit> verify_s3(const HttpRequest& request, const Authorization& authorization,
                       std::string_view secret_access_key, Timestamp now, SigningKeys& keys) {
  if (auto current = check_s3_time(request, authorization, now); !current) return current;
  if (auto covered = check_coverage(request, authorization); !covered) return covered;

  const Signed made = what_is_signed(request, authorization);
  const std::string expected =
      hex(hmac_sha256(keys.key(secret_access_key, authorization.scope), made.to_sign));
  if (equal_in_constant_time(expected, authorization.signature)) return Unit{};
  return fail(signature_mismatch(authorization, made));
}

Error unknown_s3_access_key(std::string_view access_key_id) {
  return {.code = "InvalidAccessKeyId",
          .message = "The AWS Access Key Id you provided does not exist in our records.",
          .http_status = 403,
          .fields = element("AWSAccessKeyId", access_key_id)};
}

}  // namespace bellwether::aws::sigv4
