// The form of time that signatures carry.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "aws/core/types.h"

namespace bellwether::aws::sigv4 {

// ISO 8601's basic form in UTC: "20150830T123600Z".
std::string basic_time(Timestamp time);
std::optional<Timestamp> parse_basic_time(std::string_view text);

}  // namespace bellwether::aws::sigv4
