// How the load programs tell what they measured.
#pragma once

#include <string>
#include <string_view>

#include "tests/bench/closed_loop.h"

namespace bellwether::bench {

// Quoted; control characters become blanks, as messages are for one cell of a table.
std::string json_string(std::string_view text);

// An object of the run's numbers: rates, percentiles, bytes, errors. Sorts its latencies.
std::string json(Run& run);

}  // namespace bellwether::bench
