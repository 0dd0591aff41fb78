// Reading unsigned decimal numbers from what a caller sent.
#pragma once

#include <charconv>
#include <cstdint>
#include <optional>
#include <string_view>

namespace sheep_shed {

// The whole text as digits, or nothing: std::from_chars takes no sign and no blanks here.
inline std::optional<std::uint64_t> parse_decimal(std::string_view text) {
  std::uint64_t number = 0;
  const char* const begin = text.data();
  const char* const end = begin + text.size();
  const auto [stopped, error] = std::from_chars(begin, end, number);
  if (error != std::errc{} || stopped != end) return std::nullopt;
  return number;
}

}  // namespace sheep_shed
