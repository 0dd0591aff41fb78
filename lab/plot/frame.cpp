#include "lab/plot/frame.h"

#include <algorithm>
#include <cassert>
#include <cmath>

namespace bellwether::lab::plot {
namespace {

constexpr double gap = 6;
// Between the names of neighbouring categories.
constexpr double least_space = 4;

double widest_tick(const Scale& scale) {
  double width = 0;
  for (const double tick : scale.ticks) {
    width = std::max(width, text_width(tick_label(tick), Type::label));
  }
  return width;
}

}  // namespace

Frame::Frame(Svg& svg, const Box& box, const Chart& chart, const Scale& scale)
    : chart_(chart), scale_(scale) {
  assert(!chart.categories.empty());
  const double head = text_height(Type::heading) + text_height(Type::label) + 3 * gap;
  const double foot = text_height(Type::label) + 2 * gap;
  const double left = widest_tick(scale) + gap;
  area_ = {.x = box.x + left,
           .y = box.y + head,
           .width = box.width - left,
           .height = box.height - head - foot};
  const double heading_y = box.y + text_height(Type::heading);
  svg.text({box.x, heading_y}, chart.title, Type::heading);
  svg.text({box.x, heading_y + text_height(Type::label) + gap / 2}, chart.subtitle, Type::label,
           Anchor::start, true);
  draw_scale(svg);
  draw_categories(svg);
}

double Frame::category_width() const {
  return area_.width / static_cast<double>(chart_.categories.size());
}

double Frame::x(std::size_t category) const {
  return area_.x + (static_cast<double>(category) + 0.5) * category_width();
}

double Frame::y(double value) const {
  return area_.bottom() - scale_.position(value) * area_.height;
}

void Frame::draw_scale(Svg& svg) const {
  for (const double tick : scale_.ticks) {
    const double at = y(tick);
    svg.grid_line({area_.x, at}, {area_.right(), at});
    // A third of a letter's height below the line puts its middle onto it.
    svg.text({area_.x - gap, at + text_height(Type::label) / 3}, tick_label(tick), Type::label,
             Anchor::end, true);
  }
  svg.axis_line({area_.x, area_.bottom()}, {area_.right(), area_.bottom()});
}

void Frame::draw_categories(Svg& svg) const {
  double widest = 0;
  for (const std::string& name : chart_.categories) {
    widest = std::max(widest, text_width(name, Type::label));
  }
  // Where there is no room for every name, every second one stands, or every third.
  const auto every =
      static_cast<std::size_t>(std::max(1.0, std::ceil((widest + least_space) / category_width())));
  for (std::size_t i = 0; i < chart_.categories.size(); i += every) {
    svg.text({x(i), area_.bottom() + text_height(Type::label) + gap}, chart_.categories[i],
             Type::label, Anchor::middle);
  }
}

}  // namespace bellwether::lab::plot
