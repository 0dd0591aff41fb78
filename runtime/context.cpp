#include "bellwether/context.h"

#include <algorithm>

namespace bellwether {

std::chrono::milliseconds Context::remaining_time() const {
  const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(
      deadline - std::chrono::system_clock::now());
  return std::max(left, std::chrono::milliseconds(0));
}

}  // namespace bellwether
