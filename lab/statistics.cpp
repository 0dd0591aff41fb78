#include "lab/statistics.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace bellwether::lab {
namespace {

double nearest_rank(std::span<const double> ascending, double percent) {
  const auto rank = std::ceil(static_cast<double>(ascending.size()) * percent / 100);
  return ascending[std::max<std::size_t>(static_cast<std::size_t>(rank), 1) - 1];
}

}  // namespace

Summary summarize(std::vector<double> values) {
  if (values.empty()) return {};
  std::sort(values.begin(), values.end());
  const auto count = static_cast<double>(values.size());
  const double avg = std::accumulate(values.begin(), values.end(), 0.0) / count;
  double squares = 0;
  for (const double value : values) squares += (value - avg) * (value - avg);
  return {
      .count = values.size(),
      .avg = avg,
      .min = values.front(),
      .max = values.back(),
      .stddev = values.size() < 2 ? 0 : std::sqrt(squares / (count - 1)),
      .p50 = nearest_rank(values, 50),
      .p90 = nearest_rank(values, 90),
      .p95 = nearest_rank(values, 95),
      .p99 = nearest_rank(values, 99),
  };
}

std::uint64_t FunctionStatistics::failure_count() const {
  std::uint64_t count = 0;
  for (const auto& [kind, times] : failures) count += times;
  return count;
}

FunctionStatistics statistics(std::span<const Report> reports) {
  std::vector<double> warm_duration;
  std::vector<double> warm_billed;
  std::vector<double> cold_init;
  std::vector<double> cold_duration;
  std::vector<double> cold_total;
  std::vector<double> cold_billed;
  std::vector<double> memory;
  FunctionStatistics result;
  for (const Report& report : reports) {
    ++result.invocations;
    result.memory_size_mb = report.memory_size_mb;
    result.billed_ms += report.billed_ms;
    memory.push_back(report.max_memory_used_mb);
    if (report.failed()) {
      ++result.failures[report.error_type.empty() ? report.status : report.error_type];
    } else if (report.cold()) {
      const double init = report.init_ms.value_or(0) + report.restore_ms.value_or(0);
      cold_init.push_back(init);
      cold_duration.push_back(report.duration_ms);
      cold_total.push_back(init + report.duration_ms);
      cold_billed.push_back(report.billed_ms);
    } else {
      warm_duration.push_back(report.duration_ms);
      warm_billed.push_back(report.billed_ms);
    }
  }
  result.warm_duration_ms = summarize(std::move(warm_duration));
  result.warm_billed_ms = summarize(std::move(warm_billed));
  result.cold_init_ms = summarize(std::move(cold_init));
  result.cold_duration_ms = summarize(std::move(cold_duration));
  result.cold_total_ms = summarize(std::move(cold_total));
  result.cold_billed_ms = summarize(std::move(cold_billed));
  result.max_memory_used_mb = summarize(std::move(memory));
  return result;
}

}  // namespace bellwether::lab
