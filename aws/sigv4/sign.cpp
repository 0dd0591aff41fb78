#include "aws/sigv4/sign.h"

#include <algorithm>
#include <array>

#include "aws/sigv4/timestamp.h"

namespace bellwether::aws::sigv4 {
namespace {

// A program talks to a few services in one or two regions.
constexpr std::size_t cached_keys = 16;

std::span<const std::uint8_t> bytes_of(std::string_view text) {
  return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

Digest derive(std::string_view secret, const Scope& scope) {
  std::string start = "AWS4";
  start.append(secret);
  const Digest date = hmac_sha256(bytes_of(start), scope.date);
  const Digest region = hmac_sha256(date, scope.region);
  const Digest service = hmac_sha256(region, scope.service);
  return hmac_sha256(service, "aws4_request");
}

// Proxies and load balancers rewrite these on the way.
bool may_change_on_the_way(std::string_view name) {
  constexpr std::array<std::string_view, 6> names{"authorization", "connection",
                                                  "expect",        "transfer-encoding",
                                                  "user-agent",    "x-amzn-trace-id"};
  return std::any_of(names.begin(), names.end(),
                     [&](std::string_view other) { return equals_ignore_case(name, other); });
}

std::vector<std::string> headers_to_sign(const Headers& headers) {
  std::vector<std::string> names;
  for (const auto& [name, value] : headers) {
    if (may_change_on_the_way(name)) continue;
    std::string lower = name;
    for (char& c : lower) {
      if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    }
    names.push_back(std::move(lower));
  }
  std::sort(names.begin(), names.end());
  names.erase(std::unique(names.begin(), names.end()), names.end());
  return names;
}

std::string signature(std::string_view time, const Scope& scope, const Credentials& credentials,
                      std::string_view canonical, SigningKeys& keys) {
  return hex(hmac_sha256(keys.key(credentials.secret_access_key, scope),
                         string_to_sign(time, scope, canonical)));
}

Scope scope_of(const SignOptions& options, std::string_view time) {
  return {.date = std::string(time.substr(0, 8)),
          .region = std::string(options.region),
          .service = std::string(options.service)};
}

std::string payload_hash_of(const HttpRequest& request, const SignOptions& options) {
  if (options.unsigned_payload) return std::string(unsigned_payload);
  if (!options.payload_hash.empty()) return std::string(options.payload_hash);
  return sha256_hex(request.body);
}

}  // namespace

std::string Scope::text() const {
  std::string text = date;
  text.append("/").append(region).append("/").append(service).append("/aws4_request");
  return text;
}

Digest SigningKeys::key(std::string_view secret_access_key, const Scope& scope) {
  const std::lock_guard lock(mutex_);
  for (const Entry& entry : entries_) {
    if (entry.scope == scope && entry.secret == secret_access_key) return entry.key;
  }
  Entry entry{std::string(secret_access_key), scope, derive(secret_access_key, scope)};
  const Digest key = entry.key;
  if (entries_.size() < cached_keys) {
    entries_.push_back(std::move(entry));
  } else {
    entries_[next_] = std::move(entry);
    next_ = (next_ + 1) % cached_keys;
  }
  return key;
}

std::string string_to_sign(std::string_view time, const Scope& scope,
                           std::string_view canonical_request) {
  std::string text(algorithm);
  text.append("\n").append(time).append("\n").append(scope.text()).append("\n");
  text.append(sha256_hex(canonical_request));
  return text;
}

void sign(HttpRequest& request, const Credentials& credentials, const SignOptions& options,
          SigningKeys& keys) {
  const std::string time = basic_time(options.time);
  const Scope scope = scope_of(options, time);
  const std::string payload_hash = payload_hash_of(request, options);

  request.headers.erase("Authorization");
  request.headers.set("X-Amz-Date", time);
  if (!credentials.session_token.empty()) {
    request.headers.set("X-Amz-Security-Token", credentials.session_token);
  }
  if (options.content_sha256_header) request.headers.set("X-Amz-Content-Sha256", payload_hash);

  const std::vector<std::string> signed_headers = headers_to_sign(request.headers);
  const std::string canonical =
      canonical_request(request, signed_headers, payload_hash, options.path_style);

  std::string authorization(algorithm);
  authorization.append(" Credential=").append(credentials.access_key_id);
  authorization.append("/").append(scope.text());
  authorization.append(", SignedHeaders=").append(joined(signed_headers));
  authorization.append(", Signature=").append(signature(time, scope, credentials, canonical, keys));
  request.headers.add("Authorization", authorization);
}

std::string presigned_target(const HttpRequest& request, const Credentials& credentials,
                             const SignOptions& options, std::chrono::seconds expires,
                             SigningKeys& keys) {
  const std::string time = basic_time(options.time);
  const Scope scope = scope_of(options, time);
  const std::vector<std::string> signed_headers = headers_to_sign(request.headers);

  HttpRequest presigned = request;
  std::string& target = presigned.target;
  const auto append = [&](std::string_view name, std::string_view value) {
    target.push_back(target.find('?') == std::string::npos ? '?' : '&');
    target.append(name).append("=").append(percent_encode(value));
  };
  append("X-Amz-Algorithm", algorithm);
  append("X-Amz-Credential", credentials.access_key_id + "/" + scope.text());
  append("X-Amz-Date", time);
  append("X-Amz-Expires", std::to_string(expires.count()));
  if (!credentials.session_token.empty()) {
    append("X-Amz-Security-Token", credentials.session_token);
  }
  append("X-Amz-SignedHeaders", joined(signed_headers));

  const std::string payload_hash = payload_hash_of(request, options);
  const std::string canonical =
      canonical_request(presigned, signed_headers, payload_hash, options.path_style);
  append("X-Amz-Signature", signature(time, scope, credentials, canonical, keys));
  return target;
}

}  // namespace bellwether::aws::sigv4
