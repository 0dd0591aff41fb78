// What Lambda tells a function about the invocation and about itself.
#pragma once

#include <chrono>
#include <string>

namespace bellwether {

struct Context {
  std::string request_id;
  // When Lambda ends the invocation.
  std::chrono::system_clock::time_point deadline;
  std::string invoked_function_arn;
  // X-Ray's, also in _X_AMZN_TRACE_ID and in the calls of AWS clients.
  std::string trace_id;
  // JSON texts from mobile applications, or empty.
  std::string client_context;
  std::string identity;
  // For functions with tenant isolation, or empty.
  std::string tenant_id;

  // The same in every invocation of an execution environment.
  std::string function_name;
  std::string function_version;
  int memory_limit_mb = 0;
  std::string log_group;
  std::string log_stream;

  // Until the deadline; never negative.
  std::chrono::milliseconds remaining_time() const;
};

}  // namespace bellwether
