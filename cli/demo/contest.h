// The sheep shed's languages against each other: deployed, loaded route by route, and read out.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "aws/client/client_core.h"
#include "aws/core/error.h"
#include "cli/demo/stack.h"
#include "lab/comparison.h"
#include "lab/saturation.h"
#include "lab/workload.h"

namespace bellwether::cli {

struct ContestOptions {
  std::uint64_t calls = 100;  // a route and language
  int concurrency = 1;
  // Run fewer at once of calls that are too quick for that many not to wait for a core.
  bool avoid_distortion = true;
  lab::Machine machine;
  int memory_mb = 128;
  // All loads together; each takes what it needs and leaves the rest to those after it.
  std::chrono::nanoseconds load_time = std::chrono::minutes(3);
};

class Contest {
 public:
  Contest(std::shared_ptr<aws::ClientCore> core, ContestOptions options);

  // Loads each route of each stack in turn, telling how far it is.
  aws::Result<std::vector<lab::Measurement>> run(const std::vector<lab::Route>& routes,
                                                 const std::vector<DemoStack>& stacks);

 private:
  aws::Result<lab::Measurement> measure(const lab::Route& route, const DemoStack& stack,
                                        std::chrono::nanoseconds budget);
  int concurrency_for(std::chrono::nanoseconds latency) const;
  aws::Result<std::vector<lab::Report>> reports(const std::string& function, aws::Timestamp since,
                                                std::size_t expected) const;
  aws::Result<aws::Unit> release(const std::string& function) const;

  std::shared_ptr<aws::ClientCore> core_;
  ContestOptions options_;
};

}  // namespace bellwether::cli
