#include "cli/progress.h"

#include <algorithm>
#include <utility>

#include <fmt/core.h>
#include <unistd.h>

namespace bellwether::cli {
namespace {

constexpr std::size_t bar_width = 24;
constexpr const char* clear_line = "\r\033[K";

std::string bar(std::uint64_t done, std::uint64_t wanted, bool unicode) {
  const std::uint64_t most = std::max<std::uint64_t>(wanted, 1);
  const std::size_t full = std::min<std::size_t>(bar_width, done * bar_width / most);
  std::string text;
  for (std::size_t i = 0; i < bar_width; ++i) {
    const bool on = i < full;
    text += unicode ? (on ? "█" : "░") : (on ? "#" : ".");
  }
  return text;
}

double seconds(std::chrono::nanoseconds time) {
  return std::chrono::duration<double>(time).count();
}

}  // namespace

Progress::Progress(std::FILE* out, std::string title)
    : out_(out),
      title_(std::move(title)),
      terminal_(isatty(fileno(out)) != 0),
      style_(lab::TerminalStyle::of(fileno(out))) {}

void Progress::update(const lab::LoadProgress& progress) {
  if (!terminal_) return;
  fmt::print(out_, "{}  {:<20} {} {:>6}/{}  {:>5.1f} s", clear_line, title_,
             bar(progress.calls, progress.wanted, style_.unicode), lab::grouped(progress.calls),
             lab::grouped(progress.wanted), seconds(progress.elapsed));
  if (progress.errors > 0) fmt::print(out_, "  {} errors", lab::grouped(progress.errors));
  std::fflush(out_);
}

void Progress::finish(const lab::LoadResult& result) {
  const double wall = std::max(seconds(result.wall), 1e-9);
  fmt::print(out_, "{}  {:<20} {:>6} calls in {:>6} s, {:>8} a second", terminal_ ? clear_line : "",
             title_, lab::grouped(result.calls), lab::significant(wall),
             lab::significant(static_cast<double>(result.calls) / wall));
  if (result.error_count() > 0) {
    fmt::print(out_, "  {} ERRORS", lab::grouped(result.error_count()));
  }
  fmt::print(out_, "\n");
  std::fflush(out_);
}

}  // namespace bellwether::cli
