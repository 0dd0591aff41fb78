#include <algorithm>

#include "lab/plot/chart.h"
#include "lab/plot/frame.h"
#include "lab/plot/scale.h"
#include "lab/table.h"

namespace bellwether::lab::plot {
namespace {

// Of a category's width, what its bars take.
constexpr double filled = 0.8;
constexpr double widest_bar = 36;
// Of a bar's place, what the bar itself takes.
constexpr double bar_share = 0.9;
constexpr double label_distance = 4;

std::optional<double> at(const Values& values, std::size_t i) {
  return i < values.size() ? values[i] : std::nullopt;
}

double total(const Series& series, std::size_t i) {
  return at(series.values, i).value_or(0) + at(series.on_top, i).value_or(0);
}

double top(const Series& series, std::size_t i) {
  return std::max(total(series, i), at(series.whiskers, i).value_or(0));
}

// The series that have a bar in the category, in their order.
std::vector<const Series*> present(const Chart& chart, std::size_t category) {
  std::vector<const Series*> found;
  for (const Series& series : chart.series) {
    if (at(series.values, category)) found.push_back(&series);
  }
  return found;
}

double widest_label(const Chart& chart) {
  double width = 0;
  for (const Series& series : chart.series) {
    for (std::size_t i = 0; i < series.values.size(); ++i) {
      if (series.values[i]) {
        width = std::max(width, text_width(significant(total(series, i)), Type::value));
      }
    }
  }
  return width;
}

double highest(const Chart& chart) {
  double most = 0;
  for (const Series& series : chart.series) {
    for (std::size_t i = 0; i < chart.categories.size(); ++i) {
      most = std::max(most, top(series, i));
    }
  }
  return most;
}

// The width of every bar's place: categories may have different numbers of bars, not different
// bars.
double place_width(const Chart& chart, double category_width) {
  std::size_t most = 1;
  for (std::size_t i = 0; i < chart.categories.size(); ++i) {
    most = std::max(most, present(chart, i).size());
  }
  return std::min(widest_bar, category_width * filled / static_cast<double>(most));
}

class BarLabels {
 public:
  // Labels that are wider than their bars stand upright; there are none where even so they would
  // touch.
  BarLabels(const Chart& chart, double place)
      : room_(widest_label(chart)),
        upright_(room_ > place),
        legible_(place >= text_height(Type::value)) {}

  // What they take above the highest bar.
  double height() const { return label_distance + (upright_ ? room_ : text_height(Type::value)); }

  void write(Svg& svg, Point top, const std::string& text) const {
    if (!legible_) return;
    const double third = text_height(Type::value) / 3;
    if (upright_) {
      svg.upward_text({top.x + third, top.y - label_distance}, text, Type::value);
    } else {
      svg.text({top.x, top.y - label_distance}, text, Type::value, Anchor::middle);
    }
  }

 private:
  double room_;
  bool upright_;
  bool legible_;
};

void draw_bar(Svg& svg, const Frame& frame, const BarLabels& labels, const Series& series,
              std::size_t category, double x, double width) {
  const double value = *at(series.values, category);
  const double floor = frame.area().bottom();
  const double value_y = frame.y(value);
  svg.bar({x, value_y, width, floor - value_y}, series.look);
  const double middle = x + width / 2;
  if (at(series.on_top, category)) {
    const double total_y = frame.y(total(series, category));
    svg.bar({x, total_y, width, value_y - total_y}, series.look, true);
  }
  if (const auto end = at(series.whiskers, category); end && *end > value) {
    svg.whisker({middle, value_y}, frame.y(*end), series.look);
  }
  labels.write(svg, {middle, frame.y(top(series, category))}, significant(total(series, category)));
}

}  // namespace

void draw_bars(Svg& svg, const Box& box, const Chart& chart) {
  // Room for the labels within the scale: what they take of the box's height is of its values, too.
  const double category_width = box.width / static_cast<double>(chart.categories.size() + 1);
  const BarLabels labels(chart, place_width(chart, category_width));
  const Scale scale = linear_scale(highest(chart) / (1 - labels.height() / (box.height * 0.7)));
  const Frame frame(svg, box, chart, scale);
  const double place = place_width(chart, frame.category_width());
  for (std::size_t i = 0; i < chart.categories.size(); ++i) {
    const auto bars = present(chart, i);
    double x = frame.x(i) - place * static_cast<double>(bars.size()) / 2;
    for (const Series* series : bars) {
      const double width = place * bar_share;
      draw_bar(svg, frame, labels, *series, i, x + (place - width) / 2, width);
      x += place;
    }
  }
}

}  // namespace bellwether::lab::plot
