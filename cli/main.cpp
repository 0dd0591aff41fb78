// `bellwether`: AWS's serverless services on this machine.
#include <exception>

#include <CLI/CLI.hpp>
#include <fmt/core.h>

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

}  // namespace

int main(int argc, char** argv) {
  CLI::App program("Runs AWS's serverless services on this machine.", "bellwether");
  program.set_version_flag("--version", "bellwether " BELLWETHER_VERSION);
  program.require_subcommand(1);
  program.get_formatter()->column_width(36);
  Run chosen;
  for (auto add : commands) add(program, chosen);
  try {
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
