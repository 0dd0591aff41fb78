// How an item lies in the store (docs/dynamodb-storage.md): a copy away from what it was.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "aws/json/writer.h"
#include "cloud/dynamodb/item.h"

namespace bellwether::cloud::dynamodb {

// The item is normalised.
std::string encode_item(const Item& item);

// These throw std::runtime_error when the bytes are no item: the store is broken.
Item decode_item(std::string_view bytes);
// Writes what write(w, decode_item(bytes)) would, without the tree.
void write_item(aws::json::Writer& w, std::string_view bytes);
// size_of(item), without decoding it.
std::size_t stored_size(std::string_view bytes);

}  // namespace bellwether::cloud::dynamodb
