#include <arpa/inet.h>

#include "aws/client/credentials_provider.h"
#include "aws/client/dialer.h"
#include "aws/client/small_file.h"
#include "aws/client/url.h"
#include "aws/core/time_format.h"
#include "aws/json/reader.h"

namespace bellwether::aws {
namespace {

using namespace std::chrono_literals;

// The endpoint is on this machine; what takes longer is broken.
constexpr Timeouts timeouts{.connect = 2s, .read = 5s, .attempt = 10s};
constexpr int most_attempts = 3;
// New keys are fetched when the old ones have no more than this to live.
constexpr auto refresh_before = 5min;

Error retrieval_error(std::string message) {
  return {.code = "CredentialRetrievalError",
          .message = "Error when retrieving credentials from the container endpoint: " +
                     std::move(message),
          .http_status = 0};
}

// Over plain HTTP only the hosts that are the container's own: loopback, ECS and EKS.
bool is_own_host(const std::string& host) {
  if (host == "localhost" || host == "169.254.170.2" || host == "169.254.170.23" ||
      host == "fd00:ec2::23" || host == "::1") {
    return true;
  }
  in_addr address;
  return inet_pton(AF_INET, host.c_str(), &address) == 1 && (ntohl(address.s_addr) >> 24) == 127;
}

struct Answer {
  std::string AccessKeyId;
  std::string SecretAccessKey;
  std::string Token;
  std::string Expiration;
};

bool read(json::Reader& reader, json::Value value, Answer& answer) {
  return json::read_object(reader, value, "Credentials", [&](std::string_view key, auto& field) {
    if (key == "AccessKeyId") return json::read(reader, field, answer.AccessKeyId);
    if (key == "SecretAccessKey") return json::read(reader, field, answer.SecretAccessKey);
    if (key == "Token") return json::read(reader, field, answer.Token);
    if (key == "Expiration") return json::read(reader, field, answer.Expiration);
    return true;
  });
}

}  // namespace

Result<std::shared_ptr<ContainerCredentials>> ContainerCredentials::create(Source source, Now now) {
  const auto url = parse_url(source.url);
  if (!url || (!url->tls && !is_own_host(url->host))) {
    return fail({.code = "InvalidConfigError",
                 .message = "AWS_CONTAINER_CREDENTIALS_FULL_URI is \"" + source.url +
                            "\"; it has to be an https URL, or http to the loopback, ECS or EKS "
                            "address",
                 .http_status = 0});
  }
  return std::shared_ptr<ContainerCredentials>(
      new ContainerCredentials(std::move(source), std::move(now)));
}

Result<Credentials> ContainerCredentials::credentials() {
  const std::lock_guard lock(mutex_);
  const Timestamp now = now_();
  if (cached_ && (!cached_->expiration || now + refresh_before < *cached_->expiration)) {
    return *cached_;
  }
  Result<Credentials> fetched = fetch();
  for (int attempt = 1; !fetched && attempt < most_attempts; ++attempt) fetched = fetch();
  if (fetched) {
    cached_ = *fetched;
  } else if (cached_ && now < *cached_->expiration) {
    // Good for a little longer; the next call tries again.
    return *cached_;
  }
  return fetched;
}

Result<Credentials> ContainerCredentials::fetch() const {
  const Url url = *parse_url(source_.url);
  HttpRequest request{.method = "GET", .target = url.base_path.empty() ? "/" : url.base_path};
  if (!url.query.empty()) request.target += "?" + url.query;
  request.headers.add("Host", url.authority());
  request.headers.add("Accept", "application/json");

  std::string token = source_.authorization_token;
  if (!source_.authorization_token_file.empty()) {
    const auto text = read_small_file(source_.authorization_token_file);
    if (!text) {
      return fail(retrieval_error("the token file " + source_.authorization_token_file +
                                  " cannot be read"));
    }
    token = *text;
    while (token.ends_with('\n') || token.ends_with('\r')) token.pop_back();
  }
  if (token.find_first_of("\r\n") != std::string::npos) {
    return fail(retrieval_error("the authorization token holds a line break"));
  }
  if (!token.empty()) request.headers.add("Authorization", token);

  const Dialer dialer(timeouts, source_.ca_bundle);
  auto connection = dialer.dial(url);
  if (!connection) return fail(retrieval_error(std::move(connection.error().message)));
  const auto deadline = HttpConnection::Clock::now() + timeouts.attempt;
  auto response = (*connection)->exchange(request, deadline);
  if (!response) return fail(retrieval_error(std::move(response.error().message)));
  if (response->status != 200) {
    return fail(retrieval_error("it answered " + std::to_string(response->status)));
  }
  auto answer = json::parse<Answer>(response->body);
  if (!answer || answer->AccessKeyId.empty() || answer->SecretAccessKey.empty()) {
    return fail(retrieval_error("its answer holds no AccessKeyId and SecretAccessKey"));
  }
  Credentials credentials{.access_key_id = std::move(answer->AccessKeyId),
                          .secret_access_key = std::move(answer->SecretAccessKey),
                          .session_token = std::move(answer->Token)};
  if (!answer->Expiration.empty()) {
    credentials.expiration = parse_iso8601(answer->Expiration);
    if (!credentials.expiration) {
      return fail(retrieval_error("its Expiration is not a date: " + answer->Expiration));
    }
  }
  return credentials;
}

}  // namespace bellwether::aws
