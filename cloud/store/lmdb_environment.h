// The engine, opened: what the durability switch means to it, and its read transactions.
#pragma once

#include <memory>
#include <mutex>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include <lmdb.h>

#include "cloud/store/data_folder.h"
#include "cloud/store/disk_room.h"
#include "cloud/store/store.h"

namespace bellwether::cloud::store {

// Leaves a write closure when the engine refuses (the store is full, the disk is); caught where the
// commit is made.
struct EngineError : std::runtime_error {
  explicit EngineError(int code);
};

// Throws EngineError for anything but success.
void check(int code);

class Environment {
 public:
  // Throws std::runtime_error naming the folder and the reason.
  explicit Environment(const Options& options);
  Environment(const Environment&) = delete;
  Environment& operator=(const Environment&) = delete;
  ~Environment();

  MDB_env* get() const { return env_; }
  MDB_dbi records() const { return records_; }

  // A read transaction of its own, from those put back if there is one: beginning anew takes the
  // engine's lock on its table of readers, renewing does not.
  MDB_txn* begin_read();
  void end_read(MDB_txn* transaction);

  // Before a write transaction may put the file's first `bytes` to use.
  void require_room(std::uint64_t bytes) {
    if (room_) room_->require(bytes);
  }
  // Of the file, by what is committed.
  std::uint64_t used_bytes() const;
  std::uint64_t page_bytes() const;

  // Said when a write transaction has begun and when it is about to be committed, for the thread
  // sanitizer's sake: it does not see how the engine orders them with the readers.
  void write_begins();
  void write_ends();

 private:
  void open(const std::filesystem::path& file, const Options& options, unsigned flags);
  void check_format();

  std::optional<FolderLock> lock_;
  std::optional<VanishingFolder> vanishing_;
  std::optional<DiskRoom> room_;  // where a disk is written through the map
  MDB_env* env_ = nullptr;
  MDB_dbi records_ = 0;
  std::mutex mutex_;
  std::vector<MDB_txn*> idle_readers_;
};

}  // namespace bellwether::cloud::store
