#include "lab/saturation.h"

#include <algorithm>
#include <cmath>
#include <fstream>
#include <string>
#include <thread>

#include <fmt/format.h>
#include <sched.h>
#include <unistd.h>

namespace bellwether::lab {
namespace {

// "max 100000" or "150000 100000": quota and period of cgroup v2.
std::optional<double> cgroup_v2_cores(const std::string& path) {
  std::ifstream file(path);
  std::string quota;
  double period = 0;
  if (!(file >> quota >> period) || quota == "max" || period <= 0) return std::nullopt;
  return std::strtod(quota.c_str(), nullptr) / period;
}

std::optional<double> cgroup_v1_cores() {
  std::ifstream quota_file("/sys/fs/cgroup/cpu/cpu.cfs_quota_us");
  std::ifstream period_file("/sys/fs/cgroup/cpu/cpu.cfs_period_us");
  double quota = 0;
  double period = 0;
  if (!(quota_file >> quota) || !(period_file >> period) || quota <= 0 || period <= 0) {
    return std::nullopt;
  }
  return quota / period;
}

constexpr auto moment = std::chrono::milliseconds(300);
// An idle system's own work stays below a fifth of a core.
constexpr double little = 0.2;

// Seconds of all processors since boot that were neither idle nor waiting for a disk.
double busy_seconds() {
  std::ifstream file("/proc/stat");
  std::string name;
  double user = 0, nice = 0, system = 0, idle = 0, waiting = 0, interrupts = 0, soft = 0;
  file >> name >> user >> nice >> system >> idle >> waiting >> interrupts >> soft;
  return (user + nice + system + interrupts + soft) / static_cast<double>(sysconf(_SC_CLK_TCK));
}

double cores_for_functions(const Machine& machine) {
  return std::max(machine.cores - cores_kept, machine.cores / 2);
}

}  // namespace

Machine this_machine() {
  double cores = std::max(1u, std::thread::hardware_concurrency());
  cpu_set_t allowed;
  if (sched_getaffinity(0, sizeof allowed, &allowed) == 0) cores = CPU_COUNT(&allowed);
  for (const auto quota : {cgroup_v2_cores("/sys/fs/cgroup/cpu.max"), cgroup_v1_cores()}) {
    if (quota) cores = std::min(cores, *quota);
  }
  return {.cores = cores};
}

double busy_cores() {
  const double before = busy_seconds();
  std::this_thread::sleep_for(moment);
  return (busy_seconds() - before) / std::chrono::duration<double>(moment).count();
}

std::optional<std::string> company_warning(double busy) {
  if (busy < little) return std::nullopt;
  return fmt::format(
      "Other programs kept {:.1f} cores busy before the load: durations include waiting for them.",
      busy);
}

int undistorted_concurrency(const Machine& machine, int memory_mb) {
  return std::max(
      1, static_cast<int>(std::floor(cores_for_functions(machine) / cpu_share(memory_mb))));
}

int undistorted_concurrency(const Machine& machine, int memory_mb,
                            std::chrono::nanoseconds latency) {
  const double took = std::max(std::chrono::duration<double>(latency).count(), 1e-6);
  const double beside = std::chrono::duration<double>(cost_beside_function).count();
  const double cores_used = std::min(1.0, cpu_share(memory_mb) + beside / took);
  return std::max(1, static_cast<int>(std::floor(cores_for_functions(machine) / cores_used)));
}

std::optional<std::string> saturation_warning(const Machine& machine, int memory_mb,
                                              int concurrency) {
  const int carried = undistorted_concurrency(machine, memory_mb);
  if (concurrency <= carried) return std::nullopt;
  return fmt::format(
      "{} functions of {} MB at once ask for {:.1f} cores and this machine has {:g}: durations "
      "include waiting for a core. It carries {}.",
      concurrency, memory_mb, concurrency * cpu_share(memory_mb), machine.cores, carried);
}

}  // namespace bellwether::lab
