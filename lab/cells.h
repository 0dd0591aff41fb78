// Numbers as the cells of tables: what several comparisons show alike.
#pragma once

#include <cstdint>

#include "lab/statistics.h"
#include "lab/table.h"

namespace bellwether::lab {

// `number` out of `summary`, or a dash where nothing was measured.
Cell measured(const Summary& summary, double number);
// How many times `first` goes into `other`: good when it does so at least once.
Cell times(double first, double other);
// Errors are not overlooked.
Cell errors_cell(std::uint64_t errors);
Cell nothing();

}  // namespace bellwether::lab
