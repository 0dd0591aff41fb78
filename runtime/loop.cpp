#include <cstdlib>

#include "aws/client/trace_header.h"
#include "bellwether/log.h"
#include "bellwether/runtime.h"
#include "runtime/errors.h"
#include "runtime/log_sink.h"
#include "runtime/runtime_api.h"

namespace bellwether {
namespace {

std::string environment(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? "" : value;
}

Context context_of_the_function() {
  Context context;
  context.function_name = environment("AWS_LAMBDA_FUNCTION_NAME");
  context.function_version = environment("AWS_LAMBDA_FUNCTION_VERSION");
  context.memory_limit_mb = std::atoi(environment("AWS_LAMBDA_FUNCTION_MEMORY_SIZE").c_str());
  context.log_group = environment("AWS_LAMBDA_LOG_GROUP_NAME");
  context.log_stream = environment("AWS_LAMBDA_LOG_STREAM_NAME");
  return context;
}

void set_trace(const std::string& trace_id) {
  if (trace_id.empty()) {
    unsetenv("_X_AMZN_TRACE_ID");
  } else {
    setenv("_X_AMZN_TRACE_ID", trace_id.c_str(), 1);
  }
  aws::set_trace_header(trace_id);
}

std::expected<Invocation, FunctionError> initialised(const Initialisation& initialise) {
  try {
    return initialise();
  } catch (...) {
    return std::unexpected(current_exception_error());
  }
}

std::expected<std::string, FunctionError> invoked(const Invocation& invoke, std::string_view event,
                                                  const Context& context) {
  try {
    return invoke(event, context);
  } catch (...) {
    return std::unexpected(current_exception_error());
  }
}

int give_up(const Broken& broken) {
  log::fatal(broken.message);
  return EXIT_FAILURE;
}

std::expected<void, Broken> serve_one(RuntimeApi& api, const Invocation& invoke, Context& context) {
  auto next = api.next();
  if (!next) return std::unexpected(std::move(next.error()));
  context.request_id = std::move(next->request_id);
  context.deadline = next->deadline;
  context.invoked_function_arn = std::move(next->invoked_function_arn);
  context.trace_id = std::move(next->trace_id);
  context.client_context = std::move(next->client_context);
  context.identity = std::move(next->identity);
  context.tenant_id = std::move(next->tenant_id);
  log::set_request_id(context.request_id);
  set_trace(context.trace_id);

  const auto answer = invoked(invoke, next->event, context);
  if (answer) return api.respond(context.request_id, *answer);
  log::write_error(answer.error());
  return api.fail(context.request_id, header_value(answer.error().type),
                  error_json(answer.error()));
}

}  // namespace

int serve(const Initialisation& initialise) {
  log::configure_from_environment();
  const char* host_and_port = std::getenv("AWS_LAMBDA_RUNTIME_API");
  if (host_and_port == nullptr) {
    return give_up(
        {"AWS_LAMBDA_RUNTIME_API is not set: a function runs within Lambda, or within "
         "what stands for it"});
  }
  auto api = RuntimeApi::create(host_and_port);
  if (!api) return give_up(api.error());

  const auto invoke = initialised(initialise);
  if (!invoke) {
    log::write_error(invoke.error());
    const auto told = api->fail_init(header_value(invoke.error().type), error_json(invoke.error()));
    if (!told) return give_up(told.error());
    return EXIT_FAILURE;
  }
  Context context = context_of_the_function();
  while (true) {
    if (auto served = serve_one(*api, *invoke, context); !served) return give_up(served.error());
  }
}

}  // namespace bellwether
