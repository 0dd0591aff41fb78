#include "cli/delete.h"

#include <memory>
#include <string>
#include <thread>

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include "cli/remote_operations.h"
#include "cli/stack_report.h"
#include "cli/stack_target.h"
#include "cloud/cloudformation/engine.h"
#include "cloud/cloudformation/file_state.h"

namespace bellwether::cli {
namespace {

namespace cloudformation = cloud::cloudformation;

struct DeleteOptions {
  std::string stack_name;
  TargetOptions target;
  bool json = false;
};

// Without a name, the only stack there is.
aws::Result<std::string> choose_stack(const cloudformation::FileState& state) {
  const auto names = state.names();
  if (names.size() == 1) return names.front();
  return aws::fail({.code = "ValidationError",
                    .message = names.empty() ? "There is no stack to delete"
                                             : fmt::format("Say which stack by --stack-name: {}",
                                                           fmt::join(names, ", "))});
}

aws::Result<aws::Unit> run_engine(const std::string& name, const StackTarget& target,
                                  cloudformation::FileState& state, const StackReport& report) {
  const auto lock = state.lock(name);
  if (!lock) return std::unexpected(lock.error());
  RemoteOperations operations(*target.core);
  cloud::SystemRandom random;
  cloudformation::Engine engine(operations, state, state, random, target.scope,
                                [](auto pause) { std::this_thread::sleep_for(pause); });
  if (auto removed = engine.remove(name, [&](const auto& event) { report.event(event); });
      !removed) {
    return removed;
  }
  return state.drop_unused_artifacts();
}

int remove_stack(const DeleteOptions& options) {
  const StackReport report(options.json);
  const auto target = find_target(options.target);
  if (!target) return report.failed(options.stack_name, target.error());
  cloudformation::FileState state(target->state_folder);
  const auto name = options.stack_name.empty() ? choose_stack(state)
                                               : aws::Result<std::string>(options.stack_name);
  if (!name) return report.failed("", name.error());
  if (auto removed = run_engine(*name, *target, state, report); !removed) {
    return report.failed(*name, removed.error());
  }
  report.deleted(*name);
  return 0;
}

}  // namespace

void add_delete(CLI::App& program, Run& chosen) {
  auto options = std::make_shared<DeleteOptions>();
  CLI::App& command = *program.add_subcommand("delete", "Delete a stack and everything in it");
  command.add_option("--stack-name", options->stack_name,
                     "Name of the stack (the only one, where there is one)");
  options->target.add_to(command);
  command.add_flag("--json", options->json, "Write the result as JSON; progress goes to stderr");
  command.callback([options, &chosen] { chosen = [options] { return remove_stack(*options); }; });
}

}  // namespace bellwether::cli
