#include "lab/measurement_json.h"

#include <chrono>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <utility>

namespace bellwether::lab {
namespace {

double seconds(std::chrono::nanoseconds time) {
  return std::chrono::duration<double>(time).count();
}

double milliseconds(std::chrono::nanoseconds time) {
  return seconds(time) * 1000;
}

void write_number(aws::json::Writer& json, std::string_view name, double number) {
  json.key(name);
  json.number(number);
}

void write_count(aws::json::Writer& json, std::string_view name, std::uint64_t count) {
  json.key(name);
  json.number(static_cast<std::int64_t>(count));
}

void write_counts(aws::json::Writer& json, std::string_view name,
                  const std::map<std::string, std::uint64_t>& counts) {
  json.key(name);
  json.open_object();
  for (const auto& [kind, times] : counts) write_count(json, kind, times);
  json.close_object();
}

}  // namespace

void write_summary(aws::json::Writer& json, const Summary& summary) {
  json.open_object();
  write_count(json, "count", summary.count);
  write_number(json, "avg", summary.avg);
  write_number(json, "min", summary.min);
  write_number(json, "max", summary.max);
  write_number(json, "stddev", summary.stddev);
  write_number(json, "p50", summary.p50);
  write_number(json, "p90", summary.p90);
  write_number(json, "p95", summary.p95);
  write_number(json, "p99", summary.p99);
  json.close_object();
}

void write_load(aws::json::Writer& json, const LoadResult& load) {
  json.open_object();
  write_count(json, "calls", load.calls);
  json.key("out_of_budget");
  json.boolean(load.out_of_budget);
  write_number(json, "wall_s", seconds(load.wall));
  json.key("latency_ms");
  json.open_object();
  write_number(json, "mean", load.latency.mean_ns() / 1e6);
  write_number(json, "min", milliseconds(load.latency.min()));
  write_number(json, "max", milliseconds(load.latency.max()));
  for (const auto& [name, percent] :
       {std::pair{"p50", 50.0}, {"p90", 90.0}, {"p95", 95.0}, {"p99", 99.0}, {"p99.9", 99.9}}) {
    write_number(json, name, milliseconds(load.latency.percentile(percent)));
  }
  json.close_object();
  write_counts(json, "answers", load.answers);
  write_counts(json, "errors", load.errors);
  json.close_object();
}

void write_reports(aws::json::Writer& json, const FunctionStatistics& reports) {
  json.open_object();
  write_count(json, "invocations", reports.invocations);
  write_count(json, "memory_size_mb", static_cast<std::uint64_t>(reports.memory_size_mb));
  write_number(json, "billed_ms_sum", reports.billed_ms);
  for (const auto& [name, summary] : {std::pair{"warm_duration_ms", &reports.warm_duration_ms},
                                      {"warm_billed_ms", &reports.warm_billed_ms},
                                      {"cold_init_ms", &reports.cold_init_ms},
                                      {"cold_duration_ms", &reports.cold_duration_ms},
                                      {"cold_total_ms", &reports.cold_total_ms},
                                      {"cold_billed_ms", &reports.cold_billed_ms},
                                      {"max_memory_used_mb", &reports.max_memory_used_mb}}) {
    json.key(name);
    write_summary(json, *summary);
  }
  write_counts(json, "failures", reports.failures);
  json.close_object();
}

}  // namespace bellwether::lab
