#include "cloud/store/store.h"

#include <charconv>
#include <filesystem>
#include <fstream>
#include <string>
#include <thread>
#include <vector>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <gtest/gtest.h>
#include <stdlib.h>

#include "cloud/store/key.h"
#include "cloud/store/test_folder.h"

namespace bellwether::cloud::store {
namespace {

std::string value_of(Store& store, std::string_view key) {
  const auto snapshot = store.read();
  return std::string(snapshot.get(key).value_or("(none)"));
}

int as_number(std::optional<std::string_view> text) {
  int number = 0;
  if (text) std::from_chars(text->data(), text->data() + text->size(), number);
  return number;
}

// Every durability keeps the same promises while the process runs.
class StoreTest : public testing::TestWithParam<Durability> {
 protected:
  TestFolder folder_;
  Options options_{.folder = folder_.path(), .durability = GetParam()};
  std::unique_ptr<Store> store_ = Store::open(options_);
};

std::string name_of(const testing::TestParamInfo<Durability>& info) {
  return info.param == Durability::memory ? "memory" : info.param == Durability::os ? "os" : "sync";
}
INSTANTIATE_TEST_SUITE_P(AllDurabilities, StoreTest,
                         testing::Values(Durability::memory, Durability::os, Durability::sync),
                         name_of);

TEST_P(StoreTest, a_closure_sees_its_own_writes_and_others_see_them_after_the_commit) {
  store_->write_and_wait([](Transaction& transaction) {
    transaction.put("a", "1");
    EXPECT_EQ(transaction.get("a"), "1");
    transaction.put("a", "2");
    EXPECT_TRUE(transaction.erase("a"));
    EXPECT_FALSE(transaction.erase("a"));
    transaction.put("b", "3");
  });
  EXPECT_EQ(value_of(*store_, "a"), "(none)");
  EXPECT_EQ(value_of(*store_, "b"), "3");
}

TEST_P(StoreTest, a_snapshot_does_not_see_later_writes) {
  store_->write_and_wait([](Transaction& transaction) { transaction.put("a", "old"); });
  const auto snapshot = store_->read();
  store_->write_and_wait([](Transaction& transaction) {
    transaction.put("a", "new");
    transaction.put("b", "new");
  });
  EXPECT_EQ(snapshot.get("a"), "old");
  EXPECT_EQ(snapshot.get("b"), std::nullopt);
  EXPECT_EQ(value_of(*store_, "a"), "new");
}

TEST_P(StoreTest, a_refusal_is_answered_and_nothing_is_written) {
  const auto answer = store_->write_and_wait([](Transaction&) -> aws::Result<int> {
    return aws::fail({.code = "ConditionalCheckFailedException", .message = "no"});
  });
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().code, "ConditionalCheckFailedException");
}

TEST_P(StoreTest, a_refusal_after_a_write_keeps_nothing) {
  const auto answer = store_->write_and_wait([](Transaction& transaction) -> aws::Result<int> {
    transaction.put("a", "1");
    return aws::fail({.code = "ValidationException", .message = "too late"});
  });
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().code, "InternalServerError");
  EXPECT_EQ(value_of(*store_, "a"), "(none)");
}

TEST_P(StoreTest, the_cursor_walks_both_ways_and_seeks) {
  store_->write_and_wait([](Transaction& transaction) {
    for (const char* key : {"b", "d", "f"}) transaction.put(key, std::string("v") + key);
  });
  const auto snapshot = store_->read();
  auto cursor = snapshot.from("c");
  ASSERT_TRUE(cursor.valid());
  EXPECT_EQ(cursor.key(), "d");
  EXPECT_EQ(cursor.value(), "vd");
  cursor.next();
  EXPECT_EQ(cursor.key(), "f");
  cursor.previous();
  cursor.previous();
  EXPECT_EQ(cursor.key(), "b");
  cursor.seek_before("d");
  EXPECT_EQ(cursor.key(), "b");
  cursor.seek_before("zzz");
  EXPECT_EQ(cursor.key(), "f");
  cursor.next();
  EXPECT_FALSE(cursor.valid());
  cursor.seek("g");
  EXPECT_FALSE(cursor.valid());
  cursor.seek("b");
  cursor.previous();
  // The store's own record of its format comes before every service's.
  ASSERT_TRUE(cursor.valid());
  EXPECT_EQ(cursor.key().front(), static_cast<char>(Owner::meta));
}

TEST_P(StoreTest, a_range_is_erased_without_its_end) {
  store_->write_and_wait([](Transaction& transaction) {
    for (const char* key : {"a", "b1", "b2", "b3", "c"}) transaction.put(key, "x");
    transaction.erase_range("b", "b3");
  });
  EXPECT_EQ(value_of(*store_, "a"), "x");
  EXPECT_EQ(value_of(*store_, "b1"), "(none)");
  EXPECT_EQ(value_of(*store_, "b2"), "(none)");
  EXPECT_EQ(value_of(*store_, "b3"), "x");
}

TEST_P(StoreTest, concurrent_writers_lose_no_update) {
  constexpr int kThreads = 4;
  constexpr int kWrites = 250;
  std::vector<std::thread> threads;
  for (int i = 0; i < kThreads; ++i) {
    threads.emplace_back([this] {
      for (int j = 0; j < kWrites; ++j) {
        store_->write_and_wait([](Transaction& transaction) {
          transaction.put("n", std::to_string(as_number(transaction.get("n")) + 1));
        });
      }
    });
  }
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(value_of(*store_, "n"), std::to_string(kThreads * kWrites));
}

TEST_P(StoreTest, a_task_is_resumed_on_its_own_loop) {
  constexpr int kLoops = 3;
  constexpr int kTasks = 10;
  constexpr int kWrites = 30;
  std::atomic<int> misplaced = 0;
  std::vector<std::thread> threads;
  for (int i = 0; i < kLoops; ++i) {
    threads.emplace_back([this, &misplaced] {
      asio::io_context loop(1);
      for (int j = 0; j < kTasks; ++j) {
        asio::co_spawn(
            loop.get_executor(),
            [](Store& store, std::atomic<int>& elsewhere) -> Task<void> {
              const auto home = std::this_thread::get_id();
              for (int k = 0; k < kWrites; ++k) {
                const auto answer =
                    co_await store.write([](Transaction& transaction) -> aws::Result<int> {
                      const int next = as_number(transaction.get("n")) + 1;
                      transaction.put("n", std::to_string(next));
                      return next;
                    });
                EXPECT_TRUE(answer.has_value());
                if (std::this_thread::get_id() != home) ++elsewhere;
              }
            }(*store_, misplaced),
            asio::detached);
      }
      loop.run();
    });
  }
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(misplaced, 0);
  EXPECT_EQ(value_of(*store_, "n"), std::to_string(kLoops * kTasks * kWrites));
}

TEST_P(StoreTest, later_writes_keep_their_order_and_are_made_before_the_store_closes) {
  for (int i = 1; i <= 100; ++i) {
    store_->write_later([i](Transaction& transaction) {
      EXPECT_EQ(as_number(transaction.get("n")), i - 1);
      transaction.put("n", std::to_string(i));
    });
  }
  store_.reset();
  if (GetParam() == Durability::memory) return;
  store_ = Store::open(options_);
  EXPECT_EQ(value_of(*store_, "n"), "100");
}

TEST_P(StoreTest, a_full_store_says_so_and_goes_on) {
  store_.reset();
  options_.max_bytes = 256 << 10;
  store_ = Store::open(options_);
  store_->write_and_wait([](Transaction& transaction) { transaction.put("small", "1"); });
  const auto answer = store_->write_and_wait([](Transaction& transaction) -> aws::Result<int> {
    transaction.put("first", "1");
    transaction.put("large", std::string(1 << 20, 'x'));
    return 1;
  });
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().message, "The write was not kept: the store is full");
  EXPECT_EQ(answer.error().http_status, 500);
  EXPECT_EQ(value_of(*store_, "first"), "(none)");
  store_->write_and_wait([](Transaction& transaction) { transaction.put("small", "2"); });
  EXPECT_EQ(value_of(*store_, "small"), "2");
  EXPECT_THROW(store_->write_and_wait([](Transaction& transaction) {
    transaction.put("large", std::string(1 << 20, 'x'));
  }),
               std::runtime_error);
}

TEST(StoreFolder, is_kept_between_openings) {
  TestFolder folder;
  const Options options{.folder = folder.path() / "made" / "when missing"};
  Store::open(options)->write_and_wait([](Transaction& transaction) { transaction.put("a", "1"); });
  EXPECT_EQ(value_of(*Store::open(options), "a"), "1");
}

TEST(StoreFolder, belongs_to_one_opener_at_a_time) {
  TestFolder folder;
  const Options options{.folder = folder.path()};
  const auto store = Store::open(options);
  try {
    Store::open(options);
    FAIL() << "opened twice";
  } catch (const std::runtime_error& error) {
    EXPECT_EQ(error.what(), "data folder " + folder.path().string() + ": in use by process " +
                                std::to_string(::getpid()));
  }
}

TEST(StoreFolder, of_another_format_version_is_refused) {
  TestFolder folder;
  const Options options{.folder = folder.path()};
  Store::open(options)->write_and_wait([](Transaction& transaction) {
    transaction.put(Key(Owner::meta).text("format"), Key(Owner::meta).number(99).bytes().substr(1));
  });
  try {
    Store::open(options);
    FAIL() << "opened";
  } catch (const std::runtime_error& error) {
    EXPECT_NE(std::string(error.what()).find("has format version 99"), std::string::npos)
        << error.what();
  }
}

TEST(StoreFolder, that_holds_something_else_is_refused) {
  TestFolder folder;
  std::ofstream(folder.path() / "store.mdb") << std::string(10000, 'x');
  EXPECT_THROW(Store::open({.folder = folder.path()}), std::runtime_error);
  EXPECT_THROW(Store::open({.folder = "/proc/nowhere"}), std::runtime_error);
}

TEST(StoreFolder, of_a_store_in_memory_leaves_nothing_behind) {
  TestFolder folder;
  ::setenv("TMPDIR", folder.path().c_str(), 1);
  const auto store = Store::open({.durability = Durability::memory});
  ::unsetenv("TMPDIR");
  store->write_and_wait([](Transaction& transaction) { transaction.put("a", "1"); });
  EXPECT_EQ(value_of(*store, "a"), "1");
  EXPECT_TRUE(std::filesystem::is_empty(folder.path()));
}

}  // namespace
}  // namespace bellwether::cloud::store
