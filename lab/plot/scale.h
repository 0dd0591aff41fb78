// An axis of numbers: where a value lies on it, and at which values it is marked.
#pragma once

#include <string>
#include <vector>

namespace bellwether::lab::plot {

struct Scale {
  double low = 0;
  double high = 1;
  bool logarithmic = false;
  std::vector<double> ticks;  // ascending, from low to high

  // 0 at `low`, 1 at `high`.
  double position(double value) const;
};

// From zero to the first tick at or above `highest`, in steps of 1, 2 or 5 times a power of ten.
Scale linear_scale(double highest);
// From a tick at or below `lowest`, which is above zero, to one at or above `highest`.
Scale logarithmic_scale(double lowest, double highest);

// "0.05", "20", "1,500": no digits that say nothing.
std::string tick_label(double value);

}  // namespace bellwether::lab::plot
