#include <string>

#include "handlers/broken_shed.h"
#include "handlers/routes.h"

namespace sheep_shed {

Answer get_dog_count(Shed& shed) {
  const auto count = shed.count();
  if (!count) return broken_shed(count.error());
  return {.status = 200, .body = R"({"count":)" + std::to_string(*count) + "}"};
}

}  // namespace sheep_shed
