// The four routes of the shed's API: what was asked, read; what the domain said, answered.
//
// When the shed itself is broken they answer 500 and log why.
#pragma once

#include <optional>
#include <string_view>

#include "domain/shed.h"
#include "handlers/answer.h"

namespace sheep_shed {

// POST /sheep/{Tattoo}: a sheep of random weight comes into the shed.
Answer post_sheep_random(Shed& shed, std::string_view tattoo);

// GET /dog: the dog counts the sheep.
Answer get_dog_count(Shed& shed);

// GET /cat?m=&n=: the cat computes the Ackermann function.
Answer get_cat_ackermann(std::optional<std::string_view> m, std::optional<std::string_view> n);

// DELETE /wolf: the wolf takes the heaviest sheep of prime weight.
Answer delete_wolf_ocd(Shed& shed);

}  // namespace sheep_shed
