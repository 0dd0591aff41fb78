// The two-argument Ackermann function, step by step: what the cat does to pass the time.
#pragma once

#include <cstdint>

#include "domain/pending_stack.h"

namespace sheep_shed {

// m and n stay below 2^63, so that nothing that can be reached in a human's time overflows.
inline constexpr std::uint64_t ackermann_argument_limit = std::uint64_t{1} << 63;

// One evaluation under way: by an explicit stack, without closed forms or memory of earlier
// results.
class AckermannWalk {
 public:
  AckermannWalk(std::uint64_t m, std::uint64_t n) : m_(m), n_(n) {}

  // Applies the definition once. False when there is nothing left to apply: result() is then A(m,
  // n).
  bool step() {
    if (m_ == 0) {
      ++n_;
      if (pending_.empty()) return false;
      m_ = pending_.pop();
    } else if (n_ == 0) {
      --m_;
      n_ = 1;
    } else {
      pending_.push(m_ - 1);
      --n_;
    }
    return true;
  }

  std::uint64_t result() const { return n_; }
  const PendingStack& pending() const { return pending_; }

 private:
  std::uint64_t m_;
  std::uint64_t n_;
  PendingStack pending_;
};

// A(3, 8) takes 2,785,999 steps. A(4, 2) and beyond do not end while anybody waits, yet take no
// more memory the longer they run.
std::uint64_t ackermann(std::uint64_t m, std::uint64_t n);

}  // namespace sheep_shed
