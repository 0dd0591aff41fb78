// A made-up comparison by memory, for tests.
#pragma once

#include <vector>

#include "lab/memory_comparison.h"

namespace bellwether::lab {

// C++ answers in 2 ms whatever its memory, Python in 46 ms at 128 MB and less with more.
inline MemoryComparison two_languages(const std::vector<int>& sizes) {
  MemoryComparison comparison{.calls = 2, .cold_starts = 2, .cores = 2};
  for (const int size : sizes) {
    for (const bool interpreted : {false, true}) {
      const double warm_ms = interpreted ? 46.0 * 128 / size : 2;
      const double cold_ms = interpreted ? 900.0 : 12;
      MemoryMeasurement one{.language = interpreted ? "Python" : "C++",
                            .interpreted = interpreted,
                            .function = "f",
                            .memory_mb = size,
                            .code_size_bytes = 2 << 20};
      const Report warm{.duration_ms = warm_ms,
                        .billed_ms = warm_ms,
                        .memory_size_mb = size,
                        .max_memory_used_mb = 6};
      Report cold = warm;
      cold.init_ms = cold_ms / 3;
      one.reports = statistics(std::vector<Report>{warm, warm, cold, cold});
      one.cold_latency_ms = summarize({cold_ms, cold_ms * 1.4});
      comparison.measurements.push_back(std::move(one));
    }
  }
  return comparison;
}

}  // namespace bellwether::lab
