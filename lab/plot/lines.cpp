#include <algorithm>
#include <limits>

#include "lab/plot/chart.h"
#include "lab/plot/frame.h"
#include "lab/plot/scale.h"
#include "lab/table.h"

namespace bellwether::lab::plot {
namespace {

constexpr double label_distance = 8;
constexpr double marker_room = 5;

Scale scale_of(const Chart& chart) {
  double lowest = std::numeric_limits<double>::max();
  double highest = 0;
  for (const Series& series : chart.series) {
    for (const auto& value : series.values) {
      if (!value) continue;
      lowest = std::min(lowest, *value);
      highest = std::max(highest, *value);
    }
  }
  if (highest <= lowest * linear_span) return linear_scale(highest);
  return logarithmic_scale(lowest, highest);
}

std::vector<Point> points_of(const Series& series, const Frame& frame) {
  std::vector<Point> points;
  for (std::size_t i = 0; i < series.values.size(); ++i) {
    if (series.values[i]) points.push_back({frame.x(i), frame.y(*series.values[i])});
  }
  return points;
}

Box around(Point centre, double radius) {
  return {centre.x - radius, centre.y - radius, 2 * radius, 2 * radius};
}

// Writes numbers at points, above or below, and leaves those out that have no room.
class PointLabels {
 public:
  explicit PointLabels(const Box& area) : area_(area) {}

  void keep_clear(const Box& box) { taken_.push_back(box); }

  void write(Svg& svg, Point point, const std::string& text) {
    const double width = text_width(text, Type::value);
    const double height = text_height(Type::value);
    for (const double top : {point.y - label_distance - height, point.y + label_distance}) {
      const Box box{point.x - width / 2, top, width, height};
      if (box.y < area_.y || box.bottom() > area_.bottom()) continue;
      if (std::ranges::any_of(taken_, [&](const Box& other) { return other.overlaps(box); })) {
        continue;
      }
      taken_.push_back(box);
      svg.text({point.x, box.bottom() - height / 5}, text, Type::value, Anchor::middle);
      return;
    }
  }

 private:
  Box area_;
  std::vector<Box> taken_;
};

}  // namespace

void draw_lines(Svg& svg, const Box& box, const Chart& chart) {
  const Scale scale = scale_of(chart);
  Chart named = chart;
  if (scale.logarithmic) named.subtitle += " (logarithmic)";
  const Frame frame(svg, box, named, scale);
  PointLabels labels(frame.area());
  for (const Series& series : chart.series) {
    const auto points = points_of(series, frame);
    svg.path(points, series.look);
    for (const Point& point : points) {
      svg.marker(point, series.look);
      labels.keep_clear(around(point, marker_room));
    }
  }
  for (const Series& series : chart.series) {
    if (series.look.foreign) continue;
    for (std::size_t i = 0; i < series.values.size(); ++i) {
      if (!series.values[i]) continue;
      labels.write(svg, {frame.x(i), frame.y(*series.values[i])}, significant(*series.values[i]));
    }
  }
}

}  // namespace bellwether::lab::plot
