#include "cloud/lambda/environments/process_tree.h"

#include <array>
#include <charconv>
#include <cstdlib>
#include <string>
#include <string_view>

#include <dirent.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <time.h>
#include <unistd.h>

namespace bellwether::cloud::lambda {
namespace {

// More than the task limit, so that a tree is never cut short by it.
constexpr std::size_t most_processes = 2048;

std::string read_small_file(const std::string& path) {
  const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (file < 0) return {};
  std::array<char, 4096> buffer{};
  const ssize_t size = ::read(file, buffer.data(), buffer.size());
  ::close(file);
  return size > 0 ? std::string(buffer.data(), static_cast<std::size_t>(size)) : std::string{};
}

void append_children(pid_t process, std::vector<pid_t>& found) {
  const std::string tasks = fmt::format("/proc/{}/task", process);
  DIR* folder = ::opendir(tasks.c_str());
  if (folder == nullptr) return;
  while (const dirent* entry = ::readdir(folder)) {
    if (entry->d_name[0] == '.') continue;
    const std::string children =
        read_small_file(fmt::format("{}/{}/children", tasks, entry->d_name));
    const char* at = children.data();
    const char* end = at + children.size();
    while (at < end) {
      pid_t child = 0;
      const auto [next, error] = std::from_chars(at, end, child);
      if (error != std::errc{}) break;
      found.push_back(child);
      at = next + 1;
    }
  }
  ::closedir(folder);
}

std::int64_t field(std::string_view text, std::string_view name) {
  const std::size_t at = text.find(name);
  return at == std::string_view::npos ? 0 : std::atoll(text.data() + at + name.size());
}

}  // namespace

std::vector<pid_t> descendants(pid_t root) {
  std::vector<pid_t> found{root};
  for (std::size_t i = 0; i < found.size() && found.size() < most_processes; ++i) {
    append_children(found[i], found);
  }
  return found;
}

std::optional<std::chrono::nanoseconds> cpu_time(pid_t process) {
  clockid_t clock{};
  timespec time{};
  if (::clock_getcpuclockid(process, &clock) != 0 || ::clock_gettime(clock, &time) != 0) {
    return std::nullopt;
  }
  return std::chrono::seconds{time.tv_sec} + std::chrono::nanoseconds{time.tv_nsec};
}

std::int64_t resident_bytes(pid_t process) {
  const std::string statm = read_small_file(fmt::format("/proc/{}/statm", process));
  const std::size_t space = statm.find(' ');
  if (space == std::string::npos) return 0;
  return std::atoll(statm.c_str() + space + 1) * ::sysconf(_SC_PAGESIZE);
}

std::int64_t proportional_bytes(pid_t process) {
  const std::string rollup = read_small_file(fmt::format("/proc/{}/smaps_rollup", process));
  return rollup.empty() ? resident_bytes(process) : field(rollup, "Pss:") * 1024;
}

std::optional<ProcessStatus> read_status(int status_file) {
  std::array<char, 4096> buffer{};
  const ssize_t size = ::pread(status_file, buffer.data(), buffer.size() - 1, 0);
  if (size <= 0) return std::nullopt;
  const std::string_view text(buffer.data(), static_cast<std::size_t>(size));
  return ProcessStatus{.peak_resident_bytes = field(text, "VmHWM:") * 1024,
                       .threads = static_cast<int>(field(text, "Threads:"))};
}

int open_status(pid_t process) {
  return ::open(fmt::format("/proc/{}/status", process).c_str(), O_RDONLY | O_CLOEXEC);
}

}  // namespace bellwether::cloud::lambda
