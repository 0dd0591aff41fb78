// Bodies as stretches of one sparse file without a name. A file a body would need its descriptor
// kept open for as long as the body lives, and descriptors are few.
#include <cerrno>
#include <map>
#include <mutex>
#include <string>
#include <system_error>
#include <utility>

#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include "cloud/s3/bodies.h"

namespace bellwether::cloud::s3 {
namespace {

// What file systems give back: whole blocks.
constexpr std::uint64_t block = 4096;

// Nothing when that fails, for which errno has the reason.
std::shared_ptr<const File> make_file() {
  std::error_code ignored;
  const auto folder = std::filesystem::temp_directory_path(ignored);
  int descriptor = ::open(folder.c_str(), O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
  if (descriptor < 0) {
    std::string name = (folder / "bellwether-s3-XXXXXX").string();
    descriptor = ::mkostemp(name.data(), O_CLOEXEC);
    if (descriptor < 0) return nullptr;
    ::unlink(name.c_str());
  }
  return std::make_shared<const File>(descriptor);
}

// Gives its space back once nobody has it any more, the readers included.
class Extent {
 public:
  Extent(std::shared_ptr<const File> file, std::uint64_t offset, std::uint64_t length)
      : file_(std::move(file)), offset_(offset), length_(length) {}
  Extent(const Extent&) = delete;
  Extent& operator=(const Extent&) = delete;
  ~Extent() {
    // Where this is not supported the space comes back with the end of the process.
    (void)::fallocate(file_->descriptor(), FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE,
                      static_cast<off_t>(offset_), static_cast<off_t>(length_));
  }

  const File& file() const { return *file_; }
  std::uint64_t offset() const { return offset_; }

 private:
  std::shared_ptr<const File> file_;
  std::uint64_t offset_;
  std::uint64_t length_;
};

// The file, as long as the extent is needed.
std::shared_ptr<const File> file_of(const std::shared_ptr<Extent>& extent) {
  return {extent, &extent->file()};
}

class NamelessBodies final : public Bodies {
 public:
  explicit NamelessBodies(Random& random) : random_(random) {}

  aws::Result<std::unique_ptr<IncomingBody>> create(std::uint64_t most) override {
    const std::uint64_t length = (most / block + 1) * block;
    const BodyId id = BodyId::make(random_);
    std::shared_ptr<Extent> extent;
    {
      const std::lock_guard lock(mutex_);
      if (!file_) file_ = make_file();
      if (!file_) return aws::fail(body_error(errno));
      extent = std::make_shared<Extent>(file_, next_offset_, length);
      next_offset_ += length;
      extents_.emplace(id, extent);
    }
    return std::make_unique<IncomingBody>(*this, id, file_of(extent), extent->offset(), most);
  }

  aws::Result<std::optional<FileRange>> open(const Segment& segment) override {
    const std::lock_guard lock(mutex_);
    const auto found = extents_.find(segment.body);
    if (found == extents_.end()) return std::nullopt;
    return FileRange{.file = file_of(found->second),
                     .offset = found->second->offset() + segment.offset,
                     .length = segment.length};
  }

  std::optional<FileRange> open_at_once(const Segment& segment) override {
    return open(segment).value_or(std::nullopt);
  }

  void remove(BodyId id) override {
    decltype(extents_)::node_type removed;  // destroyed after the lock is free
    const std::lock_guard lock(mutex_);
    removed = extents_.extract(id);
  }

  void recover(const std::function<bool(BodyId)>&) override {}

 private:
  aws::Result<aws::Unit> make_durable(const File&) override { return aws::Unit{}; }
  void keep(BodyId) override {}

  Random& random_;
  std::mutex mutex_;
  std::shared_ptr<const File> file_;  // made for the first body
  std::uint64_t next_offset_ = 0;
  std::map<BodyId, std::shared_ptr<Extent>> extents_;
};

}  // namespace

std::unique_ptr<Bodies> make_nameless_bodies(Random& random) {
  return std::make_unique<NamelessBodies>(random);
}

}  // namespace bellwether::cloud::s3
