// A configuration file as text.
#pragma once

#include <optional>
#include <string>

namespace bellwether::aws {

// Nothing when it cannot be read or is larger than any configuration (1 MiB).
std::optional<std::string> read_small_file(const std::string& path);

}  // namespace bellwether::aws
