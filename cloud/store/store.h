// The embedded store: one ordered space of keys and values, atomic commits, snapshots.
//
// Readers take no lock and never wait for writers. Writes are closures: each sees the state that
// all earlier ones left, and all of it or nothing of it is kept. Closures that arrive together
// share one commit (group commit). Services own a first byte of the key space each (see key.h) and
// nothing here knows what they keep there. The only place that knows the engine.
#pragma once

#include <concepts>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>

#include "cloud/core/task.h"

namespace bellwether::cloud::store {

// What an acknowledged write survives. `memory`: nothing is kept. `os`: the end of this process,
// `kill -9` included. `sync`: the end of the machine (fsync before the answer).
enum class Durability { memory, os, sync };

struct Options {
  // Made when it is missing. Ignored with Durability::memory.
  std::filesystem::path folder;
  Durability durability = Durability::os;
  // The most the store may grow to; address space, not disk or memory, until it is used.
  std::uint64_t max_bytes = std::uint64_t{64} << 30;
};

// A place in the ordered keys. A key is valid until its Cursor moves; a value as long as its
// Snapshot, or until the next write of its Transaction, after which a Cursor must seek before it is
// used again.
class Cursor {
 public:
  Cursor(Cursor&&) noexcept;
  Cursor& operator=(Cursor&&) noexcept;
  ~Cursor();

  bool valid() const;
  std::string_view key() const;
  std::string_view value() const;
  void next();
  void previous();
  // The first key at or after `key`.
  void seek(std::string_view key);
  // The last key before `key`.
  void seek_before(std::string_view key);

  class Impl;
  explicit Cursor(std::unique_ptr<Impl> impl);

 private:
  std::unique_ptr<Impl> impl_;
};

// One consistent view. Keep it short: pages freed by later writes are not reused while it lives.
// Must not be held across a suspension.
class Snapshot {
 public:
  Snapshot(Snapshot&&) noexcept;
  Snapshot& operator=(Snapshot&&) noexcept;
  ~Snapshot();

  std::optional<std::string_view> get(std::string_view key) const;
  // At the first key at or after `key`.
  Cursor from(std::string_view key) const;

  class Impl;
  explicit Snapshot(std::unique_ptr<Impl> impl);

 private:
  std::unique_ptr<Impl> impl_;
};

// What a write closure is given: reads see the closure's own writes.
class Transaction {
 public:
  std::optional<std::string_view> get(std::string_view key) const;
  Cursor from(std::string_view key) const;
  void put(std::string_view key, std::string_view value);
  // False when there was nothing.
  bool erase(std::string_view key);
  // Every key in [begin, end).
  void erase_range(std::string_view begin, std::string_view end);
  // How often this commit's closures have written so far.
  std::uint64_t changes() const;

  class Impl;
  explicit Transaction(Impl& impl) : impl_(impl) {}

 private:
  Impl& impl_;
};

class Store {
 public:
  // Throws std::runtime_error naming the folder and the reason.
  static std::unique_ptr<Store> open(const Options& options);
  virtual ~Store() = default;

  virtual Snapshot read() = 0;

  // Runs `body` in the writer, on any thread, and resumes on the caller's loop once what it wrote
  // is as durable as Options ask. Decide first, then write: a body that returns an error must have
  // written nothing. What cannot be kept (the store is full, the disk is) is an InternalServerError
  // where the body answers a Result, otherwise a std::runtime_error. A body does not throw and does
  // not wait for another write. A closure that owns something is named before it is awaited: gcc 12
  // destroys a temporary twice that a co_await expression passes by value.
  template <std::invocable<Transaction&> Body>
  Task<std::invoke_result_t<Body, Transaction&>> write(Body body);

  // The same for callers outside the loops (start-up, tests, worker threads); blocks.
  template <std::invocable<Transaction&> Body>
  std::invoke_result_t<Body, Transaction&> write_and_wait(Body body);

  // Written soon, in order, with nobody waiting: log events. `failed` hears why it was not.
  void write_later(std::function<void(Transaction&)> body,
                   std::function<void(std::string_view reason)> failed = {}) {
    submit(std::move(body), [failed = std::move(failed)](std::string_view failure) {
      if (!failure.empty() && failed) failed(failure);
    });
  }

 protected:
  // Runs a job soon, on the calling thread: how a loop says that it may commit when it has done
  // what is ready.
  using Later = std::function<void(std::function<void()> job)>;

  // Calls `done` once, on any thread, after the commit that holds `body`, with the reason when it
  // was not made, or empty.
  virtual void submit(std::function<void(Transaction&)> body,
                      std::function<void(std::string_view failure)> done,
                      const Later& later = {}) = 0;
};

}  // namespace bellwether::cloud::store

#include "cloud/store/store_write.h"
