#include "cli/demo.h"

#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <CLI/CLI.hpp>
#include <fmt/core.h>
#include <fmt/ranges.h>

#include "cli/child_cloud.h"
#include "cli/demo/application.h"
#include "cli/demo/options.h"
#include "cli/demo/output.h"
#include "cli/interruption.h"

namespace bellwether::cli {
namespace {

namespace fs = std::filesystem;

const std::array<const DemoApplication*, 2>& applications() {
  static const std::array<const DemoApplication*, 2> all = {&sheep_shed_demo, &uuid_store_demo};
  return all;
}

std::string application_names() {
  std::vector<std::string_view> names;
  for (const DemoApplication* one : applications()) names.push_back(one->name);
  return fmt::format("{}", fmt::join(names, ", "));
}

struct Chosen {
  const DemoApplication* application;
  fs::path folder;
};

// A name stands for its folder below apps/; a folder, for the application of its name.
Chosen choose_application(const std::string& app) {
  fs::path folder = fs::is_directory(app) ? fs::canonical(app) : fs::path("apps") / app;
  const std::string name = folder.filename().string();
  const auto found = std::ranges::find(applications(), name, &DemoApplication::name);
  if (found == applications().end()) {
    throw CLI::ValidationError("--app", fmt::format("There is no application {}; there are: {}",
                                                    app, application_names()));
  }
  if (!fs::exists(folder / "template.yaml")) {
    throw CLI::ValidationError(
        "--app", fmt::format("There is no {} here: start in Bellwether's own folder, or give the "
                             "application's",
                             (folder / "template.yaml").string()));
  }
  return {*found, std::move(folder)};
}

// Options that only some applications take are refused by the others, never passed over.
void refuse_options_of_others(const CLI::App& command, const DemoApplication& application) {
  for (const DemoApplication* other : applications()) {
    for (const std::string_view option : other->options) {
      if (std::ranges::find(application.options, option) != application.options.end()) continue;
      if (command.count(std::string(option)) == 0) continue;
      throw CLI::ValidationError(
          std::string(option),
          fmt::format("{} does not take it, only {} does; its own are {}", application.name,
                      other->name, fmt::join(application.options, ", ")));
    }
  }
}

// Before the load, not after it.
void refuse_unwritable(const std::string& option, const std::string& path) {
  if (path.empty() || std::ofstream(path, std::ios::app)) return;
  throw CLI::ValidationError(option, "cannot write " + path);
}

int demo_elsewhere(const Chosen& chosen, const DemoOptions& options) {
  const auto target = find_target(options.target);
  if (!target) return demo_failed(target.error());
  const int code = chosen.application->run(*target, chosen.folder, options);
  const std::string name = chosen.folder.filename().string();
  fmt::print("The stacks {0}-cpp and {0}-python stay there: bellwether delete removes them.\n",
             name);
  return code;
}

int demo(const Chosen& chosen, const DemoOptions& options) {
  if (!options.target.endpoint_url.empty()) return demo_elsewhere(chosen, options);
  hold_interruptions();
  say("Starting a cloud");
  std::vector<std::string> serve_options = {"--access-log", "off"};
  if (!options.python_packages.empty()) {
    serve_options.insert(serve_options.end(), {"--python-packages", options.python_packages});
  }
  auto cloud = ChildCloud::start(serve_options);
  if (!cloud) return demo_failed(cloud.error());
  on_interruption([&cloud = **cloud] { cloud.stop(); });
  TargetOptions where = options.target;
  where.endpoint_url = (*cloud)->url();
  // The stacks end with the cloud, and so does what is remembered of them.
  where.state_dir = (*cloud)->folder() / "stacks";
  const auto target = find_target(where);
  if (!target) return demo_failed(target.error());
  return chosen.application->run(*target, chosen.folder, options);
}

void add_common_options(CLI::App& command, DemoOptions& options) {
  options.target.add_to(command);
  command
      .add_option("--python-packages", options.python_packages,
                  "Folder that holds boto3, for the cloud that is started")
      ->check(CLI::ExistingDirectory);
  command
      .add_option("--app", options.app,
                  fmt::format("Application ({}), or its folder", application_names()))
      ->capture_default_str();
  command.add_flag("--full", options.full,
                   "More calls: sheep-shed 1,000 a route, 100 at once; uuid-store 1,000 and 100 "
                   "cold starts a memory size");
  command.add_option("--calls", options.calls, "Calls a language, and a route or memory size")
      ->check(CLI::Range(std::uint64_t{1}, std::uint64_t{1'000'000}));
  command.add_option("--concurrency", options.concurrency, "Calls at once")
      ->check(CLI::Range(1, 1000));
  command.add_flag("--free-tier", options.free_tier,
                   "Leave out of the costs what every account has free each month");
  command.add_option("--json", options.json, "File that keeps all numbers");
}

void add_own_options(CLI::App& command, DemoOptions& options) {
  const auto shed = "sheep-shed";
  command.add_option("-m", options.m, "The cat's m")->capture_default_str()->group(shed);
  command.add_option("-n", options.n, "The cat's n")->capture_default_str()->group(shed);
  const auto store = "uuid-store";
  command
      .add_option("--memory", options.memory_mb,
                  "Memory sizes in MB, at most 12 (128,256,512,1024)")
      ->delimiter(',')
      ->expected(1, 12)
      ->check(CLI::Range(128, 10'240))
      ->group(store);
  command.add_option("--cold-starts", options.cold_starts, "Cold starts a language and size (30)")
      ->check(CLI::Range(std::uint64_t{1}, std::uint64_t{1'000}))
      ->group(store);
  command.add_option("--plot", options.plot, "File that keeps three charts, an SVG")->group(store);
}

}  // namespace

void add_demo(CLI::App& program, Run& chosen) {
  auto options = std::make_shared<DemoOptions>();
  CLI::App& command = *program.add_subcommand(
      "demo", "Compare an application in C++ and in Python: under load, or by memory size");
  command.footer("Without --endpoint-url a cloud is started, and ended with the demo.");
  add_common_options(command, *options);
  add_own_options(command, *options);
  command.callback([options, &command, &chosen] {
    const Chosen application = choose_application(options->app);
    refuse_options_of_others(command, *application.application);
    refuse_unwritable("--json", options->json);
    refuse_unwritable("--plot", options->plot);
    chosen = [options, application] { return demo(application, *options); };
  });
}

}  // namespace bellwether::cli
