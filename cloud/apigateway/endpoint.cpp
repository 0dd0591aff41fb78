#include "cloud/apigateway/endpoint.h"

#include <array>
#include <memory>
#include <utility>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/basic_waitable_timer.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <fmt/format.h>

#include "cloud/apigateway/address.h"
#include "cloud/apigateway/execution_log.h"
#include "cloud/apigateway/gateway_response.h"
#include "cloud/apigateway/proxy_event.h"
#include "cloud/apigateway/proxy_response.h"

namespace bellwether::cloud::apigateway {
namespace {

// https://docs.aws.amazon.com/apigateway/latest/developerguide/limits.html: payload size.
constexpr std::size_t kMaxBody = std::size_t{10} << 20;

using Timer = asio::basic_waitable_timer<std::chrono::steady_clock,
                                         asio::wait_traits<std::chrono::steady_clock>, Executor>;

// An invocation and the request that waits for it. Either may end first; what is here lives as long
// as both need it.
struct Invocation {
  Invocation(const Executor& executor, RequestContext whose, lambda::InvocationRequest what)
      : done(executor), context(std::move(whose)), request(std::move(what)) {}

  Timer done;
  RequestContext context;
  lambda::InvocationRequest request;
  std::optional<Result<lambda::InvocationResponse>> answer;
};

Task<void> run(lambda::FunctionInvoker& invoker, std::shared_ptr<Invocation> invocation) {
  invocation->answer = co_await invoker.invoke(invocation->context, std::move(invocation->request));
  invocation->done.cancel();
}

aws::HttpResponse lambda_error(const aws::Error& error) {
  if (error.code == "RequestTooLargeException") return request_too_large();
  // Missing, throttled or refused: AWS tells the client no more than this.
  return internal_server_error(500);
}

}  // namespace

bool Endpoint::claims(const aws::HttpRequest& request) const {
  return parse_address(request).has_value();
}

Task<aws::HttpResponse> Endpoint::handle(const RequestContext& context,
                                         const aws::HttpRequest& request) {
  const Ids ids = make_ids(context);
  aws::HttpResponse response = co_await route(context, request, ids);
  response.headers.set("x-amzn-RequestId", ids.request);
  response.headers.set("x-amz-apigw-id", ids.extended);
  co_return response;
}

Endpoint::Ids Endpoint::make_ids(const RequestContext& context) {
  // Eleven bytes are the fifteen characters and the "=" of AWS's ids.
  std::array<std::byte, 11> bytes{};
  random_.fill(bytes);
  std::string extended =
      aws::base64_encode({reinterpret_cast<const char*>(bytes.data()), bytes.size()});
  for (char& c : extended) {
    if (c == '+') c = '-';
    if (c == '/') c = '_';
  }
  std::string trace = context.trace_id;
  if (trace.empty()) {
    const auto seconds =
        std::chrono::floor<std::chrono::seconds>(clock_.now()).time_since_epoch().count();
    trace = fmt::format("Root=1-{:08x}-{}", seconds, random_.hex(24));
  }
  return {.request = context.request_id.empty() ? random_.uuid() : context.request_id,
          .extended = std::move(extended),
          .trace = std::move(trace)};
}

Task<aws::HttpResponse> Endpoint::route(const RequestContext& context,
                                        const aws::HttpRequest& request, const Ids& ids) {
  const auto address = parse_address(request);
  if (!address) co_return forbidden();
  const auto stage = stages_.find(address->api, address->stage);
  if (!stage || stage->disabled) co_return forbidden();
  const auto match = stage->routes.match(address->path);
  const DeployedMethod* method = match ? match->resource->method(request.method) : nullptr;
  if (method == nullptr) co_return missing_authentication_token();
  if (request.body.size() > kMaxBody) co_return request_too_large();
  if (const auto* mock = std::get_if<MockIntegration>(&method->integration)) {
    co_return mock->answer(request);
  }
  const std::string domain = stage->api + ".execute-api.localhost";
  const std::string_view host = request.headers.get("Host");
  std::string event = proxy_event(
      {.http = request,
       .stage = *stage,
       .match = *match,
       .path = address->path,
       .domain_name = address->by_host ? host.substr(0, host.find(':')) : std::string_view(domain),
       .source_ip = context.source_ip,
       .request_id = ids.request,
       .extended_request_id = ids.extended,
       .trace_id = ids.trace,
       .received = clock_.now()});
  RequestContext caller = context;
  caller.scope = stage->scope;
  caller.request_id = ids.request;
  caller.trace_id = ids.trace;
  aws::HttpResponse response =
      co_await call(std::get<LambdaIntegration>(method->integration), method->timeout, *stage,
                    std::move(event), caller, request.headers.get("Accept"));
  response.headers.set("X-Amzn-Trace-Id", ids.trace);
  co_return response;
}

Task<aws::HttpResponse> Endpoint::call(const LambdaIntegration& integration,
                                       std::chrono::milliseconds timeout, const LiveStage& stage,
                                       std::string event, const RequestContext& context,
                                       std::string_view accept) {
  const Executor executor = co_await asio::this_coro::executor;
  const FailedRequest failed{.request_id = context.request_id, .function = integration.function};
  const auto invocation = std::make_shared<Invocation>(
      executor, context,
      lambda::InvocationRequest{.function = integration.function, .payload = std::move(event)});
  invocation->done.expires_after(timeout);
  asio::co_spawn(executor, run(invoker_, invocation), asio::detached);
  // Not left waiting when the invocation was over before it could be waited for.
  if (!invocation->answer) {
    co_await invocation->done.async_wait(asio::as_tuple(asio::use_awaitable_t<Executor>()));
  }
  if (!invocation->answer) {
    log_timeout(failed);
    co_return endpoint_request_timed_out();
  }
  const auto& answer = *invocation->answer;
  if (!answer) {
    log_refused_invocation(failed, answer.error());
    co_return lambda_error(answer.error());
  }
  if (!answer->function_error.empty()) {
    log_function_error(failed, answer->payload);
    co_return internal_server_error(502);
  }
  auto response = proxy_response(answer->payload, accept, stage.binary_media_types);
  if (!response) {
    log_malformed_response(failed, response.error());
    co_return internal_server_error(502);
  }
  co_return std::move(*response);
}

}  // namespace bellwether::cloud::apigateway
