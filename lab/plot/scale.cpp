#include "lab/plot/scale.h"

#include <algorithm>
#include <array>
#include <cassert>
#include <cmath>
#include <cstdint>

#include <fmt/format.h>

#include "lab/table.h"

namespace bellwether::lab::plot {
namespace {

constexpr std::array steps = {1.0, 2.0, 5.0};
// As many lines as the eye takes in at once.
constexpr double most_intervals = 6;
// Up to so many powers of ten are marked at 1, 2 and 5 times each, wider axes at the powers alone.
constexpr double finely_marked_decades = 2;
// What floating point takes for less than it is.
constexpr double tolerance = 1e-9;

double step_for(double highest) {
  const double power = std::pow(10, std::floor(std::log10(highest / most_intervals)));
  for (const double step : steps) {
    if (highest / (step * power) <= most_intervals + tolerance) return step * power;
  }
  return 10 * power;
}

}  // namespace

double Scale::position(double value) const {
  if (!logarithmic) return (value - low) / (high - low);
  return std::log(std::max(value, low) / low) / std::log(high / low);
}

Scale linear_scale(double highest) {
  if (!(highest > 0)) highest = 1;
  const double step = step_for(highest);
  Scale scale;
  for (int i = 0;; ++i) {
    scale.ticks.push_back(i * step);
    if (scale.ticks.back() >= highest * (1 - tolerance)) break;
  }
  scale.high = scale.ticks.back();
  return scale;
}

Scale logarithmic_scale(double lowest, double highest) {
  assert(lowest > 0 && highest >= lowest);
  const bool fine = std::log10(highest / lowest) <= finely_marked_decades;
  Scale scale{.logarithmic = true};
  for (double power = std::pow(10, std::floor(std::log10(lowest)));; power *= 10) {
    for (const double step : steps) {
      if (!fine && step != 1) continue;
      const double tick = step * power;
      // The last one at or below the lowest is the first.
      if (tick <= lowest * (1 + tolerance)) scale.ticks.clear();
      scale.ticks.push_back(tick);
      if (scale.ticks.size() > 1 && tick >= highest * (1 - tolerance)) {
        scale.low = scale.ticks.front();
        scale.high = tick;
        return scale;
      }
    }
  }
}

std::string tick_label(double value) {
  if (value >= 1000) return grouped(static_cast<std::uint64_t>(std::llround(value)));
  return fmt::format("{:g}", value);
}

}  // namespace bellwether::lab::plot
