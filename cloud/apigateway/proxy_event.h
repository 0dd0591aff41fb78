// The event that a Lambda proxy integration hands to its function, payload format 1.0.
// https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html
#pragma once

#include <string>
#include <string_view>

#include "aws/core/http.h"
#include "aws/core/types.h"
#include "cloud/apigateway/live_stage.h"
#include "cloud/apigateway/route_table.h"

namespace bellwether::cloud::apigateway {

struct ProxyRequest {
  const aws::HttpRequest& http;
  const LiveStage& stage;
  const Match& match;
  // Without the stage, as it was sent: "/sheep/42".
  std::string_view path;
  // "abc1234567.execute-api.localhost", without a port.
  std::string_view domain_name;
  std::string_view source_ip;
  std::string_view request_id;
  std::string_view extended_request_id;
  std::string_view trace_id;
  aws::Timestamp received;
};

// The event's JSON. Texts that are not UTF-8 lose what is not to U+FFFD.
std::string proxy_event(const ProxyRequest& request);

}  // namespace bellwether::cloud::apigateway
