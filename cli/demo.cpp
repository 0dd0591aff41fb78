#include "cli/demo.h"

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include <CLI/CLI.hpp>
#include <fmt/core.h>
#include <unistd.h>

#include "cli/child_cloud.h"
#include "cli/demo/contest.h"
#include "cli/demo/stack.h"
#include "cli/interruption.h"
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

struct DemoOptions {
  TargetOptions target;
  std::string python_packages;
  std::string app = "apps/sheep-shed";
  std::string json;
  bool full = false;
  std::optional<std::uint64_t> calls;
  std::optional<int> concurrency;
  std::uint64_t m = 3;
  std::uint64_t n = 8;
};

int failed(const aws::Error& error) {
  fmt::print(stderr, "bellwether demo: {}: {}\n", error.code, error.message);
  return 1;
}

void say(std::string_view text) {
  fmt::print("{}\n", text);
  std::fflush(stdout);
}

lab::Comparison plan(const DemoOptions& options, const lab::Machine& machine) {
  const int carried = lab::undistorted_concurrency(machine, memory_mb);
  lab::Comparison comparison{
      .concurrency = options.concurrency.value_or(options.full ? concurrency_in_full : carried),
      .calls = options.calls.value_or(options.full ? calls_in_full : calls_by_default),
      .cores = machine.cores,
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

bool keep(const lab::Comparison& comparison, const std::string& path) {
  std::ofstream file(path);
  file << lab::to_json(comparison) << '\n';
  file.close();
  if (!file) fmt::print(stderr, "bellwether demo: cannot write {}\n", path);
  return static_cast<bool>(file);
}

int run_on(const TargetOptions& where, const DemoOptions& options) {
  const auto target = find_target(where);
  if (!target) return failed(target.error());
  std::vector<DemoStack> stacks;
  for (const auto& [language, parameter] :
       {std::pair{"C++", "cpp"}, std::pair{"Python", "python"}}) {
    say(fmt::format("Deploying the sheep shed in {}", language));
    auto stack = deploy_demo_stack(*target, options.app, language, parameter);
    if (!stack) return failed(stack.error());
    stacks.push_back(std::move(*stack));
  }

  const lab::Machine machine = lab::this_machine();
  lab::Comparison comparison = plan(options, machine);
  if (auto warning = lab::company_warning(lab::busy_cores())) {
    say(*warning);
    comparison.notes.push_back(std::move(*warning));
  }
  say(fmt::format("Loading each route: {} calls, up to {} at once", lab::grouped(comparison.calls),
                  comparison.concurrency));
  const auto load_time = options.full ? std::chrono::nanoseconds(load_time_in_full)
                                      : std::chrono::nanoseconds(load_time_by_default);
  Contest contest(target->core, {.calls = comparison.calls,
                                 .concurrency = comparison.concurrency,
                                 .avoid_distortion = !options.full && !options.concurrency,
                                 .machine = machine,
                                 .memory_mb = memory_mb,
                                 .load_time = load_time});
  auto measured = contest.run(lab::sheep_shed({.m = options.m, .n = options.n}), stacks);
  if (!measured) return failed(measured.error());
  comparison.measurements = std::move(*measured);

  print(comparison);
  const bool kept = options.json.empty() || keep(comparison, options.json);
  return comparison.errors() == 0 && kept ? 0 : 1;
}

int demo(const DemoOptions& options) {
  if (!options.target.endpoint_url.empty()) return run_on(options.target, options);
  hold_interruptions();
  say("Starting a cloud");
  std::vector<std::string> serve_options = {"--access-log", "off"};
  if (!options.python_packages.empty()) {
    serve_options.insert(serve_options.end(), {"--python-packages", options.python_packages});
  }
  auto cloud = ChildCloud::start(serve_options);
  if (!cloud) return failed(cloud.error());
  on_interruption([&cloud = **cloud] { cloud.stop(); });
  TargetOptions target = options.target;
  target.endpoint_url = (*cloud)->url();
  // The stacks end with the cloud, and so does what is remembered of them.
  target.state_dir = (*cloud)->folder() / "stacks";
  return run_on(target, options);
}

}  // namespace

void add_demo(CLI::App& program, Run& chosen) {
  auto options = std::make_shared<DemoOptions>();
  CLI::App& command =
      *program.add_subcommand("demo", "Compare the sheep shed in C++ and in Python, under load");
  command.footer("Without --endpoint-url a cloud is started, and ended with the demo.");
  options->target.add_to(command);
  command
      .add_option("--python-packages", options->python_packages,
                  "Folder that holds boto3, for the cloud that is started")
      ->check(CLI::ExistingDirectory);
  command.add_option("--app", options->app, "Folder of the sheep shed")
      ->check(CLI::ExistingDirectory)
      ->capture_default_str();
  command.add_flag("--full", options->full, "1,000 calls a route, 100 at once");
  command.add_option("--calls", options->calls, "Calls a route and language")
      ->check(CLI::Range(std::uint64_t{1}, std::uint64_t{1'000'000}));
  command.add_option("--concurrency", options->concurrency, "Calls at once")
      ->check(CLI::Range(1, 1000));
  command.add_option("-m", options->m, "The cat's m")->capture_default_str();
  command.add_option("-n", options->n, "The cat's n")->capture_default_str();
  command.add_option("--json", options->json, "File that keeps all numbers");
  command.callback([options, &chosen] { chosen = [options] { return demo(*options); }; });
}

}  // namespace bellwether::cli
