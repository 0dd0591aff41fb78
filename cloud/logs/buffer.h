// Collects log lines and writes them to the store in batches.
//
// append() only takes a short lock. A thread wakes at the first line, waits kDelay for company and
// asks the store's writer to take everything that has come by then: at most twenty commits a
// second, however many functions print, and a batch at a time where they print more. A reader that
// must see its predecessors asks for flush(), which costs nothing while nothing is pending.
// Thread-safe.
#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "cloud/core/clock.h"
#include "cloud/core/task.h"
#include "cloud/logs/log_sink.h"
#include "cloud/store/store.h"

namespace bellwether::cloud::logs {

class Buffer {
 public:
  // Long enough to share a commit, short enough for a person who watches.
  static constexpr std::chrono::milliseconds kDelay{50};
  // In bytes of memory, here and below. This much is not kept waiting and makes a commit of its
  // own, so that other writers have their turn.
  static constexpr std::size_t kBatchBytes = std::size_t{1} << 20;
  // There is no room while the store is behind by this much: some tens of milliseconds of its time.
  static constexpr std::size_t kFullBytes = std::size_t{4} << 20;
  // Lines are lost, and their number is logged, when it is behind by this much all the same.
  static constexpr std::size_t kMaxBytes = std::size_t{64} << 20;

  Buffer(store::Store& store, Clock& clock);
  // Writes what is left.
  ~Buffer();
  Buffer(const Buffer&) = delete;
  Buffer& operator=(const Buffer&) = delete;

  void append(const Scope& scope, std::string_view group, std::string_view stream,
              std::vector<LogLine> lines);

  bool has_room() const;

  // Resumes when everything that was appended before is committed.
  Task<void> flush();

 private:
  struct Batch {
    Scope scope;
    std::string group;
    std::string stream;
    std::uint64_t ingested = 0;
    std::vector<LogLine> lines;
    std::size_t bytes = 0;
  };

  static std::size_t memory_of(const Batch& batch);

  void run();
  // In the store's writer: takes the first of what is there then, so that lines are written in
  // their order. The answer is how many appends are written by it and those before.
  Result<std::uint64_t> drain(store::Transaction& transaction);
  void committed(const Result<std::uint64_t>& appends);

  store::Store& store_;
  Clock& clock_;
  mutable std::mutex mutex_;
  std::condition_variable wake_;
  std::deque<Batch> pending_;
  std::size_t pending_bytes_ = 0;
  std::uint64_t taken_ = 0;
  std::uint64_t lost_ = 0;
  bool stopping_ = false;
  std::atomic<std::uint64_t> appended_ = 0;
  std::atomic<std::uint64_t> committed_ = 0;
  std::thread thread_;
};

}  // namespace bellwether::cloud::logs
