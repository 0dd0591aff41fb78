// The two DNS messages a client needs: one question, and its answer. RFC 1035.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace bellwether::aws::dns {

inline constexpr std::uint16_t type_a = 1;
inline constexpr std::uint16_t type_aaaa = 28;

// Empty when the name cannot be asked for: a label beyond 63 bytes, a name beyond 253.
std::string question(std::uint16_t id, std::string_view name, std::uint16_t type);

struct Answer {
  enum class Outcome { addresses, no_such_name, no_addresses, truncated, refused, not_ours };
  Outcome outcome;
  // 4 or 16 bytes each, as in the record.
  std::vector<std::string> addresses;
};

// `asked` is the question as sent: the id and the question section have to match.
Answer parse_answer(std::string_view message, std::string_view asked, std::uint16_t type);

}  // namespace bellwether::aws::dns
