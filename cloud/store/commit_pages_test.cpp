#include "cloud/store/commit_pages.h"

#include <memory>
#include <random>
#include <string>

#include <gtest/gtest.h>

#include "cloud/store/test_folder.h"

namespace bellwether::cloud::store {
namespace {

constexpr std::size_t kMapBytes = std::size_t{1} << 30;

// The bare engine, with what it used of its file after each commit beside what was foretold.
class CommitPagesTest : public testing::Test {
 protected:
  CommitPagesTest() {
    mdb_env_create(&env_);
    mdb_env_set_mapsize(env_, kMapBytes);
    const auto file = folder_.path() / "bare.mdb";
    EXPECT_EQ(mdb_env_open(env_, file.c_str(), MDB_NOSUBDIR | MDB_NOSYNC, 0600), 0);
    begin();
    mdb_dbi_open(transaction_, nullptr, 0, &records_);
    commit();
  }
  ~CommitPagesTest() override { mdb_env_close(env_); }

  std::uint64_t used() const {
    MDB_envinfo info;
    MDB_stat stat;
    mdb_env_info(env_, &info);
    mdb_env_stat(env_, &stat);
    return (std::uint64_t{info.me_last_pgno} + 1) * stat.ms_psize;
  }

  void begin() {
    mdb_txn_begin(env_, nullptr, 0, &transaction_);
    pages_ = std::make_unique<CommitPages>(transaction_, records_, used());
    foretold_ = used();
  }
  void put(std::string key, std::string value) {
    foretold_ = pages_->bytes_after(transaction_, key.size() + value.size());
    MDB_val at{key.size(), key.data()};
    MDB_val bytes{value.size(), value.data()};
    EXPECT_EQ(mdb_put(transaction_, records_, &at, &bytes, 0), 0);
  }
  void erase(std::string key) {
    foretold_ = pages_->bytes_after(transaction_, 0);
    MDB_val at{key.size(), key.data()};
    mdb_del(transaction_, records_, &at, nullptr);
  }
  void commit() {
    EXPECT_EQ(mdb_txn_commit(transaction_), 0);
    EXPECT_LE(used(), foretold_);
  }

  static std::string key(std::uint64_t number) {
    std::string text = std::to_string(number);
    return std::string(10 - text.size(), '0') + text;
  }

  TestFolder folder_;
  MDB_env* env_ = nullptr;
  MDB_dbi records_ = 1;  // the main one, whose number the engine fixes
  MDB_txn* transaction_ = nullptr;
  std::unique_ptr<CommitPages> pages_;
  std::uint64_t foretold_ = 0;
};

TEST_F(CommitPagesTest, many_small_changes_in_one_commit_take_what_they_hold) {
  begin();
  for (std::uint64_t n = 0; n < 50'000; ++n) put(key(n), std::string(100, 'x'));
  commit();
  const std::uint64_t full = used();
  EXPECT_LE(foretold_, 2 * full);
  begin();
  for (std::uint64_t n = 0; n < 50'000; ++n) erase(key(n));
  commit();
  EXPECT_LE(foretold_, 3 * full);
}

TEST_F(CommitPagesTest, a_single_change_takes_little_of_a_large_store) {
  begin();
  for (std::uint64_t n = 0; n < 200'000; ++n) put(key(n), std::string(200, 'x'));
  commit();
  const std::uint64_t full = used();
  begin();
  erase(key(77'777));
  commit();
  EXPECT_LE(foretold_ - full, full / 50);
}

TEST_F(CommitPagesTest, no_commit_uses_more_than_was_foretold) {
  std::minstd_rand random(7);
  const auto below = [&random](std::uint64_t end) { return random() % end; };
  for (int round = 0; round < 400; ++round) {
    // Sets of keys that grow and vanish, values from nothing to many pages.
    const std::uint64_t keys = std::uint64_t{1} << below(14);
    const std::uint64_t changes = 1 + below(round % 10 == 0 ? 5'000 : 60);
    const std::uint64_t most = std::uint64_t{1} << below(16);
    const std::uint64_t erased = below(11);
    begin();
    for (std::uint64_t n = 0; n < changes; ++n) {
      if (below(10) < erased) {
        erase(key(below(keys)));
      } else {
        put(key(below(keys)), std::string(below(most), 'x'));
      }
    }
    commit();
    if (HasFailure()) FAIL() << "in round " << round;
  }
}

}  // namespace
}  // namespace bellwether::cloud::store
