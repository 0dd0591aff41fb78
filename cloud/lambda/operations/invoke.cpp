// Invoke, and what other services call a function by.
#include <algorithm>
#include <optional>
#include <utility>

#include <fmt/format.h>
#include <simdjson.h>

#include "aws/core/types.h"
#include "cloud/lambda/functions/name.h"
#include "cloud/lambda/parts.h"
#include "cloud/lambda/trace.h"

namespace bellwether::cloud::lambda {
namespace {

namespace model = aws::lambda;
namespace errors = aws::lambda::errors;

// https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
constexpr std::size_t max_payload_bytes = 6 * 1024 * 1024;
// 1 MB since October 2025. https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html
constexpr std::size_t max_event_bytes = 1024 * 1024;
// "Up to 3,583 bytes of base64-encoded data"
constexpr std::size_t max_client_context_bytes = 3583;
// A parser grown by one large payload is not kept for all the small ones that follow.
constexpr std::size_t kept_parser_bytes = 1024 * 1024;

// Why `text` is no JSON, or nothing.
std::optional<std::string> json_error(const std::string& text) {
  thread_local std::unique_ptr<simdjson::dom::parser> parser;
  if (!parser) parser = std::make_unique<simdjson::dom::parser>();
  const auto error = parser->parse(text).error();
  if (text.size() > kept_parser_bytes) parser.reset();
  if (error == simdjson::SUCCESS) return std::nullopt;
  return simdjson::error_message(error);
}

Result<aws::Unit> check_payload(const InvocationRequest& request) {
  const std::size_t size = request.payload.size();
  const bool event = request.type == InvocationType::event;
  const std::size_t limit = event ? max_event_bytes : max_payload_bytes;
  if (size > limit) {
    return aws::fail(errors::RequestTooLargeException(
        fmt::format("{} byte payload is too large for the {} invocation type (limit {} bytes)",
                    size, event ? "Event" : "RequestResponse", limit)));
  }
  if (auto reason = json_error(request.payload)) {
    return aws::fail(errors::InvalidRequestContentException(
        "Could not parse request body into json: " + *reason));
  }
  return aws::Unit{};
}

// The JSON in the base64, on one line: it travels in a header.
Result<std::string> client_context(const std::string& base64) {
  std::string json;
  if (base64.empty()) return json;
  if (base64.size() > max_client_context_bytes || !aws::base64_decode(base64, json) ||
      json_error(json)) {
    return aws::fail(errors::InvalidRequestContentException(
        "Client context must be a valid Base64-encoded JSON object."));
  }
  // Between tokens they are spaces, and within strings JSON has them escaped.
  std::replace_if(
      json.begin(), json.end(), [](char c) { return c == '\r' || c == '\n'; }, ' ');
  return json;
}

bool is_traced(const FunctionRecord& record) {
  const auto& tracing = record.configuration.TracingConfig;
  return tracing && tracing->Mode == "Active";
}

InvocationType invocation_type(const std::optional<std::string>& text) {
  if (!text || *text == "RequestResponse") return InvocationType::request_response;
  if (*text == "Event") return InvocationType::event;
  return InvocationType::dry_run;
}

}  // namespace

Task<Result<InvocationResponse>> Service::invoke(const RequestContext& context,
                                                 InvocationRequest request) {
  auto function = parse_function_name(context.scope, request.function, request.qualifier);
  if (!function) co_return aws::fail(function.error());
  const bool latest = function->qualifier.empty() || function->qualifier == latest_version;
  DeployedPtr deployed =
      latest ? parts_->catalog.cached(context.scope, function->name) : DeployedPtr{};
  if (latest && !deployed) {
    auto found = co_await parts_->catalog.find(context.scope, function->name);
    if (!found) co_return aws::fail(found.error());
    deployed = std::move(*found);
  }
  if (!deployed) co_return aws::fail(function_not_found(context.scope, *function));
  // Nothing at all is an empty object to the function.
  if (request.payload.empty()) request.payload = "{}";
  if (auto checked = check_payload(request); !checked) co_return aws::fail(checked.error());
  auto client = client_context(request.client_context);
  if (!client) co_return aws::fail(client.error());

  InvocationResponse response;
  response.executed_version = latest_version;
  if (request.type == InvocationType::dry_run) {
    response.status = 204;
    co_return response;
  }
  const std::string request_id =
      context.request_id.empty() ? parts_->random.uuid() : context.request_id;
  std::string trace_id =
      context.trace_id.empty()
          ? new_trace_header(parts_->random, parts_->clock.now(), is_traced(deployed->record))
          : context.trace_id;
  if (request.type == InvocationType::event) {
    Event event{.scope = context.scope,
                .function = function->name,
                .request_id = request_id,
                .trace_id = std::move(trace_id),
                .client_context = request.client_context,
                .payload = std::move(request.payload),
                .accepted = parts_->clock.now()};
    auto queued = co_await parts_->events.add(std::move(event));
    if (!queued) co_return aws::fail(queued.error());
    response.status = 202;
    co_return response;
  }
  Trace trace = begin_trace(trace_id, is_traced(deployed->record), parts_->random);
  Invocation invocation{
      .request_id = request_id,
      .payload = std::move(request.payload),
      .function_arn = function_arn(context.scope, function->name, function->qualifier),
      .trace_id = std::move(trace.header),
      .segment = std::move(trace.segment),
      .client_context = std::move(*client),
      .tail = request.tail};
  auto outcome = co_await parts_->pool.invoke(deployed->spec, std::move(invocation));
  if (!outcome) co_return aws::fail(outcome.error());
  response.payload = std::move(outcome->payload);
  if (outcome->function_error) response.function_error = "Unhandled";
  response.log_tail = std::move(outcome->log_tail);
  co_return response;
}

Task<Result<model::InvocationResponse>> Service::invoke_operation(const RequestContext& context,
                                                                  model::InvocationRequest input) {
  if (input.DurableExecutionName || input.TenantId) {
    co_return aws::fail(errors::InvalidParameterValueException(
        fmt::format("{} is not supported by Bellwether",
                    input.TenantId ? "TenantId" : "DurableExecutionName")));
  }
  const auto type = invocation_type(input.InvocationType);
  InvocationRequest request{
      .function = std::move(input.FunctionName),
      .qualifier = std::move(input.Qualifier).value_or(""),
      .payload = input.Payload ? std::move(input.Payload->bytes) : std::string{},
      .type = type,
      .client_context = std::move(input.ClientContext).value_or(""),
      .tail = input.LogType == "Tail"};
  auto outcome = co_await invoke(context, std::move(request));
  if (!outcome) co_return aws::fail(outcome.error());
  model::InvocationResponse answer;
  answer.StatusCode = outcome->status;
  if (type != InvocationType::request_response) co_return answer;
  answer.ExecutedVersion = std::move(outcome->executed_version);
  answer.Payload = aws::Blob{std::move(outcome->payload)};
  if (!outcome->function_error.empty()) answer.FunctionError = std::move(outcome->function_error);
  if (input.LogType == "Tail") answer.LogResult = aws::base64_encode(outcome->log_tail);
  co_return answer;
}

Task<EventQueue::Result> Service::Parts::run_event(Event event) {
  auto deployed = co_await catalog.find(event.scope, event.function);
  if (!deployed) co_return EventQueue::Result::throttled;
  // Deleted meanwhile.
  if (*deployed == nullptr) co_return EventQueue::Result::done;
  auto client = client_context(event.client_context);
  Trace trace = begin_trace(event.trace_id, is_traced((*deployed)->record), random);
  Invocation invocation{.request_id = event.request_id,
                        .payload = std::move(event.payload),
                        .function_arn = function_arn(event.scope, event.function),
                        .trace_id = std::move(trace.header),
                        .segment = std::move(trace.segment),
                        .client_context = client ? std::move(*client) : std::string{}};
  auto outcome = co_await pool.invoke((*deployed)->spec, std::move(invocation));
  // 429 and 5xx.
  if (!outcome) co_return EventQueue::Result::throttled;
  co_return outcome->function_error ? EventQueue::Result::function_error : EventQueue::Result::done;
}

}  // namespace bellwether::cloud::lambda
