// Reading and writing records in an engine transaction, keys of any length (bucket.h). Throws
// EngineError.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include <lmdb.h>

#include "cloud/store/bucket.h"
#include "cloud/store/store.h"

namespace bellwether::cloud::store {

std::optional<std::string_view> get_record(MDB_txn* transaction, MDB_dbi records,
                                           std::string_view key);
// Of a long key: the bucket that it shares, which is written anew with any change, and the bytes
// that a bucket adds to its entries. 0 of others.
std::size_t bucket_bytes(MDB_txn* transaction, MDB_dbi records, std::string_view key);
void put_record(MDB_txn* transaction, MDB_dbi records, std::string_view key,
                std::string_view value);
bool erase_record(MDB_txn* transaction, MDB_dbi records, std::string_view key);

// Walks engine records, and inside a bucket its entries, as one ordered sequence.
class Cursor::Impl {
 public:
  Impl(MDB_txn* transaction, MDB_dbi records);
  Impl(const Impl&) = delete;
  Impl& operator=(const Impl&) = delete;
  ~Impl();

  bool valid() const { return valid_; }
  std::string_view key() const { return key_; }
  std::string_view value() const { return value_; }
  void next();
  void previous();
  void seek(std::string_view key);
  void seek_before(std::string_view key);

 private:
  enum class Side { first, last };
  // Moves the engine's cursor and shows the record it finds, buckets from their `side`.
  void move(MDB_cursor_op operation, Side side);
  void show(Side side);
  void show_entry(std::size_t index);

  MDB_cursor* cursor_ = nullptr;
  bool valid_ = false;
  std::string_view key_;
  std::string_view value_;
  // While in a bucket: where, and the whole key of the entry.
  std::optional<Bucket> bucket_;
  std::size_t index_ = 0;
  std::string prefix_;
  std::string long_key_;
};

}  // namespace bellwether::cloud::store
