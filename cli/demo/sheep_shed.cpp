// The sheep shed: four routes, one after the other, in both languages.
#include <array>
#include <chrono>
#include <cstdio>
#include <utility>

#include <fmt/core.h>
#include <unistd.h>

#include "cli/demo/application.h"
#include "cli/demo/contest.h"
#include "cli/demo/output.h"
#include "cli/demo/stack.h"
#include "lab/cost_report.h"
#include "lab/saturation.h"
#include "lab/table.h"
#include "lab/workload.h"

namespace bellwether::cli {
namespace {

constexpr int memory_mb = 128;  // the template's default
constexpr std::uint64_t calls_by_default = 100;
constexpr std::uint64_t calls_in_full = 1000;
constexpr int concurrency_in_full = 100;
constexpr auto load_time_by_default = std::chrono::minutes(3);
constexpr auto load_time_in_full = std::chrono::hours(1);

lab::Comparison plan(const DemoOptions& options, const lab::Machine& machine) {
  const int carried = lab::undistorted_concurrency(machine, memory_mb);
  lab::Comparison comparison{
      .concurrency = options.concurrency.value_or(options.full ? concurrency_in_full : carried),
      .calls = options.calls.value_or(options.full ? calls_in_full : calls_by_default),
      .cores = machine.cores,
      .free_tier = options.free_tier ? lab::FreeTier::one_month : lab::FreeTier::none,
  };
  if (auto warning = lab::saturation_warning(machine, memory_mb, comparison.concurrency)) {
    comparison.notes.push_back(std::move(*warning));
  } else {
    comparison.notes.push_back(fmt::format(
        "At most {} calls at once: so many functions of {} MB take {:.1f} cores, and this "
        "machine's "
        "{:g} carry up to {} without distorting durations. Of calls so quick that most of their "
        "time is the cloud's, fewer run at once.",
        comparison.concurrency, memory_mb, comparison.concurrency * lab::cpu_share(memory_mb),
        machine.cores, carried));
  }
  comparison.notes.emplace_back(
      "Environments begin one after the other, so that their inits do not wait for each other's "
      "core; wall time includes that.");
  return comparison;
}

void print(const lab::Comparison& comparison) {
  const auto style = lab::TerminalStyle::of(STDOUT_FILENO);
  fmt::print("\n{}\n{}\n{}\n", lab::wall_times(comparison).render(style),
             lab::reports(comparison).render(style), lab::costs(comparison).render(style));
  fmt::print("Answers\n{}\n", lab::answers(comparison));
  for (const std::string& note : comparison.notes) fmt::print("{}\n", note);
  fmt::print(
      "Durations are those of the REPORT lines, read through CloudWatch Logs; ratios compare with "
      "C++.\n{}",
      lab::cost_legend(comparison.free_tier));
  if (comparison.errors() > 0) {
    fmt::print("\n{} ERRORS: see the answers above.\n", lab::grouped(comparison.errors()));
  }
}

// A shed that an earlier demo filled has none of these yet.
std::uint64_t fresh_tattoo() {
  constexpr std::uint64_t most_calls = 1'000'000;
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  return static_cast<std::uint64_t>(std::chrono::floor<std::chrono::seconds>(now).count()) *
         most_calls;
}

int run(const StackTarget& target, const std::filesystem::path& folder,
        const DemoOptions& options) {
  const auto stacks = deploy_demo_stacks(target, folder, "the sheep shed");
  if (!stacks) return demo_failed(stacks.error());

  const lab::Machine machine = lab::this_machine();
  lab::Comparison comparison = plan(options, machine);
  note_company(comparison.notes);
  say(fmt::format("Loading each route: {} calls, up to {} at once", lab::grouped(comparison.calls),
                  comparison.concurrency));
  const auto load_time = options.full ? std::chrono::nanoseconds(load_time_in_full)
                                      : std::chrono::nanoseconds(load_time_by_default);
  Contest contest(target.core, {.calls = comparison.calls,
                                .concurrency = comparison.concurrency,
                                .avoid_distortion = !options.full && !options.concurrency,
                                .machine = machine,
                                .memory_mb = memory_mb,
                                .load_time = load_time});
  auto measured = contest.run(
      lab::sheep_shed({.m = options.m, .n = options.n, .first_tattoo = fresh_tattoo()}), *stacks);
  if (!measured) return demo_failed(measured.error());
  comparison.measurements = std::move(*measured);

  print(comparison);
  const bool kept = options.json.empty() || keep(options.json, lab::to_json(comparison) + '\n');
  return comparison.errors() == 0 && kept ? 0 : 1;
}

constexpr std::array<std::string_view, 2> own_options = {"-m", "-n"};

}  // namespace

const DemoApplication sheep_shed_demo{.name = "sheep-shed", .options = own_options, .run = run};

}  // namespace bellwether::cli
