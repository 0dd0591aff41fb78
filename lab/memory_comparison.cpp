#include "lab/memory_comparison.h"

#include <algorithm>
#include <optional>
#include <utility>

#include <fmt/format.h>

#include "lab/cells.h"
#include "lab/cost_report.h"
#include "lab/published.h"

namespace bellwether::lab {
namespace {

constexpr std::int64_t bytes_per_kb = 1024;

// The measurement's size in its first language.
const MemoryMeasurement& first_of_size(const MemoryComparison& comparison,
                                       const MemoryMeasurement& one) {
  return *std::ranges::find(comparison.measurements, one.memory_mb, &MemoryMeasurement::memory_mb);
}

// A row a measurement, sizes apart; `row` gets the size's first measurement too.
template <class Row>
void add_rows(Table& table, const MemoryComparison& comparison, Row row) {
  const MemoryMeasurement* before = nullptr;
  for (const MemoryMeasurement& one : comparison.measurements) {
    if (before != nullptr && before->memory_mb != one.memory_mb) table.rule();
    before = &one;
    table.row(row(one, first_of_size(comparison, one)));
  }
}

std::string size_name(int memory_mb) {
  return grouped(static_cast<std::uint64_t>(memory_mb));
}

Cell published_duration(const MemoryMeasurement& one) {
  const auto& all = published.durations;
  const auto found = std::ranges::find(all, one.memory_mb, &PublishedDuration::memory_mb);
  if (found == all.end()) return nothing();
  return Cell(significant(one.interpreted ? found->interpreted_ms : found->compiled_ms),
              Emphasis::faint);
}

Cell published_median(double milliseconds) {
  return Cell(significant(milliseconds), Emphasis::faint);
}

const char* const elsewhere = "on AWS*";

}  // namespace

Usage MemoryMeasurement::usage() const {
  return {.billed_ms = reports.warm_billed_ms.avg, .memory_mb = memory_mb};
}

std::uint64_t MemoryMeasurement::errors() const {
  // A failed invocation is most often an unexpected answer as well; it counts once.
  return std::max(cold.error_count() + warm.error_count(), reports.failure_count()) +
         missing_reports;
}

std::uint64_t MemoryComparison::errors() const {
  std::uint64_t count = 0;
  for (const MemoryMeasurement& one : measurements) count += one.errors();
  return count;
}

Table durations(const MemoryComparison& comparison) {
  const std::string warm = "warm duration ms";
  Table table({{.head = "MB"},
               {.head = "language", .align = Align::left},
               {.head = "calls"},
               {.head = "errors"},
               {.head = "avg", .group = warm},
               {.head = "p50", .group = warm},
               {.head = "p95", .group = warm},
               {.head = "p99", .group = warm},
               {.head = "ratio", .group = warm},
               {.head = elsewhere, .group = warm},
               {.head = "max memory MB"},
               {.head = "zip KB"}});
  add_rows(table, comparison, [](const MemoryMeasurement& one, const MemoryMeasurement& first) {
    const Summary& ms = one.reports.warm_duration_ms;
    const Summary& memory = one.reports.max_memory_used_mb;
    return std::vector<Cell>{
        size_name(one.memory_mb),
        one.language,
        grouped(ms.count),
        errors_cell(one.errors()),
        measured(ms, ms.avg),
        measured(ms, ms.p50),
        measured(ms, ms.p95),
        measured(ms, ms.p99),
        &one == &first ? Cell("") : times(first.reports.warm_duration_ms.avg, ms.avg),
        published_duration(one),
        memory.count == 0 ? nothing() : Cell(fmt::format("{:g}", memory.max)),
        grouped(
            static_cast<std::uint64_t>((one.code_size_bytes + bytes_per_kb - 1) / bytes_per_kb))};
  });
  return table;
}

Table cold_starts(const MemoryComparison& comparison) {
  const std::string init = "Init Duration ms";
  const std::string latency = "first call's latency ms";
  Table table({{.head = "MB"},
               {.head = "language", .align = Align::left},
               {.head = "n"},
               {.head = "median", .group = init},
               {.head = "p95", .group = init},
               {.head = "max", .group = init},
               {.head = "median", .group = latency},
               {.head = "p95", .group = latency},
               {.head = "max", .group = latency},
               {.head = "ratio", .group = latency}});
  add_rows(table, comparison, [](const MemoryMeasurement& one, const MemoryMeasurement& first) {
    const Summary& init_ms = one.reports.cold_init_ms;
    const Summary& ms = one.cold_latency_ms;
    return std::vector<Cell>{size_name(one.memory_mb),
                             one.language,
                             grouped(init_ms.count),
                             measured(init_ms, init_ms.p50),
                             measured(init_ms, init_ms.p95),
                             measured(init_ms, init_ms.max),
                             measured(ms, ms.p50),
                             measured(ms, ms.p95),
                             measured(ms, ms.max),
                             &one == &first ? Cell("") : times(first.cold_latency_ms.p50, ms.p50)};
  });
  table.rule();
  const auto row = [&](const char* kind, double median, Cell ratio) {
    table.row({elsewhere, kind, nothing(), nothing(), nothing(), nothing(),
               published_median(median), nothing(), nothing(), std::move(ratio)});
  };
  row("compiled", published.cold_compiled_ms, "");
  row("interpreted", published.cold_interpreted_ms,
      times(published.cold_compiled_ms, published.cold_interpreted_ms));
  return table;
}

Table costs(const MemoryComparison& comparison) {
  std::vector<Table::Column> columns{
      {.head = "MB"}, {.head = "language", .align = Align::left}, {.head = "billed ms"}};
  for (Table::Column& column : cost_columns()) columns.push_back(std::move(column));
  Table table(std::move(columns));
  add_rows(table, comparison, [&](const MemoryMeasurement& one, const MemoryMeasurement& first) {
    const Usage usage = one.usage();
    const Usage of_first = first.usage();
    std::vector<Cell> cells{size_name(one.memory_mb), one.language,
                            measured(one.reports.warm_billed_ms, usage.billed_ms)};
    for (Cell& cell :
         cost_cells(usage, &one == &first ? nullptr : &of_first, comparison.free_tier)) {
      cells.push_back(std::move(cell));
    }
    return cells;
  });
  table.rule();
  const auto row = [&](const char* kind, double usd, const double* first) {
    std::vector<Cell> cells{elsewhere, kind, nothing()};
    for (Cell& cell : cost_cells_of_compute(usd, first)) cells.push_back(std::move(cell));
    table.row(std::move(cells));
  };
  row("compiled", published.compute_compiled_usd, nullptr);
  row("interpreted", published.compute_interpreted_usd, &published.compute_compiled_usd);
  return table;
}

std::string errors_found(const MemoryComparison& comparison) {
  std::string text;
  for (const MemoryMeasurement& one : comparison.measurements) {
    if (one.errors() == 0) continue;
    text += fmt::format("{} MB {}:", size_name(one.memory_mb), one.language);
    for (const LoadResult* load : {&one.cold, &one.warm}) {
      for (const auto& [kind, count] : load->errors) {
        text += fmt::format("  ERROR {} x{}", kind, grouped(count));
      }
    }
    for (const auto& [kind, count] : one.reports.failures) {
      text += fmt::format("  FAILED {} x{}", kind, grouped(count));
    }
    if (one.missing_reports > 0) {
      text += fmt::format("  MISSING REPORTS x{}", grouped(one.missing_reports));
    }
    text += '\n';
  }
  return text;
}

}  // namespace bellwether::lab
