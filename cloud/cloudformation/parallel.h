// Runs steps that wait for one another, the independent ones at once.
#pragma once

#include <cstddef>
#include <functional>
#include <vector>

#include "cloud/cloudformation/errors.h"

namespace bellwether::cloud::cloudformation {

struct Step {
  // Indices of the steps that must have succeeded before.
  std::vector<std::size_t> after;
  std::function<Result<aws::Unit>()> run;
};

// How many resources are made at once: enough to hide the latency of a remote endpoint, few enough
// to stay below the request rates that AWS's control planes accept.
inline constexpr std::size_t max_parallel_steps = 8;

// Blocks until all are done. After the first failure no further step is started; those under way
// are waited for. Answers every failure, in the order in which they happened. `steps` must have no
// cycle.
std::vector<aws::Error> run_steps(const std::vector<Step>& steps);

}  // namespace bellwether::cloud::cloudformation
