#include "lab/cost_report.h"

#include <fmt/format.h>

#include "lab/cells.h"

namespace bellwether::lab {
namespace {

constexpr Architecture architectures[] = {Architecture::x86_64, Architecture::arm64};
constexpr double million = 1'000'000;

Cost cost_of_many(Usage one, Architecture architecture, FreeTier free_tier) {
  one.requests = many_invocations;
  return cost(one, architecture, free_tier);
}

// On average over many, so that a free tier counts as it does for them.
double cost_of_one(const Cost& many) {
  return many.total_usd() / many_invocations;
}

void write_number(aws::json::Writer& json, std::string_view name, double number) {
  json.key(name);
  json.number(number);
}

void write_text(aws::json::Writer& json, std::string_view name, std::string_view text) {
  json.key(name);
  json.string(text);
}

}  // namespace

std::string dollars(double usd) {
  if (usd < 9.9995) return fmt::format("{:.3f}", usd);
  if (usd < 999.995) return fmt::format("{:.2f}", usd);
  return significant(usd);
}

std::vector<Table::Column> cost_columns() {
  std::vector<Table::Column> columns;
  for (const Architecture architecture : architectures) {
    const std::string group = fmt::format("USD on {}", name_of(architecture));
    columns.push_back({.head = "1 M", .group = group});
    columns.push_back({.head = "100 M", .group = group});
    columns.push_back({.head = "cheaper", .group = group});
    columns.push_back({.head = "GB-s", .group = group});
    columns.push_back({.head = "cheaper", .group = group});
  }
  return columns;
}

std::vector<Cell> cost_cells(const Usage& one, const Usage* first, FreeTier free_tier) {
  std::vector<Cell> cells;
  for (const Architecture architecture : architectures) {
    const Cost many = cost_of_many(one, architecture, free_tier);
    const auto cheaper = [&](auto part) {
      if (first == nullptr) return Cell("");
      return times(part(cost_of_many(*first, architecture, free_tier)), part(many));
    };
    cells.emplace_back(dollars(cost_of_one(many) * million));
    cells.emplace_back(dollars(many.total_usd()));
    cells.push_back(cheaper([](const Cost& c) { return c.total_usd(); }));
    cells.emplace_back(dollars(many.compute_usd));
    cells.push_back(cheaper([](const Cost& c) { return c.compute_usd; }));
  }
  return cells;
}

std::vector<Cell> cost_cells_of_compute(double usd, const double* first_usd) {
  std::vector<Cell> cells(cost_columns().size(), nothing());
  cells[3] = Cell(dollars(usd), Emphasis::faint);
  cells[4] = first_usd == nullptr ? Cell("") : times(*first_usd, usd);
  return cells;
}

std::string cost_legend(FreeTier free_tier) {
  return fmt::format(
      "USD: what a million (a call costs so many micro-dollars) and 100 million such calls would "
      "cost on AWS,\nand the GB-seconds of the latter without requests; cheaper: how many times "
      "less the first language costs.\nPrices of {} as of {}, {} the free tier: {}\n",
      lambda_prices.region, lambda_prices.as_of,
      free_tier == FreeTier::none ? "without" : "all in one month, with", lambda_prices.source);
}

void write_cost(aws::json::Writer& json, const Usage& one, FreeTier free_tier) {
  json.open_object();
  write_number(json, "billed_ms", one.billed_ms);
  json.key("memory_mb");
  json.number(std::int64_t{one.memory_mb});
  for (const Architecture architecture : architectures) {
    const Cost many = cost_of_many(one, architecture, free_tier);
    json.key(name_of(architecture));
    json.open_object();
    write_number(json, "usd_per_invocation", cost_of_one(many));
    write_number(json, "usd_per_100_million", many.total_usd());
    write_number(json, "usd_per_100_million_compute", many.compute_usd);
    write_number(json, "usd_per_100_million_requests", many.request_usd);
    json.close_object();
  }
  json.close_object();
}

void write_prices(aws::json::Writer& json, FreeTier free_tier) {
  json.open_object();
  write_text(json, "as_of", lambda_prices.as_of);
  write_text(json, "region", lambda_prices.region);
  write_text(json, "source", lambda_prices.source);
  for (const Architecture architecture : architectures) {
    write_number(json, fmt::format("usd_per_gb_second_{}", name_of(architecture)),
                 lambda_prices.usd_per_gb_second(architecture));
  }
  write_number(json, "usd_per_request", lambda_prices.usd_per_request);
  json.key("free_tier");
  json.boolean(free_tier == FreeTier::one_month);
  json.close_object();
}

}  // namespace bellwether::lab
