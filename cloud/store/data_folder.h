// The folder that holds everything: one process at a time, one format version.
#pragma once

#include <cstdint>
#include <filesystem>

namespace bellwether::cloud::store {

// Raised when what is stored changes its meaning; docs/data-folder.md says what each version holds.
inline constexpr std::uint64_t kFormatVersion = 2;

// Holds the folder for this process until it is destroyed; the kernel lets go of it should the
// process be killed.
class FolderLock {
 public:
  // Makes the folder when it is missing. Throws std::runtime_error naming the folder, and the
  // process that has it.
  explicit FolderLock(const std::filesystem::path& folder);
  FolderLock(const FolderLock&) = delete;
  FolderLock& operator=(const FolderLock&) = delete;
  ~FolderLock();

 private:
  int fd_ = -1;
};

// A folder for a store that keeps nothing. Its files are removed as soon as they are open, so that
// nothing is left behind however the process ends.
class VanishingFolder {
 public:
  // With an anonymous file in memory at file(), where the kernel has that.
  VanishingFolder();
  VanishingFolder(const VanishingFolder&) = delete;
  VanishingFolder& operator=(const VanishingFolder&) = delete;
  ~VanishingFolder();

  std::filesystem::path file() const { return folder_ / "store.mdb"; }
  bool in_memory() const { return memory_ >= 0; }
  // Removes the names; what is open stays usable.
  void vanish();

 private:
  std::filesystem::path folder_;
  int memory_ = -1;
};

}  // namespace bellwether::cloud::store
