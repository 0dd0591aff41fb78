// The server's end of the spawner program: asks it for sandboxes.
#pragma once

#include <memory>
#include <mutex>
#include <span>
#include <string>

#include <sys/types.h>

#include "aws/core/error.h"

namespace bellwether::cloud::lambda {

// A file descriptor with one owner.
class Descriptor {
 public:
  Descriptor() = default;
  explicit Descriptor(int number) : number_(number) {}
  Descriptor(Descriptor&& other) noexcept : number_(other.release()) {}
  Descriptor& operator=(Descriptor&& other) noexcept;
  ~Descriptor();

  int get() const { return number_; }
  int release();

 private:
  int number_ = -1;
};

// Thread-safe. Its sandboxes end with it, and it ends with the thread that started it.
class Spawner {
 public:
  // Blocks for a millisecond. The error names what failed.
  static aws::Result<std::unique_ptr<Spawner>> start();
  Spawner(pid_t process, Descriptor socket, std::string answer);
  // Ends the spawner and all its sandboxes.
  ~Spawner();
  Spawner(const Spawner&) = delete;
  Spawner& operator=(const Spawner&) = delete;

  // Whether functions see a root of their own; if not, the machine's, and `reason` says why.
  bool isolated() const { return isolated_; }
  const std::string& reason() const { return reason_; }
  std::string describe() const;

  // A new sandbox that joins these cgroup files: its socket, on which it will report `ready`.
  aws::Result<Descriptor> make_sandbox(std::span<const int> join_files);

 private:
  pid_t process_;
  Descriptor socket_;
  std::mutex mutex_;
  bool isolated_ = false;
  bool as_root_ = false;
  std::string reason_;
};

}  // namespace bellwether::cloud::lambda
