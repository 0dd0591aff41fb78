// Lambda's Runtime API, the function's side, on one keep-alive connection.
// https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html
#pragma once

#include <chrono>
#include <expected>
#include <memory>
#include <string>
#include <string_view>

#include "aws/client/address.h"
#include "aws/client/http_connection.h"

namespace bellwether {

struct NextInvocation {
  std::string event;
  std::string request_id;
  std::chrono::system_clock::time_point deadline;
  std::string invoked_function_arn;
  std::string trace_id;
  std::string client_context;
  std::string identity;
  std::string tenant_id;
};

// Why the process cannot go on.
struct Broken {
  std::string message;
};

// For one thread.
class RuntimeApi {
 public:
  // `host_and_port` as in AWS_LAMBDA_RUNTIME_API: a numeric address or localhost, with a port.
  static std::expected<RuntimeApi, Broken> create(std::string_view host_and_port);

  // Waits, without a limit, for the next invocation.
  std::expected<NextInvocation, Broken> next();
  // Refusals that concern this answer only (too large, too late) are logged, and no reason to stop.
  std::expected<void, Broken> respond(const std::string& request_id, std::string_view json);
  std::expected<void, Broken> fail(const std::string& request_id, std::string_view error_type,
                                   std::string_view json);
  std::expected<void, Broken> fail_init(std::string_view error_type, std::string_view json);

 private:
  RuntimeApi(aws::Address address, std::string host);
  std::expected<aws::HttpResponse, Broken> exchange(std::string_view head, std::string_view body);
  std::expected<void, Broken> post(std::string_view path, std::string_view error_type,
                                   std::string_view body);

  aws::Address address_;
  std::string host_;
  std::string next_head_;
  std::string post_head_;
  std::unique_ptr<aws::HttpConnection> connection_;
};

}  // namespace bellwether
