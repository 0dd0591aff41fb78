// Who asks, and under which id: what every operation is told about its request.
#pragma once

#include <string>

#include "aws/core/types.h"

namespace bellwether::cloud {

// State is kept apart by account and region.
struct Scope {
  std::string account = "000000000000";
  std::string region = "us-east-1";
  friend auto operator<=>(const Scope&, const Scope&) = default;
};

struct RequestContext {
  Scope scope;
  // A UUID; answered as x-amzn-RequestId and written to the access log.
  std::string request_id;
  std::string access_key_id;
  std::string source_ip;
  // "Root=1-...;Parent=...;Sampled=0" as the caller sent it, or empty.
  std::string trace_id;
  aws::Timestamp received;
};

}  // namespace bellwether::cloud
