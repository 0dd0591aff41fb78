// What a set of REPORT lines says: warm calls, and cold starts apart from them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <vector>

#include "lab/report.h"

namespace bellwether::lab {

// Of any quantity, in its own unit. All zero when there is nothing.
struct Summary {
  std::size_t count = 0;
  double avg = 0;
  double min = 0;
  double max = 0;
  double stddev = 0;  // of the sample: n-1 in the divisor; 0 for fewer than two
  double p50 = 0;     // percentiles by the nearest rank: values that occurred
  double p90 = 0;
  double p95 = 0;
  double p99 = 0;
};

Summary summarize(std::vector<double> values);

struct FunctionStatistics {
  std::size_t invocations = 0;
  int memory_size_mb = 0;
  // Of calls that found a ready environment.
  Summary warm_duration_ms;
  Summary warm_billed_ms;
  // Of calls that had one made for them: what AWS shows as two numbers, and what the caller waited.
  Summary cold_init_ms;
  Summary cold_duration_ms;
  Summary cold_total_ms;
  Summary cold_billed_ms;
  Summary max_memory_used_mb;                     // of all calls
  double billed_ms = 0;                           // of all calls together
  std::map<std::string, std::uint64_t> failures;  // by error type, or status where it has none

  std::uint64_t failure_count() const;
};

// Failed invocations count in everything but the warm and cold durations, which they would distort.
FunctionStatistics statistics(std::span<const Report> reports);

}  // namespace bellwether::lab
