// The comparison by memory as a picture: durations, cold starts and costs side by side.
#pragma once

#include <string>

#include "lab/memory_comparison.h"

namespace bellwether::lab {

// An SVG document. The published figures stand in it hollow and dashed, and are named as such.
std::string memory_charts(const MemoryComparison& comparison, std::string_view title);

}  // namespace bellwether::lab
