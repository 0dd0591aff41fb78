// position and limit, as every list of API Gateway takes them.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "aws/core/types.h"
#include "cloud/apigateway/errors.h"

namespace bellwether::cloud::apigateway {

inline constexpr std::int32_t kDefaultLimit = 25;
inline constexpr std::int32_t kMaxLimit = 500;

// Cuts `items`, ordered by what `key_of` names, to the page asked for. The answer is the position
// of the next page, if there is one.
template <class Item, class KeyOf>
aws::Result<std::optional<std::string>> cut_page(std::vector<Item>& items,
                                                 const std::optional<std::string>& position,
                                                 std::optional<std::int32_t> limit, KeyOf key_of) {
  if (limit && (*limit < 1 || *limit > kMaxLimit)) {
    return bad_request("Invalid limit specified: it must be between 1 and 500");
  }
  if (position) {
    std::string after;
    if (!aws::base64_decode(*position, after)) return bad_request("Invalid position specified");
    std::erase_if(items, [&](const Item& item) { return key_of(item) <= after; });
  }
  const auto size = static_cast<std::size_t>(limit.value_or(kDefaultLimit));
  if (items.size() <= size) return std::nullopt;
  items.resize(size);
  return aws::base64_encode(key_of(items.back()));
}

}  // namespace bellwether::cloud::apigateway
