// Mapping templates, as far as they are literal text.
#pragma once

#include <optional>
#include <string_view>

namespace bellwether::cloud::apigateway {

// The first Velocity directive or reference ("#set", "$input.body", ...), or nothing. `$` and `#`
// that Velocity would leave alone are text.
std::optional<std::string_view> velocity_in(std::string_view text);

// The statusCode of a MOCK's request: `{"statusCode": 200}`, also with single quotes or none, which
// API Gateway's own examples use.
std::optional<int> status_code_in(std::string_view text);

}  // namespace bellwether::cloud::apigateway
