// Store over the engine: snapshots, and commits by the thread that CommitQueue chooses.
#include <optional>
#include <utility>

#include "cloud/store/commit_pages.h"
#include "cloud/store/commit_queue.h"
#include "cloud/store/lmdb_environment.h"
#include "cloud/store/lmdb_records.h"
#include "cloud/store/store.h"

namespace bellwether::cloud::store {

class Snapshot::Impl {
 public:
  explicit Impl(Environment& environment)
      : environment_(environment), transaction_(environment.begin_read()) {}
  Impl(const Impl&) = delete;
  Impl& operator=(const Impl&) = delete;
  ~Impl() { environment_.end_read(transaction_); }

  MDB_txn* transaction() const { return transaction_; }
  MDB_dbi records() const { return environment_.records(); }

 private:
  Environment& environment_;
  MDB_txn* transaction_;
};

// One engine transaction, which the closures of a group see one after another.
class Transaction::Impl {
 public:
  // Begins and must end on the same thread: the engine's writer lock belongs to it.
  explicit Impl(Environment& environment)
      : environment_(environment),
        records_(environment.records()),
        transaction_(begin(environment)),
        pages_(transaction_, records_, environment.used_bytes()) {
    environment_.write_begins();
  }
  Impl(const Impl&) = delete;
  Impl& operator=(const Impl&) = delete;
  ~Impl() {
    if (transaction_) mdb_txn_abort(transaction_);
  }

  void commit() {
    environment_.write_ends();
    check(mdb_txn_commit(std::exchange(transaction_, nullptr)));
  }

  MDB_txn* transaction() const { return transaction_; }
  MDB_dbi records() const { return records_; }
  std::uint64_t changes() const { return changes_; }
  void count_change() { ++changes_; }

  // Before each change, of a record of so many bytes with its key.
  void require_room(std::size_t record_bytes) {
    environment_.require_room(pages_.bytes_after(transaction_, record_bytes));
  }

 private:
  static MDB_txn* begin(Environment& environment) {
    MDB_txn* transaction = nullptr;
    check(mdb_txn_begin(environment.get(), nullptr, 0, &transaction));
    return transaction;
  }

  Environment& environment_;
  MDB_dbi records_;
  MDB_txn* transaction_;
  CommitPages pages_;
  std::uint64_t changes_ = 0;
};

Cursor::Cursor(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Cursor::Cursor(Cursor&&) noexcept = default;
Cursor& Cursor::operator=(Cursor&&) noexcept = default;
Cursor::~Cursor() = default;
bool Cursor::valid() const {
  return impl_->valid();
}
std::string_view Cursor::key() const {
  return impl_->key();
}
std::string_view Cursor::value() const {
  return impl_->value();
}
void Cursor::next() {
  impl_->next();
}
void Cursor::previous() {
  impl_->previous();
}
void Cursor::seek(std::string_view key) {
  impl_->seek(key);
}
void Cursor::seek_before(std::string_view key) {
  impl_->seek_before(key);
}

Snapshot::Snapshot(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Snapshot::Snapshot(Snapshot&&) noexcept = default;
Snapshot& Snapshot::operator=(Snapshot&&) noexcept = default;
Snapshot::~Snapshot() = default;

std::optional<std::string_view> Snapshot::get(std::string_view key) const {
  return get_record(impl_->transaction(), impl_->records(), key);
}

Cursor Snapshot::from(std::string_view key) const {
  Cursor cursor(std::make_unique<Cursor::Impl>(impl_->transaction(), impl_->records()));
  cursor.seek(key);
  return cursor;
}

std::optional<std::string_view> Transaction::get(std::string_view key) const {
  return get_record(impl_.transaction(), impl_.records(), key);
}

Cursor Transaction::from(std::string_view key) const {
  Cursor cursor(std::make_unique<Cursor::Impl>(impl_.transaction(), impl_.records()));
  cursor.seek(key);
  return cursor;
}

void Transaction::put(std::string_view key, std::string_view value) {
  impl_.require_room(key.size() + value.size() +
                     bucket_bytes(impl_.transaction(), impl_.records(), key));
  impl_.count_change();
  put_record(impl_.transaction(), impl_.records(), key, value);
}

bool Transaction::erase(std::string_view key) {
  // What is left of a bucket is a record to write.
  const std::size_t bucket = bucket_bytes(impl_.transaction(), impl_.records(), key);
  impl_.require_room(bucket == 0 ? 0 : key.size() + bucket);
  const bool erased = erase_record(impl_.transaction(), impl_.records(), key);
  if (erased) impl_.count_change();
  return erased;
}

void Transaction::erase_range(std::string_view begin, std::string_view end) {
  Cursor cursor = from(begin);
  while (cursor.valid() && cursor.key() < end) {
    // A copy, because erasing ends the life of the view.
    const std::string key(cursor.key());
    erase(key);
    cursor.seek(key);
  }
}

std::uint64_t Transaction::changes() const {
  return impl_.changes();
}

namespace {

class LmdbStore final : public Store {
 public:
  explicit LmdbStore(const Options& options)
      : environment_(options),
        commits_(options.durability == Durability::sync ? CommitQueue::Where::own_thread
                                                        : CommitQueue::Where::callers_thread,
                 [this](std::vector<Write>& group) { commit(group); }) {}

  Snapshot read() override { return Snapshot(std::make_unique<Snapshot::Impl>(environment_)); }

 protected:
  void submit(std::function<void(Transaction&)> body,
              std::function<void(std::string_view failure)> done, const Later& later) override {
    commits_.submit({std::move(body), std::move(done)}, later);
  }

 private:
  void commit(std::vector<Write>& group) {
    const std::string failure = try_commit(group);
    for (const auto& write : group) {
      if (write.done) write.done(failure);
    }
  }

  std::string try_commit(const std::vector<Write>& group) {
    try {
      Transaction::Impl transaction(environment_);
      for (const auto& write : group) {
        Transaction view(transaction);
        write.body(view);
      }
      if (transaction.changes() > 0) transaction.commit();
      return {};
    } catch (const std::exception& error) {
      return error.what();
    }
  }

  Environment environment_;
  CommitQueue commits_;
};

}  // namespace

std::unique_ptr<Store> Store::open(const Options& options) {
  return std::make_unique<LmdbStore>(options);
}

}  // namespace bellwether::cloud::store
