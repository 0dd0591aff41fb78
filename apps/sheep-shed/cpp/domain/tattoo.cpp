#include "domain/tattoo.h"

#include "domain/decimal.h"

namespace sheep_shed {

std::optional<Tattoo> Tattoo::parse(std::string_view text) {
  const auto number = parse_decimal(text);
  if (!number) return std::nullopt;
  return Tattoo(*number);
}

}  // namespace sheep_shed
