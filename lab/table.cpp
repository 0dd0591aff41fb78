#include "lab/table.h"

#include <algorithm>
#include <cassert>
#include <clocale>
#include <cmath>
#include <cstdlib>

#include <fmt/format.h>
#include <langinfo.h>
#include <unistd.h>

namespace bellwether::lab {
namespace {

constexpr std::string_view gap = "  ";

std::string_view colour_of(Emphasis emphasis) {
  switch (emphasis) {
    case Emphasis::good:
      return "\033[32m";
    case Emphasis::bad:
      return "\033[1;31m";
    case Emphasis::faint:
      return "\033[2m";
    case Emphasis::none:
      break;
  }
  return "";
}

std::string repeat(std::string_view what, std::size_t times) {
  std::string text;
  for (std::size_t i = 0; i < times; ++i) text += what;
  return text;
}

std::string pad(std::string_view text, std::size_t width, Align align) {
  const std::size_t taken = display_width(text);
  const std::string blanks(width > taken ? width - taken : 0, ' ');
  return align == Align::left ? std::string(text) + blanks : blanks + std::string(text);
}

std::string centre(std::string_view text, std::size_t width) {
  const std::size_t taken = display_width(text);
  const std::size_t left = width > taken ? (width - taken) / 2 : 0;
  return pad(std::string(left, ' ') + std::string(text), width, Align::left);
}

// Blanks at the end of a line only get in the way of copying it.
void end_line(std::string& text) {
  while (!text.empty() && text.back() == ' ') text.pop_back();
  text += '\n';
}

}  // namespace

TerminalStyle TerminalStyle::of(int descriptor) {
  std::setlocale(LC_CTYPE, "");
  const bool utf8 = std::string_view(nl_langinfo(CODESET)) == "UTF-8";
  const char* no_colour = std::getenv("NO_COLOR");
  const bool wanted = no_colour == nullptr || *no_colour == '\0';
  return {.colour = isatty(descriptor) != 0 && wanted, .unicode = utf8};
}

std::size_t display_width(std::string_view text) {
  // Every byte but the continuations of a UTF-8 sequence begins a character.
  return static_cast<std::size_t>(
      std::ranges::count_if(text, [](char c) { return (c & 0xC0) != 0x80; }));
}

void Table::row(std::vector<Cell> cells) {
  assert(cells.size() == columns_.size());
  rows_.push_back(std::move(cells));
}

std::string Table::render(const TerminalStyle& style) const {
  std::vector<std::size_t> widths;
  for (std::size_t i = 0; i < columns_.size(); ++i) {
    std::size_t width = display_width(columns_[i].head);
    for (const auto& row : rows_) {
      if (!row.empty()) width = std::max(width, display_width(row[i].text));
    }
    widths.push_back(width);
  }

  // Group titles over the columns they hold; the last column of a group widens where the title
  // asks.
  std::string groups;
  bool any_group = false;
  for (std::size_t i = 0; i < columns_.size();) {
    std::size_t end = i + 1;
    std::size_t width = widths[i];
    while (end < columns_.size() && !columns_[i].group.empty() &&
           columns_[end].group == columns_[i].group) {
      width += gap.size() + widths[end++];
    }
    const std::size_t title = display_width(columns_[i].group);
    if (title > width) {
      widths[end - 1] += title - width;
      width = title;
    }
    any_group = any_group || title > 0;
    groups += centre(columns_[i].group, width);
    groups += gap;
    i = end;
  }

  const std::string_view dash = style.unicode ? "─" : "-";
  std::string rule;
  for (std::size_t i = 0; i < widths.size(); ++i) {
    if (i > 0) rule += gap;
    rule += repeat(dash, widths[i]);
  }

  std::string text;
  if (any_group) {
    text += groups;
    end_line(text);
  }
  for (std::size_t i = 0; i < columns_.size(); ++i) {
    if (i > 0) text += gap;
    text += pad(columns_[i].head, widths[i], columns_[i].align);
  }
  end_line(text);
  text += rule + '\n';
  for (const auto& row : rows_) {
    if (row.empty()) {
      text += rule + '\n';
      continue;
    }
    for (std::size_t i = 0; i < row.size(); ++i) {
      if (i > 0) text += gap;
      const std::string cell = pad(row[i].text, widths[i], columns_[i].align);
      const bool coloured = style.colour && row[i].emphasis != Emphasis::none;
      text += coloured ? fmt::format("{}{}\033[0m", colour_of(row[i].emphasis), cell) : cell;
    }
    end_line(text);
  }
  return text;
}

std::string grouped(std::uint64_t value) {
  std::string digits = std::to_string(value);
  for (auto at = static_cast<std::ptrdiff_t>(digits.size()) - 3; at > 0; at -= 3) {
    digits.insert(static_cast<std::size_t>(at), ",");
  }
  return digits;
}

std::string significant(double value) {
  const double magnitude = std::fabs(value);
  if (magnitude < 9.995) return fmt::format("{:.2f}", value);
  if (magnitude < 99.95) return fmt::format("{:.1f}", value);
  const std::string whole = grouped(static_cast<std::uint64_t>(std::llround(magnitude)));
  return value < 0 ? "-" + whole : whole;
}

}  // namespace bellwether::lab
