// What the store does where its disk has no more room, and what it leaves of that room to others.
#include <filesystem>
#include <string>

#include <gtest/gtest.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "cloud/store/key.h"
#include "cloud/store/store.h"
#include "cloud/store/test_folder.h"

namespace bellwether::cloud::store {
namespace {

constexpr std::uint64_t kDiskBytes = std::uint64_t{8} << 20;

std::string key_of(std::uint64_t n) {
  return Key(Owner::dynamodb).number(n).bytes();
}

// How many writes a process makes until one is refused; none where a signal ends it.
int writes_until_refused(const Options& options, std::size_t bytes) {
  const pid_t child = ::fork();
  if (child == 0) {
    const auto store = Store::open(options);
    // The nearest thing to a full disk that needs no privilege.
    const rlimit limit{.rlim_cur = kDiskBytes, .rlim_max = kDiskBytes};
    ::signal(SIGXFSZ, SIG_IGN);
    ::setrlimit(RLIMIT_FSIZE, &limit);
    int made = 0;
    try {
      for (; made < 200; ++made) {
        store->write_and_wait([&](Transaction& transaction) {
          transaction.put(key_of(static_cast<std::uint64_t>(made)), std::string(bytes, 'x'));
        });
      }
    } catch (const std::runtime_error&) {
      ::_exit(made);
    }
    ::_exit(0);
  }
  int status = 0;
  ::waitpid(child, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : 0;
}

TEST(DiskRoom, a_full_disk_refuses_writes_and_keeps_what_was_written) {
  const TestFolder folder;
  const Options options{.folder = folder.path()};
  const int written = writes_until_refused(options, std::size_t{256} << 10);
  EXPECT_GT(written, 4);
  EXPECT_LT(written, 40);
  const auto store = Store::open(options);
  const auto last = static_cast<std::uint64_t>(written) - 1;
  EXPECT_TRUE(store->read().get(key_of(last)));
  EXPECT_FALSE(store->read().get(key_of(last + 1)));
  store->write_and_wait([](Transaction& transaction) { transaction.put(key_of(999), "x"); });
  EXPECT_TRUE(store->read().get(key_of(999)));
}

TEST(DiskRoom, the_file_is_little_larger_than_what_it_holds) {
  const TestFolder folder;
  const Options options{.folder = folder.path()};
  const auto size = [&] { return std::filesystem::file_size(folder.path() / "store.mdb"); };
  {
    const auto store = Store::open(options);
    EXPECT_LE(size(), std::uint64_t{2} << 20);
    for (std::uint64_t n = 0; n < 64; ++n) {
      store->write_and_wait([n](Transaction& transaction) {
        transaction.put(key_of(n), std::string(std::size_t{256} << 10, 'x'));
      });
    }
    EXPECT_GE(size(), std::uint64_t{16} << 20);
    EXPECT_LE(size(), std::uint64_t{24} << 20);
  }
  // What was taken and not used is given back when the store is opened again.
  const auto store = Store::open(options);
  EXPECT_LE(size(), std::uint64_t{20} << 20);
}

// Long keys share records, which are written anew without what is erased.
TEST(DiskRoom, erasing_of_shared_records_has_its_room_taken_ahead) {
  const TestFolder folder;
  const auto store = Store::open({.folder = folder.path()});
  constexpr std::uint64_t kRecords = 3000;
  const auto key = [](std::uint64_t record, char entry) {
    return key_of(record) + std::string(520, 'k') + entry;
  };
  store->write_and_wait([&](Transaction& transaction) {
    for (std::uint64_t n = 0; n < kRecords; ++n) {
      for (char entry = 'a'; entry < 'k'; ++entry) {
        transaction.put(key(n, entry), std::string(150, 'x'));
      }
    }
  });
  store->write_and_wait([&](Transaction& transaction) {
    for (std::uint64_t n = 0; n < kRecords; ++n) transaction.erase(key(n, 'a'));
  });
  EXPECT_FALSE(store->read().get(key(kRecords - 1, 'a')));
  EXPECT_TRUE(store->read().get(key(kRecords - 1, 'b')));
}

}  // namespace
}  // namespace bellwether::cloud::store
