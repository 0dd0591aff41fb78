#include "lab/plot/chart.h"

namespace bellwether::lab::plot {
namespace {

constexpr double swatch = 12;
constexpr double gap = 6;
constexpr double between = 22;

double width_of(const LegendEntry& entry) {
  return swatch + gap + text_width(entry.name, Type::label);
}

}  // namespace

void draw_legend(Svg& svg, const Box& box, const std::vector<LegendEntry>& entries) {
  double width = -between;
  for (const LegendEntry& entry : entries) width += width_of(entry) + between;
  double x = box.x + (box.width - width) / 2;
  const double baseline = box.y + text_height(Type::label);
  for (const LegendEntry& entry : entries) {
    svg.bar({x, baseline - swatch + 2, swatch, swatch}, entry.look, entry.pale);
    svg.text({x + swatch + gap, baseline}, entry.name, Type::label);
    x += width_of(entry) + between;
  }
}

}  // namespace bellwether::lab::plot
