#include "cli/demo/contest.h"

#include <algorithm>
#include <cstdio>
#include <utility>

#include "aws/lambda/client.h"
#include "aws/logs/client.h"
#include "cli/progress.h"
#include "lab/collect.h"
#include "lab/load.h"

namespace bellwether::cli {
namespace {

using std::chrono::nanoseconds;

// Room between two initialisations, for the cloud that starts them.
constexpr double spacing = 1.25;
// Calls one after the other that tell how long a warm one takes.
constexpr std::uint64_t calls_to_know = 5;

aws::Timestamp now() {
  return std::chrono::time_point_cast<std::chrono::milliseconds>(std::chrono::system_clock::now());
}

// One initialisation takes a whole core: so far apart they do not wait for each other.
nanoseconds interval_between_starts(const std::vector<lab::Report>& reports, double cores) {
  double init_ms = 0;
  for (const lab::Report& report : reports) init_ms = std::max(init_ms, report.init_ms.value_or(0));
  return nanoseconds(static_cast<std::int64_t>(init_ms * 1e6 * spacing / cores));
}

}  // namespace

Contest::Contest(std::shared_ptr<aws::ClientCore> core, ContestOptions options)
    : core_(std::move(core)), options_(options) {}

aws::Result<std::vector<lab::Measurement>> Contest::run(const std::vector<lab::Route>& routes,
                                                        const std::vector<DemoStack>& stacks) {
  std::vector<lab::Measurement> measurements;
  nanoseconds left = options_.load_time;
  for (const lab::Route& route : routes) {
    for (const DemoStack& stack : stacks) {
      // Half of what is left: enough for the slow ones at the front, and never too much in all.
      auto measured = measure(route, stack, left / 2);
      if (!measured) return aws::fail(measured.error());
      left = std::max(nanoseconds(0), left - measured->load.wall);
      measurements.push_back(std::move(*measured));
    }
  }
  return measurements;
}

aws::Result<lab::Measurement> Contest::measure(const lab::Route& route, const DemoStack& stack,
                                               nanoseconds budget) {
  const auto origin = lab::Origin::parse(stack.api_url);
  if (!origin) return aws::fail(origin.error());
  const auto function = stack.function(route.function);
  if (!function) return aws::fail(function.error());

  Progress progress(stdout, route.name + " " + stack.language);
  const aws::Timestamp since = now();
  lab::LoadPlan plan{.origin = *origin,
                     .request = route.request,
                     .classify = route.classify,
                     .calls = 1,
                     .budget = budget};
  plan.progress = [&](lab::LoadProgress so_far) {
    so_far.calls += plan.first_index;
    so_far.wanted = options_.calls;
    progress.update(so_far);
  };
  // The first call tells how long an environment takes to initialise, a few more how long one that
  // is ready takes: from these follows what the machine can bear.
  lab::LoadResult load = lab::run_load(plan);
  const auto first = reports(*function, since, 1);
  if (!first) return aws::fail(first.error());
  const auto go_on = [&](std::uint64_t calls) {
    plan.first_index = load.calls;
    plan.calls = std::min(calls, options_.calls - load.calls);
    plan.budget = std::max(nanoseconds(0), budget - load.wall);
    lab::LoadResult more;
    if (plan.calls > 0) more = lab::run_load(plan);
    load.add(more);
    return more;
  };
  const lab::LoadResult warm = go_on(calls_to_know);
  plan.concurrency = concurrency_for(warm.latency.percentile(50));
  plan.connection_interval = interval_between_starts(*first, options_.machine.cores);
  go_on(options_.calls);
  progress.finish(load);

  const auto all = reports(*function, since, load.calls);
  if (!all) return aws::fail(all.error());
  if (auto released = release(*function); !released) return aws::fail(released.error());
  const std::size_t missing = load.calls > all->size() ? load.calls - all->size() : 0;
  return lab::Measurement{
      .route = route.name,
      .language = stack.language,
      .function = *function,
      .concurrency = plan.concurrency,
      .load = std::move(load),
      .reports = lab::statistics(*all),
      .missing_reports = missing,
  };
}

int Contest::concurrency_for(nanoseconds latency) const {
  if (!options_.avoid_distortion) return options_.concurrency;
  return std::min(options_.concurrency,
                  lab::undistorted_concurrency(options_.machine, options_.memory_mb, latency));
}

aws::Result<std::vector<lab::Report>> Contest::reports(const std::string& function,
                                                       aws::Timestamp since,
                                                       std::size_t expected) const {
  const aws::logs::Client logs(core_);
  return lab::collect_reports([&](const auto& request) { return logs.FilterLogEvents(request); },
                              {.function = function, .since = since, .expected = expected});
}

// A changed configuration ends a function's environments, as on AWS: the memory they keep is for
// those that are measured next.
aws::Result<aws::Unit> Contest::release(const std::string& function) const {
  const aws::lambda::Client lambda(core_);
  const auto updated = lambda.UpdateFunctionConfiguration(
      {.FunctionName = function, .Description = "Measured by bellwether demo"});
  if (!updated) return aws::fail(updated.error());
  return aws::Unit{};
}

}  // namespace bellwether::cli
