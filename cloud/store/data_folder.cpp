#include "cloud/store/data_folder.h"

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <stdexcept>
#include <string>
#include <system_error>

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <unistd.h>

namespace bellwether::cloud::store {

namespace {

[[noreturn]] void fail(const std::filesystem::path& path, const char* what) {
  throw std::runtime_error(
      fmt::format("data folder {}: {}: {}", path.string(), what, std::strerror(errno)));
}

std::string holder(int fd) {
  char pid[16] = {};
  const ssize_t size = ::pread(fd, pid, sizeof pid - 1, 0);
  if (size <= 0) return "another process";
  return "process " + std::string(pid, std::strcspn(pid, "\n"));
}

}  // namespace

FolderLock::FolderLock(const std::filesystem::path& folder) {
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  if (error) {
    throw std::runtime_error(
        fmt::format("data folder {}: cannot make it: {}", folder.string(), error.message()));
  }
  const auto path = folder / "lock";
  fd_ = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (fd_ < 0) fail(folder, "cannot open its lock");
  if (::flock(fd_, LOCK_EX | LOCK_NB) != 0) {
    const int reason = errno;
    const std::string who =
        reason == EWOULDBLOCK ? "in use by " + holder(fd_) : std::string(std::strerror(reason));
    ::close(fd_);
    throw std::runtime_error(fmt::format("data folder {}: {}", folder.string(), who));
  }
  const std::string pid = fmt::format("{}\n", ::getpid());
  if (::ftruncate(fd_, 0) != 0 || ::pwrite(fd_, pid.data(), pid.size(), 0) < 0) {
    const int reason = errno;
    ::close(fd_);
    errno = reason;
    fail(folder, "cannot write its lock");
  }
}

FolderLock::~FolderLock() {
  ::close(fd_);
}

VanishingFolder::VanishingFolder() {
  std::string name = (std::filesystem::temp_directory_path() / "bellwether-XXXXXX").string();
  if (!::mkdtemp(name.data())) fail(name, "cannot make a temporary folder");
  folder_ = name;
  memory_ = ::memfd_create("bellwether-store", MFD_CLOEXEC);
  if (memory_ < 0) return;
  // The engine opens by name: a link to the descriptor's name is the way to an anonymous file.
  const auto target = "/proc/self/fd/" + std::to_string(memory_);
  if (::access(target.c_str(), R_OK | W_OK) != 0 ||
      ::symlink(target.c_str(), file().c_str()) != 0) {
    ::close(memory_);
    memory_ = -1;
  }
}

void VanishingFolder::vanish() {
  if (folder_.empty()) return;
  std::error_code ignored;
  std::filesystem::remove_all(folder_, ignored);
  folder_.clear();
}

VanishingFolder::~VanishingFolder() {
  vanish();
  if (memory_ >= 0) ::close(memory_);
}

}  // namespace bellwether::cloud::store
