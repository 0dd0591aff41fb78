#include "lab/cells.h"

#include <fmt/format.h>

namespace bellwether::lab {

Cell nothing() {
  return Cell("-", Emphasis::faint);
}

Cell measured(const Summary& summary, double number) {
  return summary.count == 0 ? nothing() : Cell(significant(number));
}

Cell times(double first, double other) {
  if (first <= 0 || other <= 0) return nothing();
  return Cell(fmt::format("{}x", significant(other / first)),
              other >= first ? Emphasis::good : Emphasis::bad);
}

Cell errors_cell(std::uint64_t errors) {
  return errors == 0 ? Cell("0") : Cell(grouped(errors), Emphasis::bad);
}

}  // namespace bellwether::lab
