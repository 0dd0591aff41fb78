// Folders and files of the kernel's control groups, either version.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include <sys/types.h>

namespace bellwether::cloud::lambda::cgroup {

// A file kept open to be written or read again and again.
class File {
 public:
  File() = default;
  File(const std::filesystem::path& path, bool writable);
  File(File&& other) noexcept;
  File& operator=(File&& other) noexcept;
  ~File();

  explicit operator bool() const { return descriptor_ >= 0; }
  int descriptor() const { return descriptor_; }
  // From the beginning; false with errno.
  bool write(std::string_view text) const;
  std::string read() const;

 private:
  int descriptor_ = -1;
};

// Where a hierarchy is mounted, or an empty path. `controller` as below.
std::filesystem::path mount_point(std::string_view controller);
// The folder this process is in within a hierarchy, or the hierarchy's root where that folder is
// out of sight. `controller` is a version 1 controller's name, or empty for version 2. Empty path:
// not mounted.
std::filesystem::path own_folder(std::string_view controller);

// One folder for all sandboxes of this process, made; empty with errno when that is refused. First
// removes those of processes that are gone.
std::filesystem::path make_server_folder(const std::filesystem::path& parent);

// The number that is all of a file, or 0.
std::int64_t number(const std::string& text);
// The number after `name` in a file of "name number" lines, or 0.
std::int64_t number_after(std::string_view text, std::string_view name);
std::vector<pid_t> processes(const std::filesystem::path& folder);
void kill_processes(const std::filesystem::path& folder);
// A name that no other sandbox of this process has.
std::string next_name();

}  // namespace bellwether::cloud::lambda::cgroup
