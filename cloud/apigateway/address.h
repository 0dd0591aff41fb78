// Where a request to a deployed API points.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "aws/core/http.h"

namespace bellwether::cloud::apigateway {

// Views into the request.
struct Address {
  std::string_view api;
  std::string_view stage;
  // After the stage, at least "/".
  std::string_view path;
  // Whether the API was named by the host.
  bool by_host = false;
};

std::optional<Address> parse_address(const aws::HttpRequest& request);

}  // namespace bellwether::cloud::apigateway
