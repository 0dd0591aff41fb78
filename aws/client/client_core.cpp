#include "aws/client/client_core.h"

#include <algorithm>
#include <atomic>
#include <mutex>
#include <thread>

#include <sys/random.h>

#include "aws/client/body_checksum.h"
#include "aws/client/connection_pool.h"
#include "aws/client/retry.h"
#include "aws/client/trace_header.h"
#include "aws/core/time_format.h"
#include "aws/sigv4/sign.h"

namespace bellwether::aws {
namespace {

using namespace std::chrono_literals;

constexpr std::string_view user_agent = "bellwether/0.1";
// Beyond this the clock, not the key, is taken to be wrong.
constexpr auto noticeable_skew = 4min;

struct Endpoint {
  std::string text;
  Url url;
};

Error transport_failure(const TransportError& error, const Endpoint& endpoint) {
  const auto make = [&](std::string code, std::string start) {
    return Error{.code = std::move(code),
                 .message = std::move(start) + " \"" + endpoint.text + "\": " + error.message,
                 .http_status = 0};
  };
  switch (error.kind) {
    case TransportError::Kind::unresolved:
    case TransportError::Kind::unconnected:
      return make("EndpointConnectionError", "Could not connect to the endpoint URL");
    case TransportError::Kind::connect_timed_out:
      return make("ConnectTimeoutError", "Connect timeout on endpoint URL");
    case TransportError::Kind::timed_out:
      return make("ReadTimeoutError", "Read timeout on endpoint URL");
    case TransportError::Kind::closed:
      return make("ConnectionClosedError",
                  "Connection was closed before we received a valid response from endpoint URL");
    case TransportError::Kind::untrusted:
      return make("SSLError", "SSL validation failed for endpoint URL");
    case TransportError::Kind::local:
      return make("BodyStreamError", "A body could not be streamed to or from");
    case TransportError::Kind::malformed:
    case TransportError::Kind::too_large:
      return make("ResponseParserError", "Unable to parse the response of endpoint URL");
  }
  return make("EndpointConnectionError", "Could not connect to the endpoint URL");
}

// The service's clock minus ours, when a refusal looks like it came from their difference.
std::optional<std::chrono::milliseconds> skew_behind(const Error& error,
                                                     const HttpResponse& response, Timestamp now) {
  constexpr std::string_view codes[] = {"RequestTimeTooSkewed",  "RequestExpired",
                                        "RequestInTheFuture",    "InvalidSignatureException",
                                        "SignatureDoesNotMatch", "AuthFailure"};
  if (std::find(std::begin(codes), std::end(codes), error.code) == std::end(codes)) {
    return std::nullopt;
  }
  const auto date = parse_rfc822(response.headers.get("Date"));
  if (!date) return std::nullopt;
  const auto skew = *date - now;
  if (skew < noticeable_skew && skew > -noticeable_skew) return std::nullopt;
  return skew;
}

}  // namespace

Ambient Ambient::of_the_process() {
  return {.now =
              [] {
                return std::chrono::time_point_cast<std::chrono::milliseconds>(
                    std::chrono::system_clock::now());
              },
          .random =
              [] {
                std::uint32_t bits = 0;
                // Without entropy the longest wait is the safe one.
                if (getrandom(&bits, sizeof bits, GRND_NONBLOCK) != sizeof bits) return 0.999;
                return static_cast<double>(bits) / 4294967296.0;
              },
          .sleep = [](std::chrono::milliseconds time) { std::this_thread::sleep_for(time); }};
}

struct ClientCore::Parts {
  Parts(ClientConfig given, Ambient surroundings)
      : config(std::move(given)),
        ambient(std::move(surroundings)),
        pool(config.timeouts, config.ca_bundle) {}

  Result<std::shared_ptr<const Endpoint>> endpoint(const ServiceInfo& service);
  Timestamp service_time() const { return ambient.now() + skew.load(); }
  Result<Credentials> credentials() const;
  sigv4::SignOptions sign_options(const ServiceInfo& service) const;

  const ClientConfig config;
  const Ambient ambient;
  ConnectionPool pool;
  sigv4::SigningKeys keys;
  RetryQuota quota;
  std::atomic<std::chrono::milliseconds> skew{0ms};

  std::mutex mutex;
  std::map<std::string_view, std::shared_ptr<const Endpoint>> endpoints;
};

Result<std::shared_ptr<const Endpoint>> ClientCore::Parts::endpoint(const ServiceInfo& service) {
  const std::lock_guard lock(mutex);
  auto& known = endpoints[service.name];
  if (!known) {
    auto text = config.endpoint(service);
    if (!text) return fail(std::move(text.error()));
    known = std::make_shared<const Endpoint>(Endpoint{*text, *parse_url(*text)});
  }
  return known;
}

Result<Credentials> ClientCore::Parts::credentials() const {
  if (config.credentials) return config.credentials->credentials();
  return fail({.code = "NoCredentialsError",
               .message = "Unable to locate credentials: the client was given none",
               .http_status = 0});
}

sigv4::SignOptions ClientCore::Parts::sign_options(const ServiceInfo& service) const {
  return {.region = config.region,
          .service = service.signing_name,
          .time = service_time(),
          .path_style = sigv4::path_style(service.signing_name),
          .content_sha256_header = service.signing_name == "s3"};
}

ClientCore::ClientCore(ClientConfig config, Ambient ambient)
    : parts_(std::make_unique<Parts>(std::move(config), std::move(ambient))) {}

ClientCore::~ClientCore() = default;

const ClientConfig& ClientCore::config() const {
  return parts_->config;
}

Result<std::shared_ptr<ClientCore>> ClientCore::from_environment() {
  auto config = ClientConfig::from_environment();
  if (!config) return fail(std::move(config.error()));
  return std::make_shared<ClientCore>(std::move(*config));
}

Result<HttpResponse> ClientCore::call(const OperationInfo& operation, HttpRequest request,
                                      ResponseSink* sink) {
  Parts& parts = *parts_;
  const auto endpoint = parts.endpoint(operation.service);
  if (!endpoint) return fail(endpoint.error());
  const Url& url = (*endpoint)->url;

  request.target.insert(0, url.base_path);
  request.headers.set("Host", url.authority());
  request.headers.set("User-Agent", user_agent);
  if (std::string trace = trace_header(); !trace.empty()) {
    request.headers.set("X-Amzn-Trace-Id", trace);
  }

  auto options = parts.sign_options(operation.service);
  std::string source_hash;
  if (request.source) {
    // TLS keeps the body whole; without it the signature has to.
    auto hash = url.tls ? Result<std::string>(sigv4::unsigned_payload) : sha256_of(*request.source);
    if (!hash) return fail(std::move(hash.error()));
    source_hash = std::move(*hash);
    options.payload_hash = source_hash;
  }

  int spent = 0;
  for (int attempt = 1;; ++attempt) {
    const auto credentials = parts.credentials();
    if (!credentials) return fail(credentials.error());
    request.headers.set("Amz-Sdk-Request", "attempt=" + std::to_string(attempt) + "; max=" +
                                               std::to_string(parts.config.max_attempts));
    options.time = parts.service_time();
    sigv4::sign(request, *credentials, options, parts.keys);

    ConnectionPool::Sink body{.bytes = sink};
    auto response = parts.pool.exchange(url, request, body);
    if (response && response->status < 300) {
      parts.quota.release(spent > 0 ? spent : 1);
      return std::move(*response);
    }

    Error error;
    Retryable reason = Retryable::no;
    bool wait = true;
    if (response) {
      error = decode_error(operation.service, *response);
      reason = classify(error);
      if (const auto skew = skew_behind(error, *response, parts.service_time())) {
        parts.skew.store(parts.skew.load() + *skew);
        reason = Retryable::transient;
        wait = false;
      }
    } else {
      error = transport_failure(response.error(), **endpoint);
      reason = body.used ? Retryable::no : classify(error);
    }
    if (reason == Retryable::no || attempt >= parts.config.max_attempts) return fail(error);
    spent = parts.quota.acquire(reason);
    if (spent == 0) return fail(error);
    if (wait) parts.ambient.sleep(backoff(attempt - 1, parts.ambient.random()));
  }
}

Result<Unit> ClientCore::warm_up(const ServiceInfo& service, std::size_t connections) {
  Parts& parts = *parts_;
  const auto endpoint = parts.endpoint(service);
  if (!endpoint) return fail(endpoint.error());
  const auto credentials = parts.credentials();
  if (!credentials) return fail(credentials.error());
  HttpRequest request;
  sigv4::sign(request, *credentials, parts.sign_options(service), parts.keys);
  if (auto warm = parts.pool.warm_up((*endpoint)->url, connections); !warm) {
    return fail(transport_failure(warm.error(), **endpoint));
  }
  return Unit{};
}

}  // namespace bellwether::aws
