#include <string_view>

#include "aws/json/writer.h"
#include "lab/cost_report.h"
#include "lab/measurement_json.h"
#include "lab/memory_comparison.h"
#include "lab/published.h"

namespace bellwether::lab {
namespace {

void write_number(aws::json::Writer& json, std::string_view name, double number) {
  json.key(name);
  json.number(number);
}

void write_integer(aws::json::Writer& json, std::string_view name, std::int64_t number) {
  json.key(name);
  json.number(number);
}

void write_text(aws::json::Writer& json, std::string_view name, std::string_view text) {
  json.key(name);
  json.string(text);
}

void write_measurement(aws::json::Writer& json, const MemoryMeasurement& one, FreeTier free_tier) {
  json.open_object();
  write_integer(json, "memory_mb", one.memory_mb);
  write_text(json, "language", one.language);
  write_text(json, "function", one.function);
  write_integer(json, "concurrency", one.concurrency);
  write_integer(json, "code_size_bytes", one.code_size_bytes);
  write_integer(json, "missing_reports", static_cast<std::int64_t>(one.missing_reports));
  json.key("cost");
  write_cost(json, one.usage(), free_tier);
  json.key("cold_latency_ms");
  write_summary(json, one.cold_latency_ms);
  json.key("cold");
  write_load(json, one.cold);
  json.key("warm");
  write_load(json, one.warm);
  json.key("reports");
  write_reports(json, one.reports);
  json.close_object();
}

void write_published(aws::json::Writer& json) {
  json.open_object();
  write_text(json, "what", published.what);
  json.key("durations");
  json.open_array();
  for (const PublishedDuration& one : published.durations) {
    json.open_object();
    write_integer(json, "memory_mb", one.memory_mb);
    write_number(json, "interpreted_ms", one.interpreted_ms);
    write_number(json, "compiled_ms", one.compiled_ms);
    json.close_object();
  }
  json.close_array();
  write_number(json, "cold_median_interpreted_ms", published.cold_interpreted_ms);
  write_number(json, "cold_median_compiled_ms", published.cold_compiled_ms);
  write_number(json, "usd_per_100_million_compute_interpreted", published.compute_interpreted_usd);
  write_number(json, "usd_per_100_million_compute_compiled", published.compute_compiled_usd);
  json.close_object();
}

}  // namespace

std::string to_json(const MemoryComparison& comparison) {
  aws::json::Writer json;
  json.open_object();
  write_integer(json, "calls", static_cast<std::int64_t>(comparison.calls));
  write_integer(json, "cold_starts", static_cast<std::int64_t>(comparison.cold_starts));
  write_integer(json, "concurrency", comparison.concurrency);
  write_number(json, "cores", comparison.cores);
  write_integer(json, "errors", static_cast<std::int64_t>(comparison.errors()));
  json.key("notes");
  aws::json::write(json, comparison.notes);
  json.key("prices");
  write_prices(json, comparison.free_tier);
  json.key("published");
  write_published(json);
  json.key("measurements");
  json.open_array();
  for (const MemoryMeasurement& one : comparison.measurements) {
    write_measurement(json, one, comparison.free_tier);
  }
  json.close_array();
  json.close_object();
  return json.take();
}

}  // namespace bellwether::lab
