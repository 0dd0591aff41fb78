#include "cloud/lambda/environments/cgroup.h"

#include <array>
#include <atomic>
#include <cerrno>
#include <charconv>
#include <cstdlib>
#include <fstream>
#include <sstream>
#include <utility>

#include <fcntl.h>
#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

namespace bellwether::cloud::lambda::cgroup {
namespace fs = std::filesystem;
namespace {

constexpr std::string_view server_prefix = "bellwether-";

// Where this process is below the mount point: "memory:/some/folder" lines, "0::/..." for
// version 2.
std::string own_path(std::string_view controller) {
  std::ifstream groups("/proc/self/cgroup");
  std::string line;
  while (std::getline(groups, line)) {
    const std::size_t first = line.find(':');
    const std::size_t second = line.find(':', first + 1);
    if (first == std::string::npos || second == std::string::npos) continue;
    const std::string names = "," + line.substr(first + 1, second - first - 1) + ",";
    const bool match = controller.empty()
                           ? line.starts_with("0::")
                           : names.find("," + std::string(controller) + ",") != std::string::npos;
    if (match) return line.substr(second + 1);
  }
  return "/";
}

void remove_folder(const fs::path& folder) {
  std::error_code ignored;
  for (const auto& entry : fs::directory_iterator(folder, ignored)) {
    if (!entry.is_directory(ignored)) continue;
    kill_processes(entry.path());
    ::rmdir(entry.path().c_str());
  }
  ::rmdir(folder.c_str());
}

void remove_leftovers(const fs::path& parent) {
  std::error_code ignored;
  for (const auto& entry : fs::directory_iterator(parent, ignored)) {
    const std::string name = entry.path().filename();
    if (!name.starts_with(server_prefix)) continue;
    pid_t owner = 0;
    std::from_chars(name.data() + server_prefix.size(), name.data() + name.size(), owner);
    if (owner > 0 && (::kill(owner, 0) == 0 || errno != ESRCH)) continue;
    remove_folder(entry.path());
  }
}

}  // namespace

File::File(const fs::path& path, bool writable)
    : descriptor_(::open(path.c_str(), (writable ? O_WRONLY : O_RDONLY) | O_CLOEXEC)) {}

File::File(File&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)) {}

File& File::operator=(File&& other) noexcept {
  std::swap(descriptor_, other.descriptor_);
  return *this;
}

File::~File() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

bool File::write(std::string_view text) const {
  return ::pwrite(descriptor_, text.data(), text.size(), 0) == static_cast<ssize_t>(text.size());
}

std::string File::read() const {
  std::array<char, 4096> buffer{};
  const ssize_t size = ::pread(descriptor_, buffer.data(), buffer.size(), 0);
  return size > 0 ? std::string(buffer.data(), static_cast<std::size_t>(size)) : std::string{};
}

fs::path mount_point(std::string_view controller) {
  std::ifstream mounts("/proc/self/mounts");
  std::string device;
  std::string point;
  std::string type;
  std::string options;
  std::string rest;
  while (mounts >> device >> point >> type >> options && std::getline(mounts, rest)) {
    if (controller.empty()
            ? type == "cgroup2"
            : type == "cgroup" && ("," + options + ",").find("," + std::string(controller) + ",") !=
                                      std::string::npos) {
      return point;
    }
  }
  return {};
}

fs::path own_folder(std::string_view controller) {
  const fs::path root = mount_point(controller);
  if (root.empty()) return {};
  const fs::path own = root / fs::path(own_path(controller)).relative_path();
  std::error_code ignored;
  return fs::is_directory(own, ignored) ? own : root;
}

fs::path make_server_folder(const fs::path& parent) {
  remove_leftovers(parent);
  fs::path folder = parent / (std::string(server_prefix) + std::to_string(::getpid()));
  if (::mkdir(folder.c_str(), 0755) != 0 && errno != EEXIST) return {};
  return folder;
}

std::int64_t number(const std::string& text) {
  return std::atoll(text.c_str());
}

std::int64_t number_after(std::string_view text, std::string_view name) {
  std::istringstream lines{std::string(text)};
  std::string word;
  std::int64_t number = 0;
  while (lines >> word >> number) {
    if (word == name) return number;
  }
  return 0;
}

std::vector<pid_t> processes(const fs::path& folder) {
  std::ifstream list(folder / "cgroup.procs");
  std::vector<pid_t> found;
  pid_t process = 0;
  while (list >> process) found.push_back(process);
  return found;
}

void kill_processes(const fs::path& folder) {
  // Since Linux 5.14, version 2: all at once, however fast they fork.
  if (File all(folder / "cgroup.kill", true); all && all.write("1")) return;
  for (const pid_t process : processes(folder)) {
    if (process > 0) ::kill(process, SIGKILL);
  }
}

std::string next_name() {
  static std::atomic<std::uint64_t> counter{0};
  return std::to_string(++counter);
}

}  // namespace bellwether::cloud::lambda::cgroup
