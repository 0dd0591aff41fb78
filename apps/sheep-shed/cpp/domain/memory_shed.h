// A shed that is gone with the process: for tests, and for trying things out.
#pragma once

#include <map>
#include <mutex>

#include "domain/shed.h"

namespace sheep_shed {

// Thread-safe.
class MemoryShed final : public Shed {
 public:
  ShedResult<void> add(const Sheep& sheep) override;
  ShedResult<std::uint64_t> count() override;
  ShedResult<void> visit(const Visitor& visitor) override;
  ShedResult<Sheep> remove(Tattoo tattoo) override;

 private:
  std::mutex mutex_;
  std::map<Tattoo, Weight> sheep_;
};

}  // namespace sheep_shed
