#include "cloud/store/lmdb_records.h"

#include <cassert>

#include "cloud/store/lmdb_environment.h"

namespace bellwether::cloud::store {

namespace {

// The engine takes pointers to what it only reads.
MDB_val as_val(std::string_view bytes) {
  return {bytes.size(), const_cast<char*>(bytes.data())};
}

std::string_view as_view(const MDB_val& value) {
  return {static_cast<const char*>(value.mv_data), value.mv_size};
}

std::optional<std::string_view> get_plain(MDB_txn* transaction, MDB_dbi records,
                                          std::string_view key) {
  assert(!key.empty());
  MDB_val engine_key = as_val(key);
  MDB_val value;
  const int code = mdb_get(transaction, records, &engine_key, &value);
  if (code == MDB_NOTFOUND) return std::nullopt;
  check(code);
  return as_view(value);
}

void put_plain(MDB_txn* transaction, MDB_dbi records, std::string_view key,
               std::string_view value) {
  assert(!key.empty());
  MDB_val engine_key = as_val(key);
  MDB_val engine_value = as_val(value);
  check(mdb_put(transaction, records, &engine_key, &engine_value, 0));
}

bool erase_plain(MDB_txn* transaction, MDB_dbi records, std::string_view key) {
  MDB_val engine_key = as_val(key);
  const int code = mdb_del(transaction, records, &engine_key, nullptr);
  if (code == MDB_NOTFOUND) return false;
  check(code);
  return true;
}

}  // namespace

std::optional<std::string_view> get_record(MDB_txn* transaction, MDB_dbi records,
                                           std::string_view key) {
  if (!is_long(key)) return get_plain(transaction, records, key);
  const auto bytes = get_plain(transaction, records, bucket_key(key));
  if (!bytes) return std::nullopt;
  return Bucket(*bytes).find(key.substr(kPlainKeyBytes));
}

std::size_t bucket_bytes(MDB_txn* transaction, MDB_dbi records, std::string_view key) {
  if (!is_long(key)) return 0;
  const auto bytes = get_plain(transaction, records, bucket_key(key));
  return kBucketOverhead + (bytes ? bytes->size() : 0);
}

void put_record(MDB_txn* transaction, MDB_dbi records, std::string_view key,
                std::string_view value) {
  if (!is_long(key)) return put_plain(transaction, records, key, value);
  const std::string name = bucket_key(key);
  const auto bytes = get_plain(transaction, records, name);
  Bucket bucket = bytes ? Bucket(*bytes) : Bucket();
  bucket.put(key.substr(kPlainKeyBytes), value);
  put_plain(transaction, records, name, bucket.encode());
}

bool erase_record(MDB_txn* transaction, MDB_dbi records, std::string_view key) {
  if (!is_long(key)) return erase_plain(transaction, records, key);
  const std::string name = bucket_key(key);
  const auto bytes = get_plain(transaction, records, name);
  if (!bytes) return false;
  Bucket bucket(*bytes);
  if (!bucket.erase(key.substr(kPlainKeyBytes))) return false;
  if (bucket.entries().empty()) return erase_plain(transaction, records, name);
  put_plain(transaction, records, name, bucket.encode());
  return true;
}

Cursor::Impl::Impl(MDB_txn* transaction, MDB_dbi records) {
  check(mdb_cursor_open(transaction, records, &cursor_));
}

Cursor::Impl::~Impl() {
  mdb_cursor_close(cursor_);
}

void Cursor::Impl::move(MDB_cursor_op operation, Side side) {
  MDB_val key;
  MDB_val value;
  const int code = mdb_cursor_get(cursor_, &key, &value, operation);
  bucket_.reset();
  valid_ = code == MDB_SUCCESS;
  if (!valid_) {
    if (code != MDB_NOTFOUND) check(code);
    return;
  }
  key_ = as_view(key);
  value_ = as_view(value);
  show(side);
}

void Cursor::Impl::show(Side side) {
  if (!is_bucket(key_)) return;
  prefix_.assign(key_, 0, kPlainKeyBytes);
  bucket_.emplace(value_);
  show_entry(side == Side::first ? 0 : bucket_->entries().size() - 1);
}

void Cursor::Impl::show_entry(std::size_t index) {
  assert(index < bucket_->entries().size());  // an empty bucket is erased, not kept
  index_ = index;
  const auto& entry = bucket_->entries()[index];
  long_key_.assign(prefix_).append(entry.rest);
  key_ = long_key_;
  value_ = entry.value;
}

void Cursor::Impl::next() {
  if (bucket_ && index_ + 1 < bucket_->entries().size()) return show_entry(index_ + 1);
  move(MDB_NEXT, Side::first);
}

void Cursor::Impl::previous() {
  if (bucket_ && index_ > 0) return show_entry(index_ - 1);
  move(MDB_PREV, Side::last);
}

void Cursor::Impl::seek(std::string_view key) {
  bucket_.reset();
  const std::string name = is_long(key) ? bucket_key(key) : std::string();
  MDB_val engine_key = as_val(is_long(key) ? name : key);
  MDB_val value;
  // The engine has no empty key, so the first of all is asked for by name.
  const int code =
      mdb_cursor_get(cursor_, &engine_key, &value, key.empty() ? MDB_FIRST : MDB_SET_RANGE);
  valid_ = code == MDB_SUCCESS;
  if (!valid_) {
    if (code != MDB_NOTFOUND) check(code);
    return;
  }
  key_ = as_view(engine_key);
  value_ = as_view(value);
  const bool in_its_bucket = is_long(key) && key_ == name;
  show(Side::first);
  if (!in_its_bucket) return;
  const std::size_t index = bucket_->lower_bound(key.substr(kPlainKeyBytes));
  if (index == bucket_->entries().size()) return move(MDB_NEXT, Side::first);
  show_entry(index);
}

void Cursor::Impl::seek_before(std::string_view key) {
  seek(key);
  if (valid_) {
    previous();
  } else {
    move(MDB_LAST, Side::last);
  }
}

}  // namespace bellwether::cloud::store
