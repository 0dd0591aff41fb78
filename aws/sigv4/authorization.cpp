#include "aws/sigv4/authorization.h"

#include <algorithm>
#include <charconv>
#include <map>

#include "aws/core/time_format.h"
#include "aws/sigv4/parts.h"
#include "aws/sigv4/timestamp.h"

namespace bellwether::aws::sigv4 {
namespace {

constexpr int forbidden = 403;
constexpr std::string_view mismatch =
    "The request signature we calculated does not match the signature you provided. Check your AWS "
    "Secret Access Key and signing method. Consult the service documentation for details.";

Error incomplete(std::string message) {
  return {.code = "IncompleteSignatureException",
          .message = std::move(message),
          .http_status = forbidden};
}

Error invalid(std::string message) {
  return {
      .code = "InvalidSignatureException", .message = std::move(message), .http_status = forbidden};
}

using Parameters = std::map<std::string, std::string, std::less<>>;

Result<Unit> set_credential(std::string_view credential, Authorization& authorization) {
  const auto parts = split_exactly(credential, '/');
  if (parts.size() != 5) {
    return fail(
        incomplete("Credential must have exactly 5 slash-delimited elements, e.g. "
                   "keyid/date/region/service/term, got '" +
                   std::string(credential) + "'"));
  }
  if (parts[4] != "aws4_request") {
    return fail(
        invalid("Credential should be scoped with a valid terminator: 'aws4_request', not '" +
                std::string(parts[4]) + "'."));
  }
  authorization.access_key_id = parts[0];
  authorization.scope = {.date = std::string(parts[1]),
                         .region = std::string(parts[2]),
                         .service = std::string(parts[3])};
  return Unit{};
}

Error malformed_date(std::string_view date) {
  return incomplete("Date must be in ISO-8601 'basic format'. Got '" + std::string(date) +
                    "'. See http://en.wikipedia.org/wiki/ISO_8601");
}

Result<Authorization> from_header(const HttpRequest& request, const std::string& header) {
  Parameters parameters;
  const auto tokens = split(header, ", ");
  for (std::size_t i = 0; i < tokens.size(); ++i) {
    if (i == 0 && tokens[i].starts_with("AWS4-")) continue;
    const std::size_t equals = tokens[i].find('=');
    if (equals == std::string_view::npos) {
      if (i == 0) continue;
      return fail(incomplete("'" + std::string(tokens[i]) +
                             "' not a valid key=value pair (missing equal-sign) in Authorization "
                             "header: '" +
                             header + "'."));
    }
    parameters.emplace(tokens[i].substr(0, equals), tokens[i].substr(equals + 1));
  }

  const std::string* amz_date = request.headers.find("X-Amz-Date");
  const std::string* http_date = request.headers.find("Date");
  std::string missing;
  for (const std::string_view name : {"Credential", "Signature", "SignedHeaders"}) {
    const auto found = parameters.find(name);
    if (found == parameters.end() || found->second.empty()) {
      missing += "Authorization header requires '" + std::string(name) + "' parameter. ";
    }
  }
  if (!amz_date && !http_date) {
    missing +=
        "Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header. ";
  }
  if (!missing.empty()) return fail(incomplete(missing + "Authorization=" + header));
  if (!header.starts_with(algorithm)) {
    return fail(incomplete("Unsupported AWS 'algorithm': '" +
                           std::string(tokens.empty() ? "" : tokens[0]) + "'."));
  }

  Authorization authorization;
  if (auto set = set_credential(parameters["Credential"], authorization); !set) {
    return fail(std::move(set.error()));
  }
  const auto time = amz_date ? parse_basic_time(*amz_date) : parse_rfc822(*http_date);
  if (!time) return fail(malformed_date(amz_date ? *amz_date : *http_date));
  authorization.time = *time;
  authorization.signed_headers = signed_header_names(parameters["SignedHeaders"]);
  authorization.signature = parameters["Signature"];
  authorization.session_token = request.headers.get("X-Amz-Security-Token");
  return authorization;
}

Result<Authorization> from_query(const HttpRequest& request) {
  Parameters parameters;
  for (auto& [name, value] : parse_query(request.query())) {
    parameters.emplace(std::move(name), std::move(value));
  }
  std::string missing;
  for (const std::string_view name : {"X-Amz-Algorithm", "X-Amz-Credential", "X-Amz-Signature",
                                      "X-Amz-SignedHeaders", "X-Amz-Date"}) {
    const auto found = parameters.find(name);
    if (found == parameters.end() || found->second.empty()) {
      missing += "AWS query-string parameters must include '" + std::string(name) + "'. ";
    }
  }
  if (!missing.empty())
    return fail(incomplete(missing + "Re-examine the query-string parameters."));
  if (parameters["X-Amz-Algorithm"] != algorithm) {
    return fail(
        incomplete("Unsupported AWS 'algorithm': '" + parameters["X-Amz-Algorithm"] + "'."));
  }

  Authorization authorization;
  if (auto set = set_credential(parameters["X-Amz-Credential"], authorization); !set) {
    return fail(std::move(set.error()));
  }
  const auto time = parse_basic_time(parameters["X-Amz-Date"]);
  if (!time) return fail(malformed_date(parameters["X-Amz-Date"]));
  authorization.time = *time;

  // AWS lets a presigned request without X-Amz-Expires live as long as a signed one.
  std::chrono::seconds expires = allowed_skew;
  if (const auto found = parameters.find("X-Amz-Expires"); found != parameters.end()) {
    const std::string& text = found->second;
    long long value = -1;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end != text.data() + text.size()) {
      return fail(incomplete("X-Amz-Expires should be a number"));
    }
    if (value < 0) return fail(incomplete("X-Amz-Expires must be non-negative"));
    if (value > std::chrono::seconds(max_presigned_life).count()) {
      return fail(incomplete(
          "X-Amz-Expires must be less than a week (in seconds); that is, the given X-Amz-Expires "
          "must be less than 604800 seconds"));
    }
    expires = std::chrono::seconds(value);
  }
  authorization.expires = expires;
  authorization.signed_headers = signed_header_names(parameters["X-Amz-SignedHeaders"]);
  authorization.signature = parameters["X-Amz-Signature"];
  authorization.session_token = parameters["X-Amz-Security-Token"];
  return authorization;
}

Result<Unit> check_current(const Authorization& authorization, Timestamp now) {
  const std::string signed_at = basic_time(authorization.time);
  if (authorization.time > now + allowed_skew) {
    return fail(invalid("Signature not yet current: " + signed_at + " is still later than " +
                        basic_time(now + allowed_skew) + " (" + basic_time(now) + " + 15 min.)"));
  }
  if (authorization.expires) {
    const Timestamp end = authorization.time + *authorization.expires;
    if (now > end) {
      return fail(invalid("Signature expired: " + signed_at + " is now earlier than " +
                          basic_time(now - *authorization.expires) + " (" + basic_time(now) +
                          " - " + std::to_string(authorization.expires->count()) + " sec.)"));
    }
  } else if (authorization.time < now - allowed_skew) {
    return fail(invalid("Signature expired: " + signed_at + " is now earlier than " +
                        basic_time(now - allowed_skew) + " (" + basic_time(now) + " - 15 min.)"));
  }
  return Unit{};
}

Result<Unit> check_day(const Authorization& authorization) {
  const std::string signed_at = basic_time(authorization.time);
  if (!signed_at.starts_with(authorization.scope.date) || authorization.scope.date.size() != 8) {
    return fail(
        invalid("Date in Credential scope does not match YYYYMMDD from ISO-8601 version of "
                "date from HTTP: '" +
                authorization.scope.date + "' != '" + signed_at.substr(0, 8) + "', from '" +
                signed_at + "'."));
  }
  return Unit{};
}

// AWS wants Host, and every x-amz- header present, under the signature.
Result<Unit> check_coverage(const HttpRequest& request, const Authorization& authorization) {
  const auto covered = [&](std::string_view name) {
    return std::any_of(authorization.signed_headers.begin(), authorization.signed_headers.end(),
                       [&](const std::string& other) { return equals_ignore_case(name, other); });
  };
  if (!covered("host") && !covered(":authority")) {
    return fail(
        invalid("'Host' or ':authority' must be a 'SignedHeader' in the AWS Authorization."));
  }
  // The token may be added after signing; AWS's test suite has both ways.
  for (const auto& [name, value] : request.headers) {
    if (name.size() < 6 || !equals_ignore_case(name.substr(0, 6), "x-amz-")) continue;
    if (equals_ignore_case(name, "x-amz-security-token") || covered(name)) continue;
    return fail(
        invalid("There were headers present in the request which were not signed: " + name));
  }
  return Unit{};
}

Result<Unit> check_body(const HttpRequest& request) {
  if (is_declared_body(request)) return Unit{};
  return fail({.code = "XAmzContentSHA256Mismatch",
               .message = "The provided 'x-amz-content-sha256' header does not match what was "
                          "computed."});
}

Result<Unit> check_claims(const HttpRequest& request, const Authorization& authorization) {
  if (auto same = check_day(authorization); !same) return same;
  if (auto covered = check_coverage(request, authorization); !covered) return covered;
  return check_body(request);
}

std::string payload_hash(const HttpRequest& request, const Authorization& authorization) {
  if (const std::string* declared = request.headers.find("X-Amz-Content-Sha256")) return *declared;
  // https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-query-string-auth.html
  if (authorization.expires && authorization.scope.service == "s3") {
    return std::string(unsigned_payload);
  }
  return sha256_hex(request.body);
}

}  // namespace

Result<Authorization> parse_authorization(const HttpRequest& request) {
  const std::string* header = request.headers.find("Authorization");
  const bool in_query = request.query().find("X-Amz-Algorithm") != std::string_view::npos;
  if (header && in_query) {
    return fail(
        invalid("Found both 'X-Amz-Algorithm' as a query-string param and 'Authorization' as "
                "HTTP header."));
  }
  if (header && !header->empty()) return from_header(request, *header);
  if (in_query) return from_query(request);
  return fail({.code = "MissingAuthenticationTokenException",
               .message = "Request is missing Authentication Token",
               .http_status = forbidden});
}

bool is_declared_body(const HttpRequest& request) {
  const auto declared = request.headers.get("X-Amz-Content-Sha256");
  if (!is_sha256_hex(declared)) return true;
  constexpr std::string_view digits = "0123456789abcdef";
  const Digest computed = sha256(request.body);
  for (std::size_t i = 0; i < computed.size(); ++i) {
    if (declared[2 * i] != digits[computed[i] >> 4]) return false;
    if (declared[2 * i + 1] != digits[computed[i] & 15]) return false;
  }
  return true;
}

Result<Unit> check_without_secret(const HttpRequest& request, const Authorization& authorization,
                                  Timestamp now) {
  if (authorization.expires) {
    if (auto current = check_current(authorization, now); !current) return current;
  }
  if (auto held = check_claims(request, authorization); !held) return held;
  if (!is_sha256_hex(authorization.signature)) return fail(invalid(std::string(mismatch)));
  return Unit{};
}

Result<Unit> verify(const HttpRequest& request, const Authorization& authorization,
                    std::string_view secret_access_key, Timestamp now, SigningKeys& keys) {
  if (auto current = check_current(authorization, now); !current) return current;
  if (auto held = check_claims(request, authorization); !held) return held;

  const std::string canonical =
      canonical_request(request, authorization.signed_headers, payload_hash(request, authorization),
                        path_style(authorization.scope.service));
  const std::string expected = hex(
      hmac_sha256(keys.key(secret_access_key, authorization.scope),
                  string_to_sign(basic_time(authorization.time), authorization.scope, canonical)));
  if (!equal_in_constant_time(expected, authorization.signature)) {
    return fail(invalid(std::string(mismatch)));
  }
  return Unit{};
}

Result<Unit> check_scope(const Authorization& authorization, std::string_view signing_name,
                         std::string_view region) {
  std::string message;
  if (!region.empty() && authorization.scope.region != region) {
    message =
        "Credential should be scoped to a valid region, not '" + authorization.scope.region + "'. ";
  }
  if (authorization.scope.service != signing_name) {
    message +=
        "Credential should be scoped to correct service: '" + std::string(signing_name) + "'. ";
  }
  if (message.empty()) return Unit{};
  return fail(invalid(std::move(message)));
}

Error unknown_access_key() {
  return {.code = "UnrecognizedClientException",
          .message = "The security token included in the request is invalid.",
          .http_status = forbidden};
}

Error in_protocol(Error error, Protocol protocol) {
  struct Names {
    std::string_view json;
    std::string_view query;
    std::string_view xml;
    // Where REST-XML has other words for it, too.
    std::string_view xml_message{};
  };
  // https://docs.aws.amazon.com/AWSEC2/latest/APIReference/CommonErrors.html
  // https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html
  static constexpr Names names[] = {
      {"IncompleteSignatureException", "IncompleteSignature", "AuthorizationHeaderMalformed"},
      {"InvalidSignatureException", "SignatureDoesNotMatch", "SignatureDoesNotMatch"},
      {"MissingAuthenticationTokenException", "MissingAuthenticationToken", "AccessDenied",
       "Access Denied"},
      {"UnrecognizedClientException", "InvalidClientTokenId", "InvalidAccessKeyId",
       "The AWS Access Key Id you provided does not exist in our records."},
  };
  const auto* known = std::find_if(std::begin(names), std::end(names),
                                   [&](const Names& entry) { return entry.json == error.code; });
  if (known == std::end(names)) return error;
  switch (protocol) {
    case Protocol::json_1_0:
    case Protocol::json_1_1:
      error.http_status = 400;
      break;
    case Protocol::rest_json:
      error.http_status = forbidden;
      break;
    case Protocol::query:
      error.http_status = known == &names[0] ? 400 : forbidden;
      error.code = known->query;
      break;
    case Protocol::rest_xml:
      error.http_status = known == &names[0] ? 400 : forbidden;
      error.code = known->xml;
      if (!known->xml_message.empty()) error.message = known->xml_message;
      break;
  }
  return error;
}

}  // namespace bellwether::aws::sigv4
