// Charts over named categories: lines for what changes from one to the next, bars for what is
// compared within each. They keep within their box, and their labels off each other.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "lab/plot/svg.h"

namespace bellwether::lab::plot {

// One value a category, or nothing where the series has none there.
using Values = std::vector<std::optional<double>>;

struct Series {
  Look look;
  Values values;
  // Of bars, where present: how far most of the values behind the bar reach.
  Values whiskers = {};
  // Of bars, where present: a pale part on top, which the label includes.
  Values on_top = {};
};

struct Chart {
  std::string title;
  std::string subtitle;
  std::vector<std::string> categories;
  std::vector<Series> series;
};

// On a logarithmic axis where the values span more than linear_span; all values must be above zero.
inline constexpr double linear_span = 20;
void draw_lines(Svg& svg, const Box& box, const Chart& chart);
// Bars always start at zero.
void draw_bars(Svg& svg, const Box& box, const Chart& chart);

struct LegendEntry {
  std::string name;
  Look look;
  bool pale = false;
};
// In one row, around the middle of the box's width, at its top.
void draw_legend(Svg& svg, const Box& box, const std::vector<LegendEntry>& entries);

}  // namespace bellwether::lab::plot
