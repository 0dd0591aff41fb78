#include "cloud/dynamodb/time_to_live.h"

#include <charconv>

namespace bellwether::cloud::dynamodb {

std::optional<std::uint64_t> expiry_of(const Item& item, std::string_view attribute) {
  const auto found = item.find(attribute);
  if (found == item.end() || found->second.N() == nullptr) return std::nullopt;
  // In normal form, so the digits before a point are the whole seconds.
  const std::string& text = *found->second.N();
  std::uint64_t second = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), second);
  if (error != std::errc()) return std::nullopt;
  return second;
}

}  // namespace bellwether::cloud::dynamodb
