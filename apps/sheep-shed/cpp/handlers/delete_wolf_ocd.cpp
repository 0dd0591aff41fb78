#include "domain/wolf.h"
#include "handlers/broken_shed.h"
#include "handlers/routes.h"

namespace sheep_shed {

Answer delete_wolf_ocd(Shed& shed) {
  const auto prey = choose_prey(shed);
  if (!prey) return broken_shed(prey.error());
  if (!*prey) return message(404, "No fitting sheep");

  const auto taken = shed.remove((*prey)->tattoo);
  if (!taken) {
    if (taken.error().kind == ShedError::Kind::not_there) {
      return message(500, "Another wolf was faster");
    }
    return broken_shed(taken.error());
  }
  return {.status = 204};
}

}  // namespace sheep_shed
