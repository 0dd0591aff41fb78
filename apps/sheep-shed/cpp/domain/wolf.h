// The wolf has a compulsion: of all sheep it takes the heaviest whose weight is prime.
#pragma once

#include <optional>

#include "domain/shed.h"

namespace sheep_shed {

// The sheep the wolf would take, or nothing when none fits. Tests every sheep; the sieve is built
// while the shed already shows the first ones.
ShedResult<std::optional<Sheep>> choose_prey(Shed& shed);

}  // namespace sheep_shed
