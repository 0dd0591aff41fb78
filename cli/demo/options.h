// What `bellwether demo` was asked to do. Which options an application takes is its own affair.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "cli/stack_target.h"

namespace bellwether::cli {

struct DemoOptions {
  TargetOptions target;
  std::string python_packages;
  std::string app = "sheep-shed";
  std::string json;
  std::string plot;
  bool full = false;
  bool free_tier = false;
  std::optional<std::uint64_t> calls;
  std::optional<int> concurrency;
  std::optional<std::uint64_t> cold_starts;
  std::vector<int> memory_mb;
  std::uint64_t m = 3;
  std::uint64_t n = 8;
};

}  // namespace bellwether::cli
