// Who commits: closures that arrive together share one commit.
//
// Without fsync a commit costs a few microseconds and waking another core costs 66, so the loop
// that submits commits too: after what else is ready there has run, which may submit as well, and
// with what arrived from others meanwhile. With fsync a thread of the queue's own commits, so that
// no event loop ever waits for a disk.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <functional>
#include <mutex>
#include <string_view>
#include <thread>
#include <vector>

namespace bellwether::cloud::store {

class Transaction;

struct Write {
  std::function<void(Transaction&)> body;
  // The reason when it was not written, or empty.
  std::function<void(std::string_view failure)> done;
};

class CommitQueue {
 public:
  enum class Where { callers_thread, own_thread };
  using Commit = std::function<void(std::vector<Write>&)>;

  // `commit` runs the bodies in order, commits, and calls every `done`. It is called by one thread
  // at a time and does not throw.
  CommitQueue(Where where, Commit commit);
  // Commits what was submitted.
  ~CommitQueue();

  // Runs a job soon, on the thread that calls it.
  using Later = std::function<void(std::function<void()> job)>;

  // Thread-safe. Without `later` the write is committed before this returns, or by whoever commits
  // already.
  void submit(Write write, const Later& later = {});

 private:
  // Bounds how long one commit keeps its first closure waiting.
  static constexpr std::size_t kLargestGroup = 256;
  // Bounds how long an event loop works for others before the queue's own thread takes over.
  static constexpr int kGroupsForOthers = 16;

  // Commits what is queued, unless somebody does already.
  void commit_now();
  // Commits group after group; false when there was more to do after `most` groups.
  bool commit_groups(int most);
  void hand_over();
  void run();

  const Where where_;
  const Commit commit_;
  std::mutex mutex_;
  std::condition_variable handed_over_;
  std::vector<Write> queue_;
  bool committing_ = false;  // somebody commits, or was woken to do so
  // Threads that will commit later. Any may be first; the others then find nothing to do.
  std::vector<std::thread::id> later_;
  bool for_thread_ = false;  // and it is thread_
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace bellwether::cloud::store
