// Names that are made from what they name, so that they need not be kept.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace bellwether::cloud::dynamodb {

// The first digits, at most 64, of the SHA-256 of `text`; lower case.
std::string hex_digest(std::string_view text, std::size_t digits);

}  // namespace bellwether::cloud::dynamodb
