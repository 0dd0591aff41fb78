// Tables for people in terminals: aligned, with units in the heads and thin rules; colours and
// Unicode only where the terminal has them.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace bellwether::lab {

struct TerminalStyle {
  bool colour = false;
  bool unicode = false;

  // Colours when the descriptor is a terminal and NO_COLOR is unset (https://no-color.org);
  // Unicode when the locale's character set is UTF-8.
  static TerminalStyle of(int descriptor);
};

enum class Align { left, right };
enum class Emphasis { none, good, bad, faint };

struct Cell {
  Cell(std::string value, Emphasis look = Emphasis::none)  // NOLINT: text is a cell
      : text(std::move(value)), emphasis(look) {}
  Cell(const char* value) : text(value) {}  // NOLINT: text is a cell

  std::string text;
  Emphasis emphasis = Emphasis::none;
};

class Table {
 public:
  struct Column {
    std::string head;
    Align align = Align::right;
    // Columns of one group stand under one title.
    std::string group;
  };

  explicit Table(std::vector<Column> columns) : columns_(std::move(columns)) {}

  // As many cells as columns.
  void row(std::vector<Cell> cells);
  // A rule before the next row.
  void rule() { rows_.emplace_back(); }

  std::string render(const TerminalStyle& style) const;

 private:
  std::vector<Column> columns_;
  std::vector<std::vector<Cell>> rows_;  // an empty one is a rule
};

// "1.23", "12.3", "123", "1,234": three digits that say something, and all of the whole ones.
std::string significant(double value);
// "1,234,567"
std::string grouped(std::uint64_t value);

// How many columns a UTF-8 text takes, for text without combining or wide characters.
std::size_t display_width(std::string_view text);

}  // namespace bellwether::lab
