// The two forms of time that requests carry.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "aws/core/types.h"

namespace bellwether::aws::sigv4 {

// ISO 8601's basic form in UTC: "20150830T123600Z".
std::string basic_time(Timestamp time);
std::optional<Timestamp> parse_basic_time(std::string_view text);

// RFC 9110's preferred form: "Sun, 30 Aug 2015 12:36:00 GMT".
std::optional<Timestamp> parse_http_date(std::string_view text);

}  // namespace bellwether::aws::sigv4
