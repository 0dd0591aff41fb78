#include "lab/comparison.h"

#include <algorithm>
#include <optional>

#include <fmt/format.h>

#include "aws/json/writer.h"

namespace bellwether::lab {
namespace {

double seconds(std::chrono::nanoseconds time) {
  return std::chrono::duration<double>(time).count();
}

double milliseconds(std::chrono::nanoseconds time) {
  return seconds(time) * 1000;
}

std::uint64_t failures(const FunctionStatistics& reports) {
  std::uint64_t count = 0;
  for (const auto& [kind, times] : reports.failures) count += times;
  return count;
}

std::uint64_t errors_of(const Measurement& measurement) {
  // A failed invocation is most often an unexpected answer as well; it counts once.
  return std::max(measurement.load.error_count(), failures(measurement.reports)) +
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

Cell ratio(double other, double first) {
  if (other <= 0 || first <= 0) return Cell("-", Emphasis::faint);
  return Cell(fmt::format("{}x", significant(other / first)),
              other >= first ? Emphasis::good : Emphasis::bad);
}

// A number, or a dash where nothing was measured.
Cell value(const Summary& summary, double number) {
  return summary.count == 0 ? Cell("-", Emphasis::faint) : Cell(significant(number));
}

Cell error_cell(std::uint64_t errors) {
  return errors == 0 ? Cell("0") : Cell(grouped(errors), Emphasis::bad);
}

double cost_per_million(const Measurement& one, Architecture architecture) {
  const auto calls = one.reports.invocations;
  if (calls == 0) return 0;
  return cost_usd(one.reports.billed_ms, one.reports.memory_size_mb, calls, architecture) /
         static_cast<double>(calls) * 1'000'000;
}

void add_report_row(Table& table, const Measurement& one, const Measurement& first,
                    Architecture architecture) {
  const FunctionStatistics& r = one.reports;
  const bool is_first = &one == &first;
  table.row({
      one.route,
      one.language,
      grouped(r.invocations),
      error_cell(errors_of(one)),
      grouped(r.warm_duration_ms.count),
      value(r.warm_duration_ms, r.warm_duration_ms.avg),
      value(r.warm_duration_ms, r.warm_duration_ms.min),
      value(r.warm_duration_ms, r.warm_duration_ms.max),
      value(r.warm_duration_ms, r.warm_duration_ms.stddev),
      is_first ? Cell("") : ratio(r.warm_duration_ms.avg, first.reports.warm_duration_ms.avg),
      value(r.warm_billed_ms, r.warm_billed_ms.avg),
      grouped(r.cold_total_ms.count),
      value(r.cold_init_ms, r.cold_init_ms.avg),
      value(r.cold_duration_ms, r.cold_duration_ms.avg),
      value(r.cold_total_ms, r.cold_total_ms.avg),
      is_first ? Cell("") : ratio(r.cold_total_ms.avg, first.reports.cold_total_ms.avg),
      value(r.max_memory_used_mb, r.max_memory_used_mb.avg),
      value(r.max_memory_used_mb, r.max_memory_used_mb.min),
      value(r.max_memory_used_mb, r.max_memory_used_mb.max),
      significant(cost_per_million(one, architecture)),
  });
}

void write_summary(aws::json::Writer& json, std::string_view name, const Summary& summary) {
  json.key(name);
  json.open_object();
  const auto number = [&](std::string_view key, double what) {
    json.key(key);
    json.number(what);
  };
  json.key("count");
  json.number(static_cast<std::int64_t>(summary.count));
  number("avg", summary.avg);
  number("min", summary.min);
  number("max", summary.max);
  number("stddev", summary.stddev);
  number("p50", summary.p50);
  number("p90", summary.p90);
  number("p99", summary.p99);
  json.close_object();
}

void write_counts(aws::json::Writer& json, std::string_view name,
                  const std::map<std::string, std::uint64_t>& counts) {
  json.key(name);
  json.open_object();
  for (const auto& [kind, times] : counts) {
    json.key(kind);
    json.number(static_cast<std::int64_t>(times));
  }
  json.close_object();
}

void write_load(aws::json::Writer& json, const LoadResult& load) {
  json.key("load");
  json.open_object();
  json.key("calls");
  json.number(static_cast<std::int64_t>(load.calls));
  json.key("out_of_budget");
  json.boolean(load.out_of_budget);
  json.key("wall_s");
  json.number(seconds(load.wall));
  json.key("latency_ms");
  json.open_object();
  json.key("mean");
  json.number(load.latency.mean_ns() / 1e6);
  json.key("min");
  json.number(milliseconds(load.latency.min()));
  json.key("max");
  json.number(milliseconds(load.latency.max()));
  for (const auto& [name, percent] :
       {std::pair{"p50", 50.0}, {"p90", 90.0}, {"p99", 99.0}, {"p99.9", 99.9}}) {
    json.key(name);
    json.number(milliseconds(load.latency.percentile(percent)));
  }
  json.close_object();
  write_counts(json, "answers", load.answers);
  write_counts(json, "errors", load.errors);
  json.close_object();
}

void write_reports(aws::json::Writer& json, const FunctionStatistics& reports) {
  json.key("reports");
  json.open_object();
  json.key("invocations");
  json.number(static_cast<std::int64_t>(reports.invocations));
  json.key("memory_size_mb");
  json.number(std::int64_t{reports.memory_size_mb});
  json.key("billed_ms_sum");
  json.number(reports.billed_ms);
  write_summary(json, "warm_duration_ms", reports.warm_duration_ms);
  write_summary(json, "warm_billed_ms", reports.warm_billed_ms);
  write_summary(json, "cold_init_ms", reports.cold_init_ms);
  write_summary(json, "cold_duration_ms", reports.cold_duration_ms);
  write_summary(json, "cold_total_ms", reports.cold_total_ms);
  write_summary(json, "cold_billed_ms", reports.cold_billed_ms);
  write_summary(json, "max_memory_used_mb", reports.max_memory_used_mb);
  write_counts(json, "failures", reports.failures);
  json.close_object();
}

}  // namespace

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
      cells.push_back(wall > 0 ? Cell(significant(wall)) : Cell("-", Emphasis::faint));
      rates.push_back(wall > 0 ? Cell(significant(static_cast<double>(one->load.calls) / wall))
                               : Cell("-", Emphasis::faint));
      at_once.push_back(one == nullptr ? Cell("-", Emphasis::faint)
                                       : Cell(std::to_string(one->concurrency)));
    }
    for (std::size_t i = 1; i < walls.size(); ++i) cells.push_back(ratio(walls[i], walls[0]));
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
               {.head = "calls"},
               {.head = "errors"},
               {.head = "n", .group = warm},
               {.head = "avg", .group = warm},
               {.head = "min", .group = warm},
               {.head = "max", .group = warm},
               {.head = "stddev", .group = warm},
               {.head = "ratio", .group = warm},
               {.head = "billed ms"},
               {.head = "n", .group = cold},
               {.head = "init", .group = cold},
               {.head = "first", .group = cold},
               {.head = "sum", .group = cold},
               {.head = "ratio", .group = cold},
               {.head = "avg", .group = memory},
               {.head = "min", .group = memory},
               {.head = "max", .group = memory},
               {.head = "USD/M"}});
  bool first_route = true;
  for (const auto& route : routes_of(comparison)) {
    if (!first_route) table.rule();
    first_route = false;
    const Measurement* first = nullptr;
    for (const auto& language : languages_of(comparison)) {
      const Measurement* one = find(comparison, route, language);
      if (one == nullptr) continue;
      if (first == nullptr) first = one;
      add_report_row(table, *one, *first, comparison.architecture);
    }
  }
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

std::string to_json(const Comparison& comparison) {
  aws::json::Writer json;
  json.open_object();
  json.key("concurrency");
  json.number(std::int64_t{comparison.concurrency});
  json.key("calls");
  json.number(static_cast<std::int64_t>(comparison.calls));
  json.key("cores");
  json.number(comparison.cores);
  json.key("errors");
  json.number(static_cast<std::int64_t>(comparison.errors()));
  json.key("notes");
  aws::json::write(json, comparison.notes);
  json.key("measurements");
  json.open_array();
  for (const Measurement& one : comparison.measurements) {
    json.open_object();
    json.key("route");
    json.string(one.route);
    json.key("language");
    json.string(one.language);
    json.key("function");
    json.string(one.function);
    json.key("concurrency");
    json.number(std::int64_t{one.concurrency});
    json.key("missing_reports");
    json.number(static_cast<std::int64_t>(one.missing_reports));
    json.key("cost_usd_per_million");
    json.number(cost_per_million(one, comparison.architecture));
    write_load(json, one.load);
    write_reports(json, one.reports);
    json.close_object();
  }
  json.close_array();
  json.close_object();
  return json.take();
}

}  // namespace bellwether::lab
