// What Lambda would charge. Prices of us-east-1's first tier, without the free tier, in USD.
#pragma once

#include <cstdint>

namespace bellwether::lab {

enum class Architecture { x86_64, arm64 };

// https://aws.amazon.com/lambda/pricing/
inline constexpr double usd_per_gb_second_x86_64 = 0.0000166667;
inline constexpr double usd_per_gb_second_arm64 = 0.0000133334;
inline constexpr double usd_per_request = 0.20 / 1'000'000;

// `billed_ms` is the sum of Billed Duration over `requests` invocations.
constexpr double cost_usd(double billed_ms, int memory_mb, std::uint64_t requests,
                          Architecture architecture) {
  const double gb_seconds = billed_ms / 1000 * memory_mb / 1024;
  const double price =
      architecture == Architecture::x86_64 ? usd_per_gb_second_x86_64 : usd_per_gb_second_arm64;
  return gb_seconds * price + static_cast<double>(requests) * usd_per_request;
}

}  // namespace bellwether::lab
