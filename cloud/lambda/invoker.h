// What other services may ask of Lambda: run a function with a payload.
#pragma once

#include <string>

#include "cloud/core/context.h"
#include "cloud/core/task.h"

namespace bellwether::cloud::lambda {

enum class InvocationType { request_response, event, dry_run };

struct InvocationRequest {
  // Name, partial ARN or ARN, as Invoke takes it.
  std::string function;
  // Version or alias; empty is $LATEST.
  std::string qualifier;
  std::string payload;
  InvocationType type = InvocationType::request_response;
  // Base64 JSON, as X-Amz-Client-Context carries it.
  std::string client_context;
  bool tail = false;
};

struct InvocationResponse {
  int status = 200;
  std::string payload;
  // "Unhandled", or empty when the function succeeded.
  std::string function_error;
  // The last 4 KiB of the invocation's log, not yet base64; only when asked for.
  std::string log_tail;
  std::string executed_version = "$LATEST";
};

class FunctionInvoker {
 public:
  virtual ~FunctionInvoker() = default;
  // An error is Lambda's own (ResourceNotFoundException, TooManyRequestsException, ...); a function
  // that failed is a response with function_error.
  virtual Task<Result<InvocationResponse>> invoke(const RequestContext& context,
                                                  InvocationRequest request) = 0;
};

}  // namespace bellwether::cloud::lambda
