// Bodies as files of the data folder:
//
//   incoming/<id>           being written, or referred to by a commit since the last create()
//   bodies/<2 digits>/<id>  referred to
//
// Moving a body to where it stays is left to the next create(), which runs on a worker anyway. So
// incoming/ holds about as many files as requests were in flight, and that is what a start looks
// at.
#include <array>
#include <cerrno>
#include <cstring>
#include <mutex>
#include <stdexcept>
#include <utility>
#include <vector>

#include <fcntl.h>
#include <fmt/format.h>
#include <linux/openat2.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "cloud/s3/bodies.h"
#include "cloud/s3/errors.h"

namespace bellwether::cloud::s3 {
namespace fs = std::filesystem;
namespace {

// Of a body's name, that name its folder: 256 folders keep each small up to millions of bodies.
constexpr std::size_t folder_digits = 2;

// Opens a file whose name the kernel has in memory, and fails where it would have to ask the disk.
// Kernels before 5.12 always fail.
int open_cached(const fs::path& path) {
  const open_how how{.flags = O_RDONLY | O_CLOEXEC, .mode = 0, .resolve = RESOLVE_CACHED};
  return static_cast<int>(::syscall(SYS_openat2, AT_FDCWD, path.c_str(), &how, sizeof how));
}

class FolderBodies final : public Bodies {
 public:
  FolderBodies(const fs::path& folder, bool sync, Random& random)
      : incoming_(folder / "incoming"), bodies_(folder / "bodies"), sync_(sync), random_(random) {
    fs::create_directories(incoming_);
    fs::create_directories(bodies_);
    incoming_folder_ = ::open(incoming_.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (incoming_folder_ < 0) {
      throw std::runtime_error(fmt::format("{}: {}", incoming_.string(), std::strerror(errno)));
    }
  }

  ~FolderBodies() override {
    settle();
    ::close(incoming_folder_);
  }

  aws::Result<std::unique_ptr<IncomingBody>> create(std::uint64_t most) override {
    settle();
    const BodyId id = BodyId::make(random_);
    const int descriptor =
        ::open(incoming_path(id).c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (descriptor < 0) return aws::fail(body_error(errno));
    return std::make_unique<IncomingBody>(*this, id, std::make_shared<const File>(descriptor), 0,
                                          most);
  }

  aws::Result<std::optional<FileRange>> open(const Segment& segment) override {
    // A body that moves from the first place to the second while we look is there at the third.
    for (const fs::path& path :
         {path_of(segment.body), incoming_path(segment.body), path_of(segment.body)}) {
      const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
      if (descriptor >= 0) {
        return FileRange{.file = std::make_shared<const File>(descriptor),
                         .offset = segment.offset,
                         .length = segment.length};
      }
      if (errno != ENOENT) return aws::fail(body_error(errno));
    }
    return std::nullopt;
  }

  std::optional<FileRange> open_at_once(const Segment& segment) override {
    for (const fs::path& path : {path_of(segment.body), incoming_path(segment.body)}) {
      const int descriptor = open_cached(path);
      if (descriptor >= 0) {
        return FileRange{.file = std::make_shared<const File>(descriptor),
                         .offset = segment.offset,
                         .length = segment.length};
      }
    }
    return std::nullopt;
  }

  void remove(BodyId id) override {
    for (const fs::path& path : {path_of(id), incoming_path(id), path_of(id)}) {
      if (::unlink(path.c_str()) == 0 || errno != ENOENT) return;
    }
  }

  void recover(const std::function<bool(BodyId)>& is_referred_to) override {
    for (const auto& entry : fs::directory_iterator(incoming_)) {
      const auto id = BodyId::from_hex(entry.path().filename().string());
      if (id && is_referred_to(*id)) {
        move(*id);
      } else {
        std::error_code ignored;
        fs::remove(entry.path(), ignored);
      }
    }
  }

 private:
  aws::Result<aws::Unit> make_durable(const File& file) override {
    if (!sync_) return aws::Unit{};
    // The file, then its name. A rename later is undone or done by the file system's journal.
    if (::fdatasync(file.descriptor()) != 0 || ::fsync(incoming_folder_) != 0) {
      return aws::fail(body_error(errno));
    }
    return aws::Unit{};
  }

  void keep(BodyId id) override {
    const std::lock_guard lock(mutex_);
    kept_.push_back(id);
  }

  // Puts what was kept meanwhile where it stays.
  void settle() {
    std::vector<BodyId> kept;
    {
      const std::lock_guard lock(mutex_);
      kept.swap(kept_);
    }
    for (const BodyId id : kept) move(id);
  }

  // What cannot be moved stays readable where it is, and the next start tries again.
  void move(BodyId id) {
    const fs::path from = incoming_path(id);
    const fs::path to = path_of(id);
    if (::rename(from.c_str(), to.c_str()) == 0 || errno != ENOENT) return;
    std::error_code ignored;
    fs::create_directory(to.parent_path(), ignored);
    ::rename(from.c_str(), to.c_str());
  }

  fs::path incoming_path(BodyId id) const { return incoming_ / id.hex(); }
  fs::path path_of(BodyId id) const {
    const std::string name = id.hex();
    return bodies_ / name.substr(0, folder_digits) / name;
  }

  const fs::path incoming_;
  const fs::path bodies_;
  const bool sync_;
  Random& random_;
  int incoming_folder_ = -1;
  std::mutex mutex_;
  std::vector<BodyId> kept_;
};

}  // namespace

std::unique_ptr<Bodies> make_folder_bodies(const fs::path& folder, bool sync, Random& random) {
  return std::make_unique<FolderBodies>(folder, sync, random);
}

}  // namespace bellwether::cloud::s3
