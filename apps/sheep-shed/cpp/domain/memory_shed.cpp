#include "domain/memory_shed.h"

#include <vector>

namespace sheep_shed {

ShedResult<void> MemoryShed::add(const Sheep& sheep) {
  const std::lock_guard lock(mutex_);
  if (!sheep_.emplace(sheep.tattoo, sheep.weight).second) {
    return std::unexpected(ShedError{ShedError::Kind::already_there, "the tattoo is taken"});
  }
  return {};
}

ShedResult<std::uint64_t> MemoryShed::count() {
  const std::lock_guard lock(mutex_);
  return sheep_.size();
}

ShedResult<void> MemoryShed::visit(const Visitor& visitor) {
  std::vector<Sheep> all;
  {
    const std::lock_guard lock(mutex_);
    all.reserve(sheep_.size());
    for (const auto& [tattoo, weight] : sheep_) all.push_back({tattoo, weight});
  }
  if (!all.empty()) visitor(all);
  return {};
}

ShedResult<Sheep> MemoryShed::remove(Tattoo tattoo) {
  const std::lock_guard lock(mutex_);
  const auto found = sheep_.find(tattoo);
  if (found == sheep_.end()) {
    return std::unexpected(ShedError{ShedError::Kind::not_there, "no sheep has that tattoo"});
  }
  const Sheep taken{found->first, found->second};
  sheep_.erase(found);
  return taken;
}

}  // namespace sheep_shed
