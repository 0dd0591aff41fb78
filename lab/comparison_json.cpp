#include "aws/json/writer.h"
#include "lab/comparison.h"
#include "lab/cost_report.h"
#include "lab/measurement_json.h"

namespace bellwether::lab {

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
  json.key("prices");
  write_prices(json, comparison.free_tier);
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
    json.number(cost(one.usage(), Architecture::x86_64).total_usd() * 1'000'000);
    json.key("cost");
    write_cost(json, one.usage(), comparison.free_tier);
    json.key("load");
    write_load(json, one.load);
    json.key("reports");
    write_reports(json, one.reports);
    json.close_object();
  }
  json.close_array();
  json.close_object();
  return json.take();
}

}  // namespace bellwether::lab
