// How an item lies in the store (docs/dynamodb-storage.md): a copy away from what it was.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "cloud/dynamodb/item.h"

namespace bellwether::cloud::dynamodb {

// The item is normalised.
std::string encode_item(const Item& item);

// Both throw std::runtime_error when the bytes are no item: the store is broken.
Item decode_item(std::string_view bytes);
// size_of(item), without decoding it.
std::size_t stored_size(std::string_view bytes);

}  // namespace bellwether::cloud::dynamodb
