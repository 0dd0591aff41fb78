#include "cloud/store/lmdb_environment.h"

#include <fmt/format.h>

#include "cloud/store/key.h"
#include "cloud/store/lmdb_records.h"

#ifdef __SANITIZE_THREAD__
extern "C" void __tsan_acquire(void* address);
extern "C" void __tsan_release(void* address);
#endif

namespace bellwether::cloud::store {

// What follows() an address comes after all that preceded it.
namespace order {
namespace {

#ifdef __SANITIZE_THREAD__
void precedes(void* address) {
  __tsan_release(address);
}
void follows(void* address) {
  __tsan_acquire(address);
}
#else
void precedes(void*) {}
void follows(void*) {}
#endif

}  // namespace
}  // namespace order

namespace {

// Snapshots alive at one time. They end before their loop goes on, so this is threads, several
// deep.
constexpr unsigned kMaxReaders = 1024;
constexpr std::size_t kIdleReaders = 64;

std::string format_key() {
  return Key(Owner::meta).text("format").bytes();
}

}  // namespace

EngineError::EngineError(int code)
    : std::runtime_error(code == MDB_MAP_FULL ? "the store is full"
                                              : std::string("the store: ") + mdb_strerror(code)) {}

void check(int code) {
  if (code != MDB_SUCCESS) throw EngineError(code);
}

Environment::Environment(const Options& options) {
  // MDB_NOTLS: a snapshot belongs to whoever holds it, not to the thread.
  // MDB_NORDAHEAD: reading ahead would make resident what nobody asked for.
  unsigned flags = MDB_NOSUBDIR | MDB_NOTLS | MDB_NORDAHEAD;
  if (options.durability == Durability::memory) {
    vanishing_.emplace();
    if (vanishing_->in_memory()) flags |= MDB_WRITEMAP;
    open(vanishing_->file(), options, flags | MDB_NOSYNC);
    vanishing_->vanish();
  } else {
    lock_.emplace(options.folder);
    const auto file = options.folder / "store.mdb";
    if (options.durability == Durability::os) {
      flags |= MDB_NOSYNC;
      if (DiskRoom::is_kept(file, options.max_bytes)) flags |= MDB_WRITEMAP;
    }
    open(file, options, flags);
  }
}

void Environment::open(const std::filesystem::path& file, const Options& options, unsigned flags) {
  const auto refuse = [&](const std::string& why) {
    mdb_env_close(env_);
    throw std::runtime_error(fmt::format("store {}: {}", file.string(), why));
  };
  check(mdb_env_create(&env_));
  try {
    check(mdb_env_set_maxreaders(env_, kMaxReaders));
    check(mdb_env_set_mapsize(env_, options.max_bytes));
    check(mdb_env_open(env_, file.c_str(), flags, 0600));
    if (lock_ && (flags & MDB_WRITEMAP) != 0) {
      int fd = -1;
      check(mdb_env_get_fd(env_, &fd));
      room_.emplace(fd, used_bytes(), options.max_bytes);
    }
    int stale = 0;
    check(mdb_reader_check(env_, &stale));
    MDB_txn* transaction = begin_read();
    const int code = mdb_dbi_open(transaction, nullptr, 0, &records_);
    end_read(transaction);
    check(code);
    check_format();
  } catch (const std::runtime_error& error) {
    for (MDB_txn* reader : idle_readers_) mdb_txn_abort(reader);
    refuse(error.what());
  }
}

void Environment::check_format() {
  const std::string key = format_key();
  MDB_txn* transaction = begin_read();
  std::optional<std::uint64_t> version;
  if (const auto record = get_record(transaction, records_, key)) {
    if (!KeyReader(*record).number(version.emplace(0))) version = 0;
  }
  MDB_stat stat;
  mdb_stat(transaction, records_, &stat);
  end_read(transaction);
  if (version == kFormatVersion) return;
  if (version || stat.ms_entries > 0) {
    throw std::runtime_error(fmt::format(
        "has format version {}, this bellwether reads {}: use the version that wrote it, "
        "or delete the folder to begin anew",
        version.value_or(0), kFormatVersion));
  }
  check(mdb_txn_begin(env_, nullptr, 0, &transaction));
  try {
    std::string value;
    for (int shift = 56; shift >= 0; shift -= 8) {
      value.push_back(static_cast<char>(kFormatVersion >> shift));
    }
    put_record(transaction, records_, key, value);
  } catch (const EngineError&) {
    mdb_txn_abort(transaction);
    throw;
  }
  check(mdb_txn_commit(transaction));
}

Environment::~Environment() {
  for (MDB_txn* reader : idle_readers_) mdb_txn_abort(reader);
  mdb_env_close(env_);
}

std::uint64_t Environment::used_bytes() const {
  MDB_envinfo info;
  check(mdb_env_info(env_, &info));
  return (std::uint64_t{info.me_last_pgno} + 1) * page_bytes();
}

std::uint64_t Environment::page_bytes() const {
  MDB_stat stat;
  check(mdb_env_stat(env_, &stat));
  return stat.ms_psize;
}

MDB_txn* Environment::begin_read() {
  MDB_txn* transaction = nullptr;
  {
    const std::lock_guard lock(mutex_);
    if (!idle_readers_.empty()) {
      transaction = idle_readers_.back();
      idle_readers_.pop_back();
    }
  }
  if (transaction) {
    check(mdb_txn_renew(transaction));
  } else {
    check(mdb_txn_begin(env_, nullptr, MDB_RDONLY, &transaction));
  }
  order::follows(&records_);
  return transaction;
}

void Environment::end_read(MDB_txn* transaction) {
  order::precedes(&mutex_);
  mdb_txn_reset(transaction);
  {
    const std::lock_guard lock(mutex_);
    if (idle_readers_.size() < kIdleReaders) {
      idle_readers_.push_back(transaction);
      return;
    }
  }
  mdb_txn_abort(transaction);
}

void Environment::write_begins() {
  // A page that no snapshot needs any more is written anew.
  order::follows(&mutex_);
}

void Environment::write_ends() {
  order::precedes(&records_);
}

}  // namespace bellwether::cloud::store

#ifdef __SANITIZE_THREAD__
// The engine's library is not compiled with the sanitizer, nor is the C library, whose tzset() has
// a lock of its own.
extern "C" __attribute__((visibility("default"))) const char* __tsan_default_suppressions();

const char* __tsan_default_suppressions() {
  return "race:mdb_\nrace:tzset_internal\n";
}
#endif
