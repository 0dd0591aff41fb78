// What /proc tells of a process and all that descend from it.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <vector>

#include <sys/types.h>

namespace bellwether::cloud::lambda {

// `root` first. Those of other users are left out where /proc hides them.
std::vector<pid_t> descendants(pid_t root);
// CPU time used so far; nothing when the process is gone.
std::optional<std::chrono::nanoseconds> cpu_time(pid_t process);
// Resident memory now, in bytes; 0 when the process is gone.
std::int64_t resident_bytes(pid_t process);

// The same with each shared page divided among those that share it; walks the process's pages.
std::int64_t proportional_bytes(pid_t process);

// What "/proc/<pid>/status" says, as far as reports need it.
struct ProcessStatus {
  std::int64_t peak_resident_bytes = 0;  // VmHWM
  int threads = 0;
};
std::optional<ProcessStatus> read_status(int status_file);
// "/proc/<pid>/status", or -1.
int open_status(pid_t process);

}  // namespace bellwether::cloud::lambda
