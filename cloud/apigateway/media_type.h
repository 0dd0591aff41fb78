// Media types as far as the gateway compares them.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace bellwether::cloud::apigateway {

// "application/json" of "application/json; charset=utf-8".
std::string_view essence(std::string_view media_type);

// Whether a type is one of binaryMediaTypes, which may be "image/png", "image/*" or "*/*".
bool is_binary(const std::vector<std::string>& binary_media_types, std::string_view media_type);

// Whether an Accept header admits a type; weights are not looked at. Empty admits nothing.
bool accepts(std::string_view accept, std::string_view media_type);

}  // namespace bellwether::cloud::apigateway
