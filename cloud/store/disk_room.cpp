#include "cloud/store/disk_room.h"

#include <algorithm>
#include <array>
#include <cerrno>

#include <fcntl.h>
#include <linux/magic.h>
#include <sys/resource.h>
#include <sys/vfs.h>
#include <unistd.h>

#include "cloud/store/lmdb_environment.h"

namespace bellwether::cloud::store {

namespace {

// Beyond what is required: an eighth of it, so that a store grows in few steps, is never much
// larger than what it holds, and starts small.
constexpr std::uint64_t kLeastAhead = std::uint64_t{1} << 20;
constexpr std::uint64_t kMostAhead = std::uint64_t{64} << 20;

constexpr std::array kWriteInPlace = {EXT4_SUPER_MAGIC, XFS_SUPER_MAGIC, TMPFS_MAGIC};

// 0 or why not.
int allocate(int fd, int mode, std::uint64_t begin, std::uint64_t end) {
  for (;;) {
    if (::fallocate(fd, mode, static_cast<off_t>(begin), static_cast<off_t>(end - begin)) == 0) {
      return 0;
    }
    if (errno != EINTR) return errno;
  }
}

}  // namespace

bool DiskRoom::is_kept(const std::filesystem::path& file, std::uint64_t most_bytes) {
  rlimit limit{};
  if (::getrlimit(RLIMIT_FSIZE, &limit) != 0 || limit.rlim_cur < most_bytes) return false;
  const int fd = ::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (fd < 0) return false;
  struct statfs system {};
  const bool kept = ::fstatfs(fd, &system) == 0 &&
                    std::ranges::count(kWriteInPlace, system.f_type) > 0 &&
                    allocate(fd, FALLOC_FL_KEEP_SIZE, 0, kLeastAhead) == 0;
  ::close(fd);
  return kept;
}

DiskRoom::DiskRoom(int fd, std::uint64_t used, std::uint64_t most_bytes)
    : fd_(fd), most_(most_bytes) {
  if (::ftruncate(fd_, static_cast<off_t>(used)) != 0) throw EngineError(errno);
  require(used);
}

void DiskRoom::take(std::uint64_t bytes) {
  // Past the most that the store may have, its engine refuses.
  if (taken_ == most_) return;
  const std::uint64_t ahead = std::clamp(bytes / 8, kLeastAhead, kMostAhead);
  const std::uint64_t end = std::min(bytes + ahead, most_);
  if (const int error = allocate(fd_, 0, taken_, end); error != 0) throw EngineError(error);
  taken_ = end;
}

}  // namespace bellwether::cloud::store
