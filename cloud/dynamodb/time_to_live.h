// When an item's time to live ends.
// https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/TTL.html
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "cloud/dynamodb/item.h"

namespace bellwether::cloud::dynamodb {

// The second since the epoch that the attribute names, or nothing when the item never expires: the
// attribute is missing, is no number, or is negative.
std::optional<std::uint64_t> expiry_of(const Item& item, std::string_view attribute);

}  // namespace bellwether::cloud::dynamodb
