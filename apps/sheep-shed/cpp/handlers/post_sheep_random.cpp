#include <random>
#include <string>

#include "handlers/broken_shed.h"
#include "handlers/routes.h"

namespace sheep_shed {

Answer post_sheep_random(Shed& shed, std::string_view text) {
  const auto tattoo = Tattoo::parse(text);
  if (!tattoo) return message(400, "Tattoo must be a number between 0 and 18446744073709551615");

  // The kernel's generator: environments that were started from the same state still differ.
  std::random_device generator;
  const Sheep sheep{*tattoo, Weight::random(generator)};
  const std::string number = std::to_string(tattoo->number());
  if (const auto added = shed.add(sheep); !added) {
    if (added.error().kind == ShedError::Kind::already_there) {
      return message(400, "Sheep already in the shed: " + number);
    }
    return broken_shed(added.error());
  }
  return {.status = 201,
          .body = R"({"tattoo":)" + number + R"(,"weight":)" +
                  std::to_string(sheep.weight.micrograms().count) + "}"};
}

}  // namespace sheep_shed
