#include "aws/core/body.h"

#include <cerrno>
#include <cstring>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace bellwether::aws {
namespace {

class FileSource final : public ByteSource {
 public:
  FileSource(int descriptor, std::uint64_t size) : descriptor_(descriptor), size_(size) {}
  ~FileSource() override { ::close(descriptor_); }

  std::uint64_t size() const override { return size_; }
  bool rewind() override { return ::lseek(descriptor_, 0, SEEK_SET) == 0; }
  std::expected<std::size_t, std::string> read(char* into, std::size_t capacity) override {
    while (true) {
      const ssize_t got = ::read(descriptor_, into, capacity);
      if (got >= 0) return static_cast<std::size_t>(got);
      if (errno != EINTR) return std::unexpected(std::strerror(errno));
    }
  }

 private:
  int descriptor_;
  std::uint64_t size_;
};

}  // namespace

std::expected<std::shared_ptr<ByteSource>, std::string> file_source(const std::string& path) {
  const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) return std::unexpected(path + ": " + std::strerror(errno));
  struct stat status {};
  if (::fstat(descriptor, &status) != 0 || !S_ISREG(status.st_mode)) {
    ::close(descriptor);
    return std::unexpected(path + " is not a regular file");
  }
  return std::make_shared<FileSource>(descriptor, static_cast<std::uint64_t>(status.st_size));
}

}  // namespace bellwether::aws
