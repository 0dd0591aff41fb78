// Writes an SVG drawing: plain shapes with classes, whose colours follow the reader's light or dark
// scheme. Coordinates are pixels from the top left; text sizes are those of the style in svg.cpp.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace bellwether::lab::plot {

struct Point {
  double x = 0;
  double y = 0;
};

struct Box {
  double x = 0;
  double y = 0;
  double width = 0;
  double height = 0;

  double right() const { return x + width; }
  double bottom() const { return y + height; }
  bool overlaps(const Box& other) const;
};

// What a mark stands for: one of a few colours that people with any colour vision tell apart, and
// whether it is our own measurement (filled, solid) or somebody else's (hollow, dashed).
struct Look {
  int colour = 0;  // 0 to colours - 1
  bool foreign = false;
};
inline constexpr int colours = 4;

enum class Anchor { start, middle, end };
// From the largest to the smallest.
enum class Type { title, heading, label, value };

// The room that `text` takes at most, of fonts as people have them.
double text_width(std::string_view text, Type type);
double text_height(Type type);

class Svg {
 public:
  // The two texts are for those who cannot see the drawing.
  Svg(double width, double height, std::string_view title, std::string_view description);

  void text(Point at, std::string_view text, Type type, Anchor anchor = Anchor::start,
            bool faint = false);
  // Reads from below upwards; `at` is where it starts.
  void upward_text(Point at, std::string_view text, Type type);
  void grid_line(Point from, Point to);
  void axis_line(Point from, Point to);
  void path(const std::vector<Point>& points, Look look);
  // Its shape follows the colour too.
  void marker(Point centre, Look look);
  void bar(const Box& box, Look look, bool pale = false);
  // From a bar's top to where most of its values end.
  void whisker(Point from, double to_y, Look look);

  // The document; the drawing is done.
  std::string take();

 private:
  std::string body_;
};

}  // namespace bellwether::lab::plot
