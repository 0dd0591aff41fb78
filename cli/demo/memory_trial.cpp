#include "cli/demo/memory_trial.h"

#include <algorithm>
#include <cstdio>
#include <utility>

#include <fmt/format.h>

#include "aws/logs/client.h"
#include "cli/progress.h"
#include "lab/collect.h"
#include "lab/load.h"

namespace bellwether::cli {
namespace {

using std::chrono::nanoseconds;

aws::Timestamp now() {
  return std::chrono::time_point_cast<std::chrono::milliseconds>(std::chrono::system_clock::now());
}

double milliseconds(nanoseconds time) {
  return std::chrono::duration<double, std::milli>(time).count();
}

std::string title(const lab::MemoryMeasurement& one, std::string_view what) {
  return fmt::format("{} MB {} {}", lab::grouped(static_cast<std::uint64_t>(one.memory_mb)),
                     one.language, what);
}

}  // namespace

MemoryTrial::MemoryTrial(std::shared_ptr<aws::ClientCore> core, MemoryTrialOptions options)
    : core_(std::move(core)), options_(std::move(options)) {}

aws::Result<std::vector<lab::MemoryMeasurement>> MemoryTrial::run(
    const lab::Route& route, const std::vector<DemoStack>& stacks) {
  std::vector<Subject> subjects;
  for (const DemoStack& stack : stacks) {
    const auto function = stack.function(route.function);
    if (!function) return aws::fail(function.error());
    auto settings = FunctionSettings::of(core_, *function);
    if (!settings) return aws::fail(settings.error());
    subjects.push_back({stack, std::move(*settings)});
  }
  auto measured = measure_all(route, subjects);
  for (Subject& subject : subjects) {
    auto restored = subject.settings.restore();
    if (measured && !restored) return aws::fail(restored.error());
  }
  return measured;
}

aws::Result<std::vector<lab::MemoryMeasurement>> MemoryTrial::measure_all(
    const lab::Route& route, std::vector<Subject>& subjects) {
  std::vector<lab::MemoryMeasurement> measurements;
  nanoseconds left = options_.load_time;
  for (const int memory_mb : options_.memory_mb) {
    for (Subject& subject : subjects) {
      // Half of what is left: enough for the slow ones at the front, and never too much in all.
      auto measured = measure(route, subject, memory_mb, left / 2);
      if (!measured) return aws::fail(measured.error());
      left = std::max(nanoseconds(0), left - measured->warm.wall);
      measurements.push_back(std::move(*measured));
    }
  }
  return measurements;
}

aws::Result<lab::MemoryMeasurement> MemoryTrial::measure(const lab::Route& route, Subject& subject,
                                                         int memory_mb, nanoseconds budget) {
  lab::MemoryMeasurement measurement{.language = subject.stack.language,
                                     .interpreted = subject.stack.interpreted,
                                     .function = subject.settings.name(),
                                     .memory_mb = memory_mb,
                                     .concurrency = options_.concurrency,
                                     .code_size_bytes = subject.settings.code_size_bytes()};
  const aws::Timestamp since = now();
  if (auto started = start_cold(route, subject, measurement); !started) {
    return aws::fail(started.error());
  }
  if (auto called = call_warm(route, subject.stack, budget, measurement); !called) {
    return aws::fail(called.error());
  }
  const aws::logs::Client logs(core_);
  const std::size_t expected = measurement.cold.calls + measurement.warm.calls;
  auto reports = lab::collect_reports(
      [&](const auto& request) { return logs.FilterLogEvents(request); },
      {.function = measurement.function, .since = since, .expected = expected});
  if (!reports) return aws::fail(reports.error());
  // The last report of the size before may be of the millisecond in which this one began.
  std::erase_if(*reports, [&](const auto& report) { return report.memory_size_mb != memory_mb; });
  measurement.reports = lab::statistics(*reports);
  measurement.missing_reports = expected > reports->size() ? expected - reports->size() : 0;
  return measurement;
}

aws::Result<aws::Unit> MemoryTrial::start_cold(const lab::Route& route, Subject& subject,
                                               lab::MemoryMeasurement& measurement) const {
  const auto origin = lab::Origin::parse(subject.stack.api_url);
  if (!origin) return aws::fail(origin.error());
  Progress progress(stdout, title(measurement, "cold"));
  std::vector<double> latencies_ms;
  lab::LoadResult& all = measurement.cold;
  for (std::uint64_t i = 0; i < options_.cold_starts; ++i) {
    if (auto renewed = subject.settings.renew(measurement.memory_mb); !renewed) return renewed;
    const lab::LoadResult one = lab::run_load({.origin = *origin,
                                               .request = route.request,
                                               .classify = route.classify,
                                               .first_index = i});
    // An error's latency is not that of a cold start.
    if (one.error_count() == 0) latencies_ms.push_back(milliseconds(one.latency.max()));
    all.add(one);
    progress.update({.calls = all.calls,
                     .wanted = options_.cold_starts,
                     .errors = all.error_count(),
                     .elapsed = all.wall});
  }
  progress.finish(all);
  measurement.cold_latency_ms = lab::summarize(std::move(latencies_ms));
  return aws::Unit{};
}

aws::Result<aws::Unit> MemoryTrial::call_warm(const lab::Route& route, const DemoStack& stack,
                                              nanoseconds budget,
                                              lab::MemoryMeasurement& measurement) const {
  const auto origin = lab::Origin::parse(stack.api_url);
  if (!origin) return aws::fail(origin.error());
  Progress progress(stdout, title(measurement, "warm"));
  measurement.warm =
      lab::run_load({.origin = *origin,
                     .request = route.request,
                     .classify = route.classify,
                     .first_index = options_.cold_starts,
                     .calls = options_.calls,
                     .concurrency = options_.concurrency,
                     .budget = budget,
                     .progress = [&](const auto& so_far) { progress.update(so_far); }});
  progress.finish(measurement.warm);
  return aws::Unit{};
}

}  // namespace bellwether::cli
