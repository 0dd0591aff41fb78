// SHA-1 for the ids of deployments, where SAM uses it; it protects nothing.
#pragma once

#include <string>
#include <string_view>

namespace bellwether::cloud::cloudformation::sam {

// 40 lower-case digits.
std::string sha1_hex(std::string_view text);

}  // namespace bellwether::cloud::cloudformation::sam
