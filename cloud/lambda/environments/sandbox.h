// The limits of one execution environment, over whatever the machine has for them.
//
// CPU is a share of one core, MemorySize / 1,769 MB, handed out anew every 20 ms; the whole machine
// while a function initialises, as AWS bursts then. Memory is bounded by MemorySize, tasks by
// Lambda's 1,024. A Sandbox belongs to one environment and is used from that environment's loop;
// a SandboxFactory may be used from any thread.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <sys/types.h>

namespace bellwether::cloud::lambda {

// One vCPU's worth of MemorySize.
// https://docs.aws.amazon.com/lambda/latest/dg/configuration-memory.html
inline constexpr std::int64_t mib_per_core = 1769;
// Kernels refuse quotas below 1 ms, and 128 MB is 7.24% of a core: 14 ms would do, 20 ms leaves
// room and is short enough that work of a few milliseconds still feels its share.
inline constexpr std::chrono::microseconds cpu_period{20'000};
// https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
inline constexpr int task_limit = 1024;

// CPU time in each period.
constexpr std::chrono::microseconds cpu_quota(std::int64_t memory_mib) {
  return std::chrono::microseconds{cpu_period.count() * memory_mib / mib_per_core};
}

class Sandbox {
 public:
  virtual ~Sandbox() = default;

  // Files into which the sandbox's first process writes "0" to join; open as long as the sandbox.
  virtual std::vector<int> join_files() const = 0;
  // Before anything runs.
  virtual bool limit_memory(std::int64_t memory_mib) = 0;
  // `process` leads the function's process group. CPU is whole from here on.
  virtual void started(pid_t process) = 0;
  virtual void grant_whole_cpu() = 0;
  virtual void grant_share(std::int64_t memory_mib) = 0;
  virtual void freeze() = 0;
  virtual void thaw() = 0;
  // Whether a process was killed for its memory since limit_memory.
  virtual bool ran_out_of_memory() const = 0;
  // Whether it holds other processes than the function's own with its threads, or, where they
  // cannot be counted, ever held any.
  virtual bool has_others(int threads) const = 0;
  // In bytes: grows whenever its processes together hold more than ever before. Cheap.
  virtual std::int64_t memory_watermark() const = 0;
  // The most that its processes, ended ones included, held at once, in bytes: shared pages once,
  // files that the kernel keeps for them not. For when there are or were several.
  virtual std::int64_t peak_memory() const = 0;
  // Ends every process, frozen or not. They may take a moment to be gone.
  virtual void kill_all() = 0;
  // Once the processes are gone: gives back what the machine holds for this sandbox. False: not
  // yet.
  virtual bool remove() = 0;
};

class SandboxFactory {
 public:
  virtual ~SandboxFactory() = default;
  // For the log: what limits are kept by.
  virtual std::string describe() const = 0;
  // Blocks for some tens of microseconds. nullptr when the machine refuses, with errno.
  virtual std::unique_ptr<Sandbox> make() = 0;
};

// Each returns nullptr with a reason when this machine does not have it. They remove what a server
// that was killed left behind.
std::unique_ptr<SandboxFactory> make_cgroup_v2_factory(std::string& reason);
std::unique_ptr<SandboxFactory> make_cgroup_v1_factory(std::string& reason);
std::unique_ptr<SandboxFactory> make_duty_cycle_factory();

// The best that this machine has. `lost` says what is missing compared to the best, or is empty.
std::unique_ptr<SandboxFactory> make_sandbox_factory(std::string& lost);

}  // namespace bellwether::cloud::lambda
