// How many functions this machine can run at once before they wait for each other and their
// durations say more about the machine than about them.
#pragma once

#include <chrono>
#include <optional>
#include <string>

namespace bellwether::lab {

// Lambda's law: a function of 1,769 MB has one core, others in proportion.
// https://docs.aws.amazon.com/lambda/latest/dg/configuration-memory.html
inline constexpr double mb_per_core = 1769;

// Kept for the cloud itself and for the load: together they took this much of a core on a 2-core
// machine while twenty functions of 128 MB were kept busy.
inline constexpr double cores_kept = 0.5;

struct Machine {
  // The processors this process may use, by its affinity and its cgroup's quota.
  double cores = 1;
};

Machine this_machine();

// How many cores are busy now, by /proc/stat over a moment: blocks for 300 ms. Before a load, this
// is what others take.
double busy_cores();

// What to tell the reader when others keep that many cores busy, or nothing when it is little.
std::optional<std::string> company_warning(double busy);

constexpr double cpu_share(int memory_mb) {
  return memory_mb / mb_per_core;
}

// What a call costs the machine beside the function itself: the load, the gateway, Lambda's own
// work and the logs. An estimate on the high side, so that a busy machine is not overestimated:
// quick functions are loaded with fewer calls at once than the machine could carry.
inline constexpr std::chrono::microseconds cost_beside_function{600};

// The most functions of that size at a time that get their whole share; at least one.
int undistorted_concurrency(const Machine& machine, int memory_mb);

// The same for calls that one after the other take `latency`: those that are over before their
// share is spent cost more than their share.
int undistorted_concurrency(const Machine& machine, int memory_mb,
                            std::chrono::nanoseconds latency);

// What to tell the reader when `concurrency` functions run at once, or nothing when they all get
// their share.
std::optional<std::string> saturation_warning(const Machine& machine, int memory_mb,
                                              int concurrency);

}  // namespace bellwether::lab
