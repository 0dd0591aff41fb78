#include "lab/comparison.h"

#include <algorithm>

#include <fmt/format.h>

#include "lab/cells.h"
#include "lab/cost_report.h"

namespace bellwether::lab {
namespace {

double seconds(std::chrono::nanoseconds time) {
  return std::chrono::duration<double>(time).count();
}

std::uint64_t errors_of(const Measurement& measurement) {
  // A failed invocation is most often an unexpected answer as well; it counts once.
  return std::max(measurement.load.error_count(), measurement.reports.failure_count()) +
         measurement.missing_reports;
}

// The routes in order, each once.
std::vector<std::string> routes_of(const Comparison& comparison) {
  std::vector<std::string> routes;
  for (const Measurement& one : comparison.measurements) {
    if (std::ranges::find(routes, one.route) == routes.end()) routes.push_back(one.route);
  }
  return routes;
}

std::vector<std::string> languages_of(const Comparison& comparison) {
  std::vector<std::string> languages;
  for (const Measurement& one : comparison.measurements) {
    if (std::ranges::find(languages, one.language) == languages.end()) {
      languages.push_back(one.language);
    }
  }
  return languages;
}

const Measurement* find(const Comparison& comparison, std::string_view route,
                        std::string_view language) {
  const auto found = std::ranges::find_if(comparison.measurements, [&](const Measurement& one) {
    return one.route == route && one.language == language;
  });
  return found == comparison.measurements.end() ? nullptr : &*found;
}

// A row a measurement, the languages of a route together; `add` gets the route's first language
// too.
template <class AddRow>
void add_rows(Table& table, const Comparison& comparison, AddRow add) {
  bool first_route = true;
  for (const auto& route : routes_of(comparison)) {
    if (!first_route) table.rule();
    first_route = false;
    const Measurement* first = nullptr;
    for (const auto& language : languages_of(comparison)) {
      const Measurement* one = find(comparison, route, language);
      if (one == nullptr) continue;
      if (first == nullptr) first = one;
      add(*one, *first);
    }
  }
}

std::vector<Cell> report_row(const Measurement& one, const Measurement& first) {
  const FunctionStatistics& r = one.reports;
  const FunctionStatistics& f = first.reports;
  const bool is_first = &one == &first;
  return {
      one.route,
      one.language,
      errors_cell(errors_of(one)),
      grouped(r.warm_duration_ms.count),
      measured(r.warm_duration_ms, r.warm_duration_ms.avg),
      measured(r.warm_duration_ms, r.warm_duration_ms.min),
      measured(r.warm_duration_ms, r.warm_duration_ms.max),
      measured(r.warm_duration_ms, r.warm_duration_ms.stddev),
      is_first ? Cell("") : times(f.warm_duration_ms.avg, r.warm_duration_ms.avg),
      grouped(r.cold_total_ms.count),
      measured(r.cold_init_ms, r.cold_init_ms.avg),
      measured(r.cold_duration_ms, r.cold_duration_ms.avg),
      measured(r.cold_total_ms, r.cold_total_ms.avg),
      is_first ? Cell("") : times(f.cold_total_ms.avg, r.cold_total_ms.avg),
      measured(r.max_memory_used_mb, r.max_memory_used_mb.avg),
      measured(r.max_memory_used_mb, r.max_memory_used_mb.min),
      measured(r.max_memory_used_mb, r.max_memory_used_mb.max),
  };
}

}  // namespace

Usage Measurement::usage() const {
  const double calls = static_cast<double>(std::max<std::size_t>(reports.invocations, 1));
  return {.billed_ms = reports.billed_ms / calls, .memory_mb = reports.memory_size_mb};
}

std::uint64_t Comparison::errors() const {
  std::uint64_t count = 0;
  for (const Measurement& one : measurements) count += errors_of(one);
  return count;
}

Table wall_times(const Comparison& comparison) {
  const auto languages = languages_of(comparison);
  std::vector<Table::Column> columns{{.head = "route", .align = Align::left}};
  for (const auto& language : languages) {
    columns.push_back({.head = language, .group = "wall time s"});
  }
  for (std::size_t i = 1; i < languages.size(); ++i) {
    columns.push_back({.head = languages[i] + " / " + languages[0], .group = "ratio"});
  }
  for (const auto& language : languages) {
    columns.push_back({.head = language, .group = "calls/s"});
  }
  for (const auto& language : languages) {
    columns.push_back({.head = language, .group = "at once"});
  }
  Table table(std::move(columns));
  for (const auto& route : routes_of(comparison)) {
    std::vector<Cell> cells{route};
    std::vector<double> walls;
    std::vector<Cell> rates;
    std::vector<Cell> at_once;
    for (const auto& language : languages) {
      const Measurement* one = find(comparison, route, language);
      const double wall = one == nullptr ? 0 : seconds(one->load.wall);
      walls.push_back(wall);
      cells.push_back(wall > 0 ? Cell(significant(wall)) : nothing());
      rates.push_back(wall > 0 ? Cell(significant(static_cast<double>(one->load.calls) / wall))
                               : nothing());
      at_once.push_back(one == nullptr ? nothing() : Cell(std::to_string(one->concurrency)));
    }
    for (std::size_t i = 1; i < walls.size(); ++i) cells.push_back(times(walls[0], walls[i]));
    cells.insert(cells.end(), rates.begin(), rates.end());
    cells.insert(cells.end(), at_once.begin(), at_once.end());
    table.row(std::move(cells));
  }
  return table;
}

Table reports(const Comparison& comparison) {
  const auto left = Align::left;
  const std::string warm = "warm duration ms";
  const std::string cold = "cold start ms";
  const std::string memory = "max memory MB";
  Table table({{.head = "route", .align = left},
               {.head = "language", .align = left},
               {.head = "errors"},
               {.head = "n", .group = warm},
               {.head = "avg", .group = warm},
               {.head = "min", .group = warm},
               {.head = "max", .group = warm},
               {.head = "stddev", .group = warm},
               {.head = "ratio", .group = warm},
               {.head = "n", .group = cold},
               {.head = "init", .group = cold},
               {.head = "first", .group = cold},
               {.head = "sum", .group = cold},
               {.head = "ratio", .group = cold},
               {.head = "avg", .group = memory},
               {.head = "min", .group = memory},
               {.head = "max", .group = memory}});
  add_rows(table, comparison, [&](const Measurement& one, const Measurement& first) {
    table.row(report_row(one, first));
  });
  return table;
}

Table costs(const Comparison& comparison) {
  std::vector<Table::Column> columns{{.head = "route", .align = Align::left},
                                     {.head = "language", .align = Align::left},
                                     {.head = "billed ms"}};
  for (Table::Column& column : cost_columns()) columns.push_back(std::move(column));
  Table table(std::move(columns));
  add_rows(table, comparison, [&](const Measurement& one, const Measurement& first) {
    const Usage usage = one.usage();
    const Usage of_first = first.usage();
    std::vector<Cell> cells{one.route, one.language, significant(usage.billed_ms)};
    for (Cell& cell :
         cost_cells(usage, &one == &first ? nullptr : &of_first, comparison.free_tier)) {
      cells.push_back(std::move(cell));
    }
    table.row(std::move(cells));
  });
  return table;
}

std::string answers(const Comparison& comparison) {
  std::string text;
  for (const Measurement& one : comparison.measurements) {
    text += fmt::format("{:<10} {:<8}", one.route, one.language);
    for (const auto& [kind, times] : one.load.answers) {
      text += fmt::format(" {} x{}", kind, grouped(times));
    }
    for (const auto& [kind, times] : one.load.errors) {
      text += fmt::format("  ERROR {} x{}", kind, grouped(times));
    }
    for (const auto& [kind, times] : one.reports.failures) {
      text += fmt::format("  FAILED {} x{}", kind, grouped(times));
    }
    if (one.missing_reports > 0) {
      text += fmt::format("  MISSING REPORTS x{}", grouped(one.missing_reports));
    }
    if (one.load.out_of_budget) text += "  (stopped at its share of the time)";
    text += '\n';
  }
  return text;
}

}  // namespace bellwether::lab
