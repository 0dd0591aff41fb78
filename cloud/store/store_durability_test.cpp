// A writer is killed in the middle of its work: what it acknowledged is there, whole.
#include <cstdint>
#include <string>

#include <gtest/gtest.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "cloud/store/key.h"
#include "cloud/store/store.h"
#include "cloud/store/test_folder.h"

namespace bellwether::cloud::store {
namespace {

constexpr std::uint64_t kAcknowledged = 500;

// Two keys a commit, so that a half-kept commit would show.
std::string key_of(char half, std::uint64_t n) {
  return Key(Owner::dynamodb).tag(half).number(n).bytes();
}

// Writes for ever; tells each commit to `pipe` once it is acknowledged.
[[noreturn]] void write_until_killed(const Options& options, int pipe) {
  const auto store = Store::open(options);
  for (std::uint64_t n = 1;; ++n) {
    store->write_and_wait([n](Transaction& transaction) {
      transaction.put(key_of('a', n), std::string(100, 'x'));
      transaction.put(key_of('b', n), std::string(5000, 'y'));
    });
    if (::write(pipe, &n, sizeof n) != sizeof n) ::_exit(1);
  }
}

class Killed : public testing::TestWithParam<Durability> {};
INSTANTIATE_TEST_SUITE_P(Kept, Killed, testing::Values(Durability::os, Durability::sync));

TEST_P(Killed, a_writer_loses_nothing_acknowledged_and_leaves_no_half_commit) {
  TestFolder folder;
  const Options options{.folder = folder.path(), .durability = GetParam()};
  int ends[2];
  ASSERT_EQ(::pipe(ends), 0);
  const pid_t child = ::fork();
  ASSERT_GE(child, 0);
  if (child == 0) {
    ::close(ends[0]);
    write_until_killed(options, ends[1]);
  }
  ::close(ends[1]);
  std::uint64_t acknowledged = 0;
  while (acknowledged < kAcknowledged &&
         ::read(ends[0], &acknowledged, sizeof acknowledged) == sizeof acknowledged) {
  }
  ::kill(child, SIGKILL);
  // What was told between the last read and the kill counts as well.
  while (::read(ends[0], &acknowledged, sizeof acknowledged) == sizeof acknowledged) {
  }
  ::close(ends[0]);
  int status = 0;
  ASSERT_EQ(::waitpid(child, &status, 0), child);
  ASSERT_TRUE(WIFSIGNALED(status));
  ASSERT_GE(acknowledged, kAcknowledged);

  const auto store = Store::open(options);
  const auto snapshot = store->read();
  for (std::uint64_t n = 1; n <= acknowledged; ++n) {
    ASSERT_TRUE(snapshot.get(key_of('a', n))) << n;
    ASSERT_TRUE(snapshot.get(key_of('b', n))) << n;
  }
  const std::uint64_t next = acknowledged + 1;
  EXPECT_EQ(snapshot.get(key_of('a', next)).has_value(),
            snapshot.get(key_of('b', next)).has_value());
  EXPECT_FALSE(snapshot.get(key_of('a', next + 1)));
}

}  // namespace
}  // namespace bellwether::cloud::store
