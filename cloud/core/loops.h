// The event loops of the process, one a core. What belongs to a loop is touched on its thread only.
#pragma once

#include <functional>
#include <memory>
#include <vector>

#include "cloud/core/task.h"

namespace bellwether::cloud {

class Loops {
 public:
  // `count` at least 1.
  explicit Loops(unsigned count);
  ~Loops();
  Loops(const Loops&) = delete;
  Loops& operator=(const Loops&) = delete;

  std::size_t size() const { return loops_.size(); }
  asio::io_context& at(std::size_t i);

  // Runs loop 0 on the calling thread and the others on theirs, until stop(). What ran on them is
  // destroyed with this object.
  void run();
  // From any thread.
  void stop();

 private:
  struct Loop;
  std::vector<std::unique_ptr<Loop>> loops_;
};

}  // namespace bellwether::cloud
