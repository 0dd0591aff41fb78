// The stack of the Ackermann function, in memory that does not grow with its depth.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace sheep_shed {

// The values of m that still wait for their n. No value is ever pushed above the one on top, so the
// stack goes down from its bottom to its top: by repeated values, and by flights of stairs. Kept as
// those, A(4, 2), thousands of millions deep, is a handful of flights, and so is the descent of
// A(10^12, 1). The value on top is kept apart, because nearly every step only counts it up or down.
class PendingStack {
 public:
  bool empty() const { return times_ == 0 && below_.empty(); }

  void push(std::uint64_t m) {
    if (m == top_) [[likely]] {
      ++times_;
      return;
    }
    if (times_ != 0) bury();
    top_ = m;
    times_ = 1;
  }

  // The stack must not be empty.
  std::uint64_t pop() {
    if (times_ == 0) [[unlikely]] {
      dig_up();
    }
    --times_;
    return top_;
  }

  std::size_t flights() const { return below_.size(); }

 private:
  // `stairs` values, each one above the next and the lowest `value`, each `times` times.
  struct Flight {
    std::uint64_t value;
    std::uint64_t times;
    std::uint64_t stairs;
  };

  // Makes the top the next stair of the flight that it goes on, or the first of a new one.
  void bury() {
    if (!below_.empty() && below_.back().value == top_ + 1 && below_.back().times == times_) {
      below_.back().value = top_;
      ++below_.back().stairs;
    } else {
      below_.push_back({.value = top_, .times = times_, .stairs = 1});
    }
  }

  // Makes the value that was buried last the top.
  void dig_up() {
    Flight& flight = below_.back();
    top_ = flight.value++;
    times_ = flight.times;
    if (--flight.stairs == 0) below_.pop_back();
  }

  // While times_ is 0, top_ is the value that was there last, and may come back.
  std::uint64_t top_ = 0;
  std::uint64_t times_ = 0;
  std::vector<Flight> below_;
};

}  // namespace sheep_shed
