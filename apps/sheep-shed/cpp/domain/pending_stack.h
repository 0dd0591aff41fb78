// The stack of the Ackermann function, in memory that does not grow with its depth.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace sheep_shed {

// The values of m that still wait for their n. No value is ever pushed above the one on top, and
// most repeat it or go one down, so the stack is kept as runs of equal or of descending values:
// A(4, 2), thousands of millions deep, is a handful of runs, and so is the descent of A(10^12, 1).
class PendingStack {
 public:
  bool empty() const { return runs_.empty(); }

  void push(std::uint64_t m) {
    if (!runs_.empty() && extends(runs_.back(), m)) return;
    runs_.push_back({.last = m, .length = 1, .step = 0});
  }

  // The stack must not be empty.
  std::uint64_t pop() {
    Run& top = runs_.back();
    const std::uint64_t m = top.last;
    top.last += top.step;
    if (--top.length == 0) runs_.pop_back();
    return m;
  }

  std::size_t runs() const { return runs_.size(); }

 private:
  struct Run {
    std::uint64_t last;    // the value on top
    std::uint64_t length;  // how many values
    std::uint64_t step;    // by how much each value lies below the one before: 0 or 1
  };

  // Adds m to the run when it goes on as the run does; a run of one value may go on either way.
  static bool extends(Run& run, std::uint64_t m) {
    const std::uint64_t step = run.last - m;
    if (step > 1 || (run.length > 1 && step != run.step)) return false;
    run = {.last = m, .length = run.length + 1, .step = step};
    return true;
  }

  std::vector<Run> runs_;
};

}  // namespace sheep_shed
