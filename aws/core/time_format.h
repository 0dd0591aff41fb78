// The three ways AWS's wires write a point in time.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "aws/core/types.h"

namespace bellwether::aws {

// "2026-11-21T07:41:25.123Z"; without the fraction when it is zero.
std::string format_iso8601(Timestamp time);
// "Sat, 21 Nov 2026 07:41:25 GMT": HTTP headers.
std::string format_rfc822(Timestamp time);
// "1795246885.123": seconds since the epoch, JSON bodies.
std::string format_epoch_seconds(Timestamp time);

std::optional<Timestamp> parse_iso8601(std::string_view text);
std::optional<Timestamp> parse_rfc822(std::string_view text);

}  // namespace bellwether::aws
