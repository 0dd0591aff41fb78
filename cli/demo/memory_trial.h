// One function of several stacks at several memory sizes: cold starts forced one by one, then warm
// calls.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <vector>

#include "aws/client/client_core.h"
#include "aws/core/error.h"
#include "cli/demo/function_settings.h"
#include "cli/demo/stack.h"
#include "lab/memory_comparison.h"
#include "lab/workload.h"

namespace bellwether::cli {

struct MemoryTrialOptions {
  std::vector<int> memory_mb;
  std::uint64_t calls = 1;        // warm ones a size and stack
  std::uint64_t cold_starts = 1;  // a size and stack
  int concurrency = 1;            // of warm calls
  // All warm loads together; each takes what it needs and leaves the rest to those after it.
  std::chrono::nanoseconds load_time = std::chrono::minutes(10);
};

class MemoryTrial {
 public:
  MemoryTrial(std::shared_ptr<aws::ClientCore> core, MemoryTrialOptions options);

  // All stacks at the first size, then at the next, telling how far it is. Leaves the functions
  // configured as they were, also where it fails.
  aws::Result<std::vector<lab::MemoryMeasurement>> run(const lab::Route& route,
                                                       const std::vector<DemoStack>& stacks);

 private:
  struct Subject {
    const DemoStack& stack;
    FunctionSettings settings;
  };
  aws::Result<std::vector<lab::MemoryMeasurement>> measure_all(const lab::Route& route,
                                                               std::vector<Subject>& subjects);
  aws::Result<lab::MemoryMeasurement> measure(const lab::Route& route, Subject& subject,
                                              int memory_mb, std::chrono::nanoseconds budget);
  aws::Result<aws::Unit> start_cold(const lab::Route& route, Subject& subject,
                                    lab::MemoryMeasurement& measurement) const;
  aws::Result<aws::Unit> call_warm(const lab::Route& route, const DemoStack& stack,
                                   std::chrono::nanoseconds budget,
                                   lab::MemoryMeasurement& measurement) const;

  std::shared_ptr<aws::ClientCore> core_;
  MemoryTrialOptions options_;
};

}  // namespace bellwether::cli
