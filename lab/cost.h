// What Lambda would charge for invocations, in USD.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace bellwether::lab {

enum class Architecture { x86_64, arm64 };
// "x86_64" and "arm64", as Lambda calls them.
std::string_view name_of(Architecture architecture);

// The prices of one region on one day. What a month takes beyond the first tier (6,000 million
// GB-seconds on x86_64) is cheaper and not in here.
struct LambdaPrices {
  std::string_view as_of;
  std::string_view region;
  std::string_view source;
  double usd_per_gb_second_x86_64;
  double usd_per_gb_second_arm64;
  double usd_per_request;
  // Free each month for every account.
  double free_gb_seconds;
  double free_requests;

  constexpr double usd_per_gb_second(Architecture architecture) const {
    return architecture == Architecture::x86_64 ? usd_per_gb_second_x86_64
                                                : usd_per_gb_second_arm64;
  }
};

inline constexpr LambdaPrices lambda_prices{
    .as_of = "2026-11-21",
    .region = "us-east-1",
    .source = "https://aws.amazon.com/lambda/pricing/",
    .usd_per_gb_second_x86_64 = 0.0000166667,
    .usd_per_gb_second_arm64 = 0.0000133334,
    .usd_per_request = 0.20 / 1'000'000,
    .free_gb_seconds = 400'000,
    .free_requests = 1'000'000,
};

// What a number of like invocations takes.
struct Usage {
  double billed_ms = 0;  // of one invocation: Billed Duration, an average
  int memory_mb = 128;
  double requests = 1;

  constexpr double gb_seconds() const { return billed_ms / 1000 * memory_mb / 1024 * requests; }
};

struct Cost {
  double compute_usd = 0;  // GB-seconds
  double request_usd = 0;

  constexpr double total_usd() const { return compute_usd + request_usd; }
};

enum class FreeTier { none, one_month };

// `one_month`: all requests fall into one month of an account that has nothing else to pay.
Cost cost(const Usage& usage, Architecture architecture, FreeTier free_tier = FreeTier::none);

// The number of invocations that costs are told for beside that of one.
inline constexpr double many_invocations = 100'000'000;

// How many times `cheap` is contained in `dear`; nothing where one of them costs nothing.
std::optional<double> times_cheaper(double cheap, double dear);

}  // namespace bellwether::lab
