#include <string>

#include "domain/ackermann.h"
#include "domain/decimal.h"
#include "handlers/routes.h"

namespace sheep_shed {
namespace {

std::optional<std::uint64_t> argument(std::optional<std::string_view> text) {
  const auto number = text ? parse_decimal(*text) : std::nullopt;
  return number && *number < ackermann_argument_limit ? number : std::nullopt;
}

}  // namespace

Answer get_cat_ackermann(std::optional<std::string_view> m_text,
                         std::optional<std::string_view> n_text) {
  const auto m = argument(m_text);
  const auto n = argument(n_text);
  if (!m || !n) return message(400, "m and n must be numbers between 0 and 9223372036854775807");
  return {.status = 200, .body = R"({"result":)" + std::to_string(ackermann(*m, *n)) + "}"};
}

}  // namespace sheep_shed
