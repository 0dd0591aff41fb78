// What surrounds the marks of a chart: title, axes, ticks and the names of the categories.
#pragma once

#include <cstddef>

#include "lab/plot/chart.h"
#include "lab/plot/scale.h"

namespace bellwether::lab::plot {

class Frame {
 public:
  // Draws itself. `chart` has at least one category; it and the scale must outlive the frame.
  Frame(Svg& svg, const Box& box, const Chart& chart, const Scale& scale);

  // Where the marks go.
  const Box& area() const { return area_; }
  double category_width() const;
  // The middle of a category.
  double x(std::size_t category) const;
  double y(double value) const;

 private:
  void draw_scale(Svg& svg) const;
  void draw_categories(Svg& svg) const;

  const Chart& chart_;
  const Scale& scale_;
  Box area_;
};

}  // namespace bellwether::lab::plot
