#include "lab/memory_charts.h"

#include <algorithm>
#include <vector>

#include <fmt/format.h>

#include "lab/plot/chart.h"
#include "lab/published.h"

namespace bellwether::lab {
namespace {

using plot::Box;
using plot::Chart;

constexpr double width = 1180;
constexpr double height = 440;
constexpr double margin = 20;
constexpr double between_charts = 36;
constexpr double charts_top = 78;
constexpr double footer_height = 28;
const char* const elsewhere = "on AWS*";

struct Subject {
  std::string language;
  bool interpreted;
};

// The languages in order; more than there are colours would not be told apart.
std::vector<Subject> subjects_of(const MemoryComparison& comparison) {
  std::vector<Subject> subjects;
  for (const MemoryMeasurement& one : comparison.measurements) {
    const bool known =
        std::ranges::find(subjects, one.language, &Subject::language) != subjects.end();
    if (!known && subjects.size() < static_cast<std::size_t>(plot::colours)) {
      subjects.push_back({one.language, one.interpreted});
    }
  }
  return subjects;
}

std::vector<int> sizes_of(const MemoryComparison& comparison) {
  std::vector<int> sizes;
  for (const MemoryMeasurement& one : comparison.measurements) {
    if (std::ranges::find(sizes, one.memory_mb) == sizes.end()) sizes.push_back(one.memory_mb);
  }
  return sizes;
}

std::vector<std::string> names_of(const std::vector<int>& sizes) {
  std::vector<std::string> names;
  for (const int size : sizes) {
    names.push_back(fmt::format("{} MB", grouped(static_cast<std::uint64_t>(size))));
  }
  return names;
}

// The values of one language by size, as `read` has them; a summary of nothing has none.
template <class Read>
plot::Values values_of(const MemoryComparison& comparison, const std::vector<int>& sizes,
                       const Subject& subject, Read read) {
  plot::Values values;
  for (const int size : sizes) {
    const auto found = std::ranges::find_if(comparison.measurements, [&](const auto& one) {
      return one.memory_mb == size && one.language == subject.language;
    });
    const bool there = found != comparison.measurements.end();
    values.push_back(there ? read(*found) : std::optional<double>());
  }
  return values;
}

std::optional<double> unless_empty(const Summary& summary, double value) {
  return summary.count == 0 ? std::nullopt : std::optional(value);
}

plot::Look look_of(std::size_t index, bool foreign = false) {
  return {.colour = static_cast<int>(index), .foreign = foreign};
}

Chart duration_chart(const MemoryComparison& comparison, const std::vector<Subject>& subjects,
                     const std::vector<int>& sizes) {
  Chart chart{.title = "A warm call",
              .subtitle = "average duration, ms",
              .categories = names_of(sizes),
              .series = {}};
  for (std::size_t i = 0; i < subjects.size(); ++i) {
    plot::Values elsewhere_ms;
    for (const int size : sizes) {
      const auto& all = published.durations;
      const auto found = std::ranges::find(all, size, &PublishedDuration::memory_mb);
      elsewhere_ms.push_back(found == all.end()        ? std::optional<double>()
                             : subjects[i].interpreted ? found->interpreted_ms
                                                       : found->compiled_ms);
    }
    chart.series.push_back({.look = look_of(i, true), .values = std::move(elsewhere_ms)});
  }
  for (std::size_t i = 0; i < subjects.size(); ++i) {
    chart.series.push_back(
        {.look = look_of(i),
         .values = values_of(comparison, sizes, subjects[i], [](const MemoryMeasurement& one) {
           const Summary& ms = one.reports.warm_duration_ms;
           return unless_empty(ms, ms.avg);
         })});
  }
  return chart;
}

// One more category at the end, with what was measured elsewhere.
void add_published(Chart& chart, const std::vector<Subject>& subjects, double compiled,
                   double interpreted) {
  chart.categories.emplace_back(elsewhere);
  for (std::size_t i = 0; i < subjects.size(); ++i) {
    plot::Values values(chart.categories.size());
    values.back() = subjects[i].interpreted ? interpreted : compiled;
    chart.series.push_back({.look = look_of(i, true), .values = std::move(values)});
  }
}

Chart cold_chart(const MemoryComparison& comparison, const std::vector<Subject>& subjects,
                 const std::vector<int>& sizes) {
  Chart chart{.title = "A cold start",
              .subtitle = "latency of the first call, ms: median, line to p95",
              .categories = names_of(sizes),
              .series = {}};
  for (std::size_t i = 0; i < subjects.size(); ++i) {
    const auto of = [&](double Summary::*figure) {
      return values_of(comparison, sizes, subjects[i], [&](const MemoryMeasurement& one) {
        return unless_empty(one.cold_latency_ms, one.cold_latency_ms.*figure);
      });
    };
    chart.series.push_back(
        {.look = look_of(i), .values = of(&Summary::p50), .whiskers = of(&Summary::p95)});
  }
  add_published(chart, subjects, published.cold_compiled_ms, published.cold_interpreted_ms);
  return chart;
}

Chart cost_chart(const MemoryComparison& comparison, const std::vector<Subject>& subjects,
                 const std::vector<int>& sizes) {
  Chart chart{
      .title = "100 million calls",
      .subtitle = fmt::format("USD, x86_64, {}: GB-seconds; pale: requests", lambda_prices.region),
      .categories = names_of(sizes),
      .series = {}};
  for (std::size_t i = 0; i < subjects.size(); ++i) {
    const auto of = [&](double Cost::*part) {
      return values_of(comparison, sizes, subjects[i],
                       [&](const MemoryMeasurement& one) -> std::optional<double> {
                         Usage usage = one.usage();
                         usage.requests = many_invocations;
                         return unless_empty(
                             one.reports.warm_billed_ms,
                             cost(usage, Architecture::x86_64, comparison.free_tier).*part);
                       });
    };
    chart.series.push_back(
        {.look = look_of(i), .values = of(&Cost::compute_usd), .on_top = of(&Cost::request_usd)});
  }
  add_published(chart, subjects, published.compute_compiled_usd, published.compute_interpreted_usd);
  return chart;
}

std::vector<plot::LegendEntry> legend_of(const std::vector<Subject>& subjects) {
  std::vector<plot::LegendEntry> entries;
  for (std::size_t i = 0; i < subjects.size(); ++i) {
    entries.push_back({.name = subjects[i].language, .look = look_of(i)});
  }
  for (std::size_t i = 0; i < subjects.size(); ++i) {
    entries.push_back(
        {.name =
             fmt::format("{}, {}", subjects[i].interpreted ? "interpreted" : "compiled", elsewhere),
         .look = look_of(i, true)});
  }
  return entries;
}

}  // namespace

std::string memory_charts(const MemoryComparison& comparison, std::string_view title) {
  const auto subjects = subjects_of(comparison);
  const auto sizes = sizes_of(comparison);
  plot::Svg svg(width, height, title,
                "Three charts by memory size: average duration of warm calls, latency of first "
                "calls, and cost of 100 million calls");
  svg.text({width / 2, margin + plot::text_height(plot::Type::title)}, title, plot::Type::title,
           plot::Anchor::middle);
  draw_legend(svg, {.x = 0, .y = margin + 28, .width = width, .height = 0}, legend_of(subjects));
  const double chart_width = (width - 2 * margin - 2 * between_charts) / 3;
  Box box{.x = margin,
          .y = charts_top,
          .width = chart_width,
          .height = height - charts_top - footer_height - margin};
  draw_lines(svg, box, duration_chart(comparison, subjects, sizes));
  box.x += chart_width + between_charts;
  draw_bars(svg, box, cold_chart(comparison, subjects, sizes));
  box.x += chart_width + between_charts;
  draw_bars(svg, box, cost_chart(comparison, subjects, sizes));
  svg.text({margin, height - margin},
           fmt::format("* {}; its cost is of 128 MB, without requests. Prices as of {}.",
                       published.what, lambda_prices.as_of),
           plot::Type::label, plot::Anchor::start, true);
  return svg.take();
}

}  // namespace bellwether::lab
