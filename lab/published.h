// What others measured on AWS itself, for the reader to hold against what is measured here. Never
// mixed with our own numbers: tables and charts show it apart and say where it comes from.
#pragma once

#include <array>
#include <string_view>

namespace bellwether::lab {

// One memory size of a function that makes a UUID, puts an object named after it into S3 and an
// item into DynamoDB, and answers it, once for an interpreter and once compiled.
struct PublishedDuration {
  int memory_mb;
  double interpreted_ms;
  double compiled_ms;
};

struct PublishedComparison {
  std::string_view what;
  std::array<PublishedDuration, 4> durations;  // averages of warm calls
  // Median latency of a call that has to wait for its environment.
  double cold_interpreted_ms;
  double cold_compiled_ms;
  // Of 100 million invocations at 128 MB. These are GB-seconds alone: 23 ms and 5 ms of 128 MB
  // give just that at x86_64's price, and requests would be another 20 USD for both.
  double compute_interpreted_usd;
  double compute_compiled_usd;
};

inline constexpr PublishedComparison published{
    .what = "Measured on AWS by others: the same calls from an interpreted and a compiled function",
    .durations = {{{.memory_mb = 128, .interpreted_ms = 23, .compiled_ms = 5},
                   {.memory_mb = 256, .interpreted_ms = 8.7, .compiled_ms = 5},
                   {.memory_mb = 512, .interpreted_ms = 7, .compiled_ms = 5},
                   {.memory_mb = 1024, .interpreted_ms = 6.7, .compiled_ms = 5}}},
    .cold_interpreted_ms = 715,
    .cold_compiled_ms = 110,
    .compute_interpreted_usd = 4.80,
    .compute_compiled_usd = 1.05,
};

}  // namespace bellwether::lab
