// Disk space that is taken before it is needed.
//
// Writing through a map of the file costs a third of writing to the file, but where the disk has no
// room for a page that is a SIGBUS. With its blocks taken first, a full disk is an error like any
// other. Not thread-safe.
#pragma once

#include <cstdint>
#include <filesystem>

namespace bellwether::cloud::store {

class DiskRoom {
 public:
  // Whether the file can grow to so many bytes and keeps the blocks it has taken: not on file
  // systems that write elsewhere what is written anew. Makes the file when it is missing.
  static bool is_kept(const std::filesystem::path& file, std::uint64_t most_bytes);

  // Of an open file, which becomes `used` bytes long, and some that are free. Throws EngineError.
  DiskRoom(int fd, std::uint64_t used, std::uint64_t most_bytes);

  // From here on the file's first `bytes` may be written. Throws EngineError where the disk is
  // full.
  void require(std::uint64_t bytes) {
    if (bytes > taken_) take(bytes);
  }

 private:
  void take(std::uint64_t bytes);

  int fd_;
  std::uint64_t most_;
  std::uint64_t taken_ = 0;
};

}  // namespace bellwether::cloud::store
