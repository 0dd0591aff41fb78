#include "cloud/server/dispatcher.h"

#include <array>
#include <charconv>
#include <optional>
#include <string>

#include <libdeflate.h>
#include <spdlog/spdlog.h>

#include "aws/sigv4/authorization.h"
#include "cloud/server/body_limits.h"
#include "cloud/server/presigned_headers.h"
#include "cloud/server/s3_digests.h"
#include "cloud/server/s3_payload.h"

namespace bellwether::cloud::server {
namespace {

struct Words {
  std::string_view code;
  std::string_view message;
  int status;
};

Words words(Refusal why) {
  switch (why) {
    case Refusal::head_too_large:
      return {"RequestHeaderSectionTooLarge", "The request's headers are too many or too large",
              431};
    case Refusal::body_too_large:
      return {"RequestEntityTooLargeException", "The request's body is too large", 413};
    case Refusal::timed_out:
      return {"RequestTimeout", "The request took too long to arrive", 408};
    case Refusal::malformed:
      break;
  }
  return {"BadRequestException", "The request is not well-formed HTTP/1.1", 400};
}

bool is_s3(const aws::ServiceInfo& service) {
  return service.name == "s3";
}

// The SDKs check it where it is sent, and DynamoDB sends it.
void add_crc32(aws::HttpResponse& response) {
  const auto crc = libdeflate_crc32(0, response.body.data(), response.body.size());
  std::array<char, 16> digits;
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), crc).ptr;
  response.headers.add("x-amz-crc32", {digits.data(), end});
}

}  // namespace

// One request on its way.
struct Dispatcher::Exchange {
  aws::HttpRequest& request;
  BodySource* body;
  const Peer& peer;
  std::chrono::steady_clock::time_point start = std::chrono::steady_clock::now();
  RequestContext context;
  Route route;
  Verified verified{};
};

Dispatcher::Dispatcher(DispatcherParts parts)
    : parts_(std::move(parts)), router_(parts_.operations) {}

HttpEndpoint* Dispatcher::endpoint(const aws::HttpRequest& request) const {
  for (auto* endpoint : parts_.endpoints) {
    if (endpoint->claims(request)) return endpoint;
  }
  return nullptr;
}

BodyPlan Dispatcher::plan_body(const aws::HttpRequest& head,
                               std::optional<std::uint64_t> length) const {
  // Most requests: what X-Amz-Target names never streams.
  if (length && *length <= usual_body_bytes && head.headers.contains("X-Amz-Target")) {
    return {.limit = usual_body_bytes};
  }
  if (endpoint(head) != nullptr) return {.limit = endpoint_body_limit};
  auto caller = parts_.authenticator.identify(head);
  auto route = router_.route(head, caller ? caller->signing_name : std::string_view{});
  if (!route.operation) return {.limit = endpoint_body_limit};
  const auto& info = *route.operation->info;
  return {.limit = server::body_limit(info), .streams = info.streams_request};
}

aws::HttpResponse Dispatcher::refuse(const aws::HttpRequest& head, Refusal why, const Peer& peer) {
  aws::HttpRequest request = head;
  Exchange exchange{.request = request, .body = nullptr, .peer = peer};
  exchange.context.request_id = parts_.random.uuid();
  exchange.context.received = parts_.clock.now();
  auto caller = parts_.authenticator.identify(head);
  exchange.route = router_.route(head, caller ? caller->signing_name : std::string_view{});
  auto [code, message, status] = words(why);
  aws::Error error{
      .code = std::string(code), .message = std::string(message), .http_status = status};
  if (why == Refusal::body_too_large) {
    if (endpoint(head)) {
      // API Gateway's words: deployed APIs are what takes bodies there.
      error.code = "RequestTooLargeException";
      error.message = "Request Too Long";
    } else if (exchange.route.operation) {
      error = body_too_large(*exchange.route.operation->info);
    }
  }
  Response response = refusal(exchange.context, *exchange.route.service, std::move(error));
  finish(exchange, response);
  return response;
}

Task<Response> Dispatcher::handle(aws::HttpRequest& request, BodySource& body, const Peer& peer) {
  Exchange exchange{.request = request, .body = &body, .peer = peer};
  exchange.context.request_id = parts_.random.uuid();
  exchange.context.received = parts_.clock.now();
  exchange.context.source_ip = peer.address;
  exchange.context.trace_id = request.headers.get("X-Amzn-Trace-Id");
  Response response;
  if (auto* claimed = endpoint(request)) {
    exchange.context.scope.region = parts_.authenticator.default_region();
    response = co_await run(*claimed, exchange);
  } else if (auto answer = admit(exchange)) {
    response = std::move(*answer);
  } else {
    response = co_await run(*exchange.route.operation, exchange);
    if (exchange.route.service->name.starts_with("dynamodb")) add_crc32(response);
    parts_.origins.expose(request, response);
  }
  finish(exchange, response);
  co_return response;
}

std::optional<aws::HttpResponse> Dispatcher::admit(Exchange& exchange) {
  const auto& request = exchange.request;
  if (!parts_.origins.permits(request)) {
    return aws::HttpResponse{.status = 403, .body = "This origin is not allowed\n"};
  }
  if (OriginPolicy::is_preflight(request)) {
    auto response = parts_.origins.preflight(request);
    parts_.origins.expose(request, response);
    return response;
  }
  auto caller = parts_.authenticator.identify(request);
  auto& route = exchange.route;
  route = router_.route(request, caller ? caller->signing_name : std::string_view{});
  auto refused = [&](aws::Error error) {
    auto response = refusal(exchange.context, *route.service, std::move(error));
    parts_.origins.expose(request, response);
    return response;
  };
  const auto protocol = route.service->protocol;
  if (!caller) {
    return refused(is_s3(*route.service)
                       ? Authenticator::s3_refusal(request, std::move(caller.error()))
                       : aws::sigv4::in_protocol(std::move(caller.error()), protocol));
  }
  if (!route.operation) return refused(route.error);
  auto verified =
      parts_.authenticator.verify(request, *caller, *route.service, exchange.context.received);
  if (!verified) return refused(aws::sigv4::in_protocol(std::move(verified.error()), protocol));
  if (is_s3(*route.service)) add_presigned_headers(exchange.request);
  exchange.verified = std::move(*verified);
  exchange.context.scope = std::move(caller->scope);
  exchange.context.access_key_id = std::move(caller->access_key_id);
  return std::nullopt;
}

Task<Response> Dispatcher::run(HttpEndpoint& endpoint, Exchange& exchange) {
  try {
    co_return co_await endpoint.handle(exchange.context, exchange.request);
  } catch (const std::exception& e) {
    spdlog::error("{} {} failed: {}", exchange.request.method, exchange.request.path(), e.what());
  }
  aws::HttpResponse response{.status = 500, .body = R"({"message":"Internal server error"})"};
  response.headers.add("Content-Type", "application/json");
  co_return response;
}

Task<Response> Dispatcher::run(const Operation& operation, Exchange& exchange) {
  auto& request = exchange.request;
  const auto& service = operation.info->service;
  const auto& context = exchange.context;
  try {
    if (!is_s3(service)) {
      NoPayload none;
      co_return co_await operation.run(context, request, exchange.route.path, none);
    }
    auto payload = S3Payload::make(request, *exchange.body, std::move(exchange.verified.chunks));
    if (payload && !operation.info->streams_request) {
      auto whole = payload->take(request.body);
      if (whole) whole = check_digests(*operation.info, request);
      if (!whole) payload = aws::fail(std::move(whole.error()));
    }
    if (!payload) co_return refusal(context, service, std::move(payload.error()));
    co_return co_await operation.run(context, request, exchange.route.path, *payload);
  } catch (const std::exception& e) {
    spdlog::error("{}.{} failed: {} (request {})", service.name, operation.info->name, e.what(),
                  context.request_id);
  }
  co_return refusal(
      context, service,
      {.code = is_s3(service) ? "InternalError" : "InternalFailure",
       .message = "The request processing has failed because of an unknown error, exception or "
                  "failure.",
       .http_status = 500});
}

void Dispatcher::finish(const Exchange& exchange, Response& response) {
  if (exchange.route.service && is_s3(*exchange.route.service)) {
    response.headers.add("x-amz-request-id", exchange.context.request_id);
    response.headers.add("x-amz-id-2", aws::base64_encode(exchange.context.request_id));
    response.headers.add("Server", "AmazonS3");
  } else if (!response.headers.contains("x-amzn-RequestId")) {
    // A deployed API's own answer may carry one already.
    response.headers.add("x-amzn-RequestId", exchange.context.request_id);
  }
  if (!parts_.access_log.enabled()) return;
  std::string operation;
  if (exchange.route.operation) {
    const auto& info = *exchange.route.operation->info;
    operation.append(info.service.name).append(".").append(info.name);
  }
  parts_.access_log.write({.received = exchange.context.received,
                           .peer = exchange.peer.address,
                           .method = exchange.request.method,
                           .path = exchange.request.path(),
                           .operation = operation,
                           .status = response.status,
                           .bytes = response.body_size(),
                           .took = std::chrono::steady_clock::now() - exchange.start,
                           .request_id = exchange.context.request_id});
}

}  // namespace bellwether::cloud::server
