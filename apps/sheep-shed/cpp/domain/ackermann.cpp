#include "domain/ackermann.h"

namespace sheep_shed {

std::uint64_t ackermann(std::uint64_t m, std::uint64_t n) {
  AckermannWalk walk(m, n);
  while (walk.step()) {
  }
  return walk.result();
}

}  // namespace sheep_shed
