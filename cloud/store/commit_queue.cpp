#include "cloud/store/commit_queue.h"

#include <algorithm>
#include <iterator>
#include <limits>
#include <utility>

namespace bellwether::cloud::store {

CommitQueue::CommitQueue(Where where, Commit commit) : where_(where), commit_(std::move(commit)) {}

CommitQueue::~CommitQueue() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  handed_over_.notify_one();
  if (thread_.joinable()) thread_.join();
  // What a loop was to commit that has stopped since.
  commit_groups(std::numeric_limits<int>::max());
}

void CommitQueue::submit(Write write, const Later& later) {
  {
    const std::lock_guard lock(mutex_);
    queue_.push_back(std::move(write));
    if (committing_) return;
    if (where_ == Where::callers_thread && later) {
      const auto here = std::this_thread::get_id();
      if (std::ranges::count(later_, here) > 0) return;
      later_.push_back(here);
    }
  }
  if (where_ == Where::callers_thread && later) {
    later([this] { commit_now(); });
  } else {
    commit_now();
  }
}

void CommitQueue::commit_now() {
  {
    const std::lock_guard lock(mutex_);
    std::erase(later_, std::this_thread::get_id());
    if (committing_ || queue_.empty()) return;
    committing_ = true;
  }
  if (where_ == Where::own_thread || !commit_groups(kGroupsForOthers)) hand_over();
}

bool CommitQueue::commit_groups(int most) {
  std::vector<Write> group;
  for (int i = 0;; ++i) {
    {
      const std::lock_guard lock(mutex_);
      if (queue_.empty()) {
        committing_ = false;
        return true;
      }
      if (i == most) return false;
      if (queue_.size() <= kLargestGroup) {
        group.swap(queue_);
      } else {
        const auto end = queue_.begin() + kLargestGroup;
        std::move(queue_.begin(), end, std::back_inserter(group));
        queue_.erase(queue_.begin(), end);
      }
    }
    commit_(group);
    group.clear();
  }
}

void CommitQueue::hand_over() {
  {
    const std::lock_guard lock(mutex_);
    for_thread_ = true;
    // Started when it is first needed: most runs never need it, and it costs memory and start time.
    if (!thread_.joinable()) thread_ = std::thread([this] { run(); });
  }
  handed_over_.notify_one();
}

void CommitQueue::run() {
  for (;;) {
    {
      std::unique_lock lock(mutex_);
      handed_over_.wait(lock, [this] { return for_thread_ || stopping_; });
      if (!for_thread_) return;
      for_thread_ = false;
    }
    commit_groups(std::numeric_limits<int>::max());
  }
}

}  // namespace bellwether::cloud::store
