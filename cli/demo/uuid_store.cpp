// The UUID store: one function by memory size, in both languages.
#include <algorithm>
#include <array>
#include <chrono>
#include <utility>
#include <vector>

#include <fmt/core.h>
#include <fmt/ranges.h>
#include <unistd.h>

#include "cli/demo/application.h"
#include "cli/demo/memory_trial.h"
#include "cli/demo/output.h"
#include "cli/demo/stack.h"
#include "lab/cost_report.h"
#include "lab/memory_charts.h"
#include "lab/memory_comparison.h"
#include "lab/published.h"
#include "lab/saturation.h"
#include "lab/table.h"
#include "lab/workload.h"

namespace bellwether::cli {
namespace {

constexpr std::array memory_by_default = {128, 256, 512, 1024};
constexpr std::uint64_t calls_by_default = 200;
constexpr std::uint64_t calls_in_full = 1000;
// A median of fewer would move with every run.
constexpr std::uint64_t cold_starts_by_default = 30;
constexpr std::uint64_t cold_starts_in_full = 100;
constexpr auto load_time_by_default = std::chrono::minutes(10);
constexpr auto load_time_in_full = std::chrono::hours(2);

// Ascending, each once.
std::vector<int> sizes(const DemoOptions& options) {
  std::vector<int> chosen = options.memory_mb;
  if (chosen.empty()) chosen.assign(memory_by_default.begin(), memory_by_default.end());
  std::ranges::sort(chosen);
  chosen.erase(std::ranges::unique(chosen).begin(), chosen.end());
  return chosen;
}

lab::MemoryComparison plan(const DemoOptions& options, const lab::Machine& machine) {
  lab::MemoryComparison comparison{
      .calls = options.calls.value_or(options.full ? calls_in_full : calls_by_default),
      .cold_starts =
          options.cold_starts.value_or(options.full ? cold_starts_in_full : cold_starts_by_default),
      .concurrency = options.concurrency.value_or(1),
      .cores = machine.cores,
      .free_tier = options.free_tier ? lab::FreeTier::one_month : lab::FreeTier::none,
  };
  for (const int memory_mb : sizes(options)) {
    if (auto warning = lab::saturation_warning(machine, memory_mb, comparison.concurrency)) {
      comparison.notes.push_back(fmt::format("{} MB: {}", memory_mb, *warning));
    }
  }
  comparison.notes.emplace_back(
      "Each cold start is forced by UpdateFunctionConfiguration, one after the other; its latency "
      "is what the caller waited. Warm durations and Init Duration are those of the REPORT "
      "lines, read through CloudWatch Logs.");
  comparison.notes.emplace_back("Ratios compare with C++; costs are those of warm calls.");
  return comparison;
}

void print(const lab::MemoryComparison& comparison) {
  const auto style = lab::TerminalStyle::of(STDOUT_FILENO);
  fmt::print("\n{}\n{}\n{}\n", lab::durations(comparison).render(style),
             lab::cold_starts(comparison).render(style), lab::costs(comparison).render(style));
  for (const std::string& note : comparison.notes) fmt::print("{}\n", note);
  fmt::print("{}on AWS*: not from this run. {}; costs of 128 MB, without requests.\n",
             lab::cost_legend(comparison.free_tier), lab::published.what);
  if (comparison.errors() > 0) {
    fmt::print("\n{} ERRORS\n{}", lab::grouped(comparison.errors()), lab::errors_found(comparison));
  }
}

int run(const StackTarget& target, const std::filesystem::path& folder,
        const DemoOptions& options) {
  const auto stacks = deploy_demo_stacks(target, folder, "the UUID store");
  if (!stacks) return demo_failed(stacks.error());

  lab::MemoryComparison comparison = plan(options, lab::this_machine());
  note_company(comparison.notes);
  say(fmt::format("At {} MB: {} cold starts, then {} warm calls, {} at once",
                  fmt::join(sizes(options), ", "), lab::grouped(comparison.cold_starts),
                  lab::grouped(comparison.calls), comparison.concurrency));
  MemoryTrial trial(target.core,
                    {.memory_mb = sizes(options),
                     .calls = comparison.calls,
                     .cold_starts = comparison.cold_starts,
                     .concurrency = comparison.concurrency,
                     .load_time = options.full ? std::chrono::nanoseconds(load_time_in_full)
                                               : std::chrono::nanoseconds(load_time_by_default)});
  auto measured = trial.run(lab::uuid_store(), *stacks);
  if (!measured) return demo_failed(measured.error());
  comparison.measurements = std::move(*measured);

  print(comparison);
  bool kept = options.json.empty() || keep(options.json, lab::to_json(comparison) + '\n');
  if (!options.plot.empty()) {
    const auto picture =
        lab::memory_charts(comparison, "The UUID store in C++ and in Python, by memory size");
    kept = keep(options.plot, picture) && kept;
  }
  return comparison.errors() == 0 && kept ? 0 : 1;
}

constexpr std::array<std::string_view, 3> own_options = {"--memory", "--cold-starts", "--plot"};

}  // namespace

const DemoApplication uuid_store_demo{.name = "uuid-store", .options = own_options, .run = run};

}  // namespace bellwether::cli
