// `bellwether`: AWS's serverless services on this machine.
#include <algorithm>
#include <exception>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>
#include <fmt/core.h>
#include <fmt/ranges.h>

#include "cli/command.h"
#include "cli/delete.h"
#include "cli/demo.h"
#include "cli/deploy.h"
#include "cli/serve.h"
#include "version.h"

namespace {

using namespace bellwether::cli;

constexpr AddCommand commands[] = {
    add_serve,
    add_deploy,
    add_delete,
    add_demo,
};

// What is wrong with the command line, and where to read what would be right.
std::string complaint(const CLI::App* program, const CLI::Error& error) {
  const auto chosen = program->get_subcommands();
  return fmt::format("bellwether: {}\nbellwether {}--help tells what there is.\n", error.what(),
                     chosen.empty() ? "" : chosen.front()->get_name() + " ");
}

// The parser itself would only say that a command is missing.
void refuse_unknown_command(const CLI::App& program, int argc, char** argv) {
  if (argc < 2 || argv[1][0] == '-') return;
  std::vector<std::string> names;
  for (const CLI::App* command : program.get_subcommands({})) names.push_back(command->get_name());
  if (std::ranges::find(names, argv[1]) != names.end()) return;
  throw CLI::ParseError(
      fmt::format("There is no command {}; there are {}", argv[1], fmt::join(names, ", ")),
      exit_usage);
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App program("Runs AWS's serverless services on this machine.", "bellwether");
  program.set_version_flag("--version", "bellwether " BELLWETHER_VERSION);
  program.require_subcommand(1);
  program.get_formatter()->column_width(36);
  Run chosen;
  for (auto add : commands) add(program, chosen);
  program.failure_message(complaint);
  try {
    refuse_unknown_command(program, argc, argv);
    program.parse(argc, argv);
  } catch (const CLI::ParseError& e) {
    return program.exit(e) == 0 ? 0 : exit_usage;
  }
  try {
    return chosen();
  } catch (const std::exception& e) {
    fmt::print(stderr, "bellwether: {}\n", e.what());
    return 1;
  }
}
