#include "lab/plot/svg.h"

#include <cassert>
#include <utility>

#include <fmt/format.h>

namespace bellwether::lab::plot {
namespace {

constexpr double marker_radius = 4;
constexpr double whisker_foot = 3;

// The colours of Okabe and Ito, darker ones on light ground and lighter ones on dark.
// https://jfly.uni-koeln.de/color/
constexpr std::string_view style = R"(<style>
text { font-family: system-ui, -apple-system, 'Segoe UI', Roboto, 'DejaVu Sans', sans-serif; }
.ground { fill: #ffffff; }
.ink { fill: #1f2328; }
.faint { fill: #59636e; }
.title { font-size: 17px; font-weight: 600; }
.heading { font-size: 14px; font-weight: 600; }
.label { font-size: 12px; }
.value { font-size: 11px; }
.grid { stroke: #d1d9e0; stroke-width: 1; }
.axis { stroke: #59636e; stroke-width: 1; }
.halo { paint-order: stroke; stroke: #ffffff; stroke-width: 3px; stroke-linejoin: round; }
.c0 { color: #0072b2; }
.c1 { color: #d55e00; }
.c2 { color: #009e73; }
.c3 { color: #a4548a; }
.mark { fill: currentColor; stroke: currentColor; stroke-width: 1; }
.line { fill: none; stroke: currentColor; stroke-width: 2; }
.foreign { fill: none; stroke-dasharray: 4 3; stroke-width: 1.5; }
.hollow { fill: #ffffff; stroke-width: 1.5; }
.pale { fill-opacity: 0.3; }
@media (prefers-color-scheme: dark) {
.ground { fill: #0d1117; }
.ink { fill: #e6edf3; }
.faint { fill: #9198a1; }
.grid { stroke: #30363d; }
.axis { stroke: #9198a1; }
.halo { stroke: #0d1117; }
.c0 { color: #56b4e9; }
.c1 { color: #e69f00; }
.c2 { color: #33c49a; }
.c3 { color: #e29cc4; }
.hollow { fill: #0d1117; }
}
</style>
)";

std::string escape(std::string_view text) {
  std::string escaped;
  for (const char c : text) {
    switch (c) {
      case '&':
        escaped += "&amp;";
        break;
      case '<':
        escaped += "&lt;";
        break;
      case '>':
        escaped += "&gt;";
        break;
      case '"':
        escaped += "&quot;";
        break;
      default:
        escaped += c;
    }
  }
  return escaped;
}

std::string_view class_of(Type type) {
  switch (type) {
    case Type::title:
      return "title";
    case Type::heading:
      return "heading";
    case Type::label:
      return "label";
    case Type::value:
      break;
  }
  return "value";
}

double size_of(Type type) {
  switch (type) {
    case Type::title:
      return 17;
    case Type::heading:
      return 14;
    case Type::label:
      return 12;
    case Type::value:
      break;
  }
  return 11;
}

std::string_view name_of(Anchor anchor) {
  switch (anchor) {
    case Anchor::start:
      return "start";
    case Anchor::middle:
      return "middle";
    case Anchor::end:
      break;
  }
  return "end";
}

std::string colour_of(Look look) {
  assert(look.colour >= 0 && look.colour < colours);
  return fmt::format("c{}", look.colour);
}

}  // namespace

bool Box::overlaps(const Box& other) const {
  return x < other.right() && other.x < right() && y < other.bottom() && other.y < bottom();
}

double text_width(std::string_view text, Type type) {
  // The width of a character over its height, on the wide side of sans-serif fonts.
  const double per_character = type == Type::title || type == Type::heading ? 0.60 : 0.58;
  std::size_t characters = 0;
  for (const char c : text) characters += (c & 0xC0) != 0x80 ? 1 : 0;
  return static_cast<double>(characters) * per_character * size_of(type);
}

double text_height(Type type) {
  return size_of(type) * 1.2;
}

Svg::Svg(double width, double height, std::string_view title, std::string_view description)
    : body_(fmt::format(
          "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{0:g}\" height=\"{1:g}\" "
          "viewBox=\"0 0 {0:g} {1:g}\" role=\"img\" aria-labelledby=\"title description\">\n"
          "<title id=\"title\">{2}</title>\n<desc id=\"description\">{3}</desc>\n{4}"
          "<rect class=\"ground\" width=\"{0:g}\" height=\"{1:g}\"/>\n",
          width, height, escape(title), escape(description), style)) {}

void Svg::text(Point at, std::string_view text, Type type, Anchor anchor, bool faint) {
  body_ += fmt::format(
      "<text class=\"{} {} halo\" x=\"{:.1f}\" y=\"{:.1f}\" text-anchor=\"{}\">{}</text>\n",
      class_of(type), faint ? "faint" : "ink", at.x, at.y, name_of(anchor), escape(text));
}

void Svg::upward_text(Point at, std::string_view text, Type type) {
  body_ += fmt::format(
      "<text class=\"{} ink halo\" transform=\"translate({:.1f} {:.1f}) rotate(-90)\">{}</text>\n",
      class_of(type), at.x, at.y, escape(text));
}

void Svg::grid_line(Point from, Point to) {
  body_ += fmt::format("<path class=\"grid\" d=\"M{:.1f} {:.1f}L{:.1f} {:.1f}\"/>\n", from.x,
                       from.y, to.x, to.y);
}

void Svg::axis_line(Point from, Point to) {
  body_ += fmt::format("<path class=\"axis\" d=\"M{:.1f} {:.1f}L{:.1f} {:.1f}\"/>\n", from.x,
                       from.y, to.x, to.y);
}

void Svg::path(const std::vector<Point>& points, Look look) {
  std::string data;
  for (const Point& point : points) {
    data += fmt::format("{}{:.1f} {:.1f}", data.empty() ? 'M' : 'L', point.x, point.y);
  }
  body_ += fmt::format("<path class=\"{} line{}\" d=\"{}\"/>\n", colour_of(look),
                       look.foreign ? " foreign" : "", data);
}

void Svg::marker(Point centre, Look look) {
  const std::string classes = colour_of(look) + (look.foreign ? " mark hollow" : " mark");
  if (look.colour % 2 == 0) {
    body_ += fmt::format("<circle class=\"{}\" cx=\"{:.1f}\" cy=\"{:.1f}\" r=\"{:g}\"/>\n", classes,
                         centre.x, centre.y, marker_radius);
  } else {
    body_ += fmt::format(
        "<rect class=\"{0}\" x=\"{1:.1f}\" y=\"{2:.1f}\" width=\"{3:g}\" height=\"{3:g}\"/>\n",
        classes, centre.x - marker_radius, centre.y - marker_radius, 2 * marker_radius);
  }
}

void Svg::bar(const Box& box, Look look, bool pale) {
  body_ += fmt::format(
      "<rect class=\"{} mark{}{}\" x=\"{:.1f}\" y=\"{:.1f}\" width=\"{:.1f}\" "
      "height=\"{:.1f}\"/>\n",
      colour_of(look), look.foreign ? " foreign" : "", pale ? " pale" : "", box.x, box.y, box.width,
      box.height);
}

void Svg::whisker(Point from, double to_y, Look look) {
  body_ += fmt::format("<path class=\"{} line\" d=\"M{:.1f} {:.1f}V{:.1f}M{:.1f} {:.1f}h{:g}\"/>\n",
                       colour_of(look), from.x, from.y, to_y, from.x - whisker_foot, to_y,
                       2 * whisker_foot);
}

std::string Svg::take() {
  body_ += "</svg>\n";
  return std::move(body_);
}

}  // namespace bellwether::lab::plot
