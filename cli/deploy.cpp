#include "cli/deploy.h"

#include <filesystem>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "cli/remote_operations.h"
#include "cli/stack_report.h"
#include "cli/stack_target.h"
#include "cloud/cloudformation/engine.h"
#include "cloud/cloudformation/file_state.h"
#include "cloud/cloudformation/packaging/local_packager.h"
#include "cloud/cloudformation/packaging/zip.h"
#include "cloud/cloudformation/parse.h"

namespace bellwether::cli {
namespace {

namespace cloudformation = cloud::cloudformation;
namespace fs = std::filesystem;

struct DeployOptions {
  std::string template_file = "template.yaml";
  std::string stack_name;
  std::vector<std::string> parameters;
  TargetOptions target;
  bool json = false;
};

// The template's folder gives the stack its name, as far as a stack may be called so.
std::string default_name(const fs::path& file) {
  std::error_code error;
  const std::string folder = fs::absolute(file, error).lexically_normal().parent_path().filename();
  std::string name;
  for (const char c : folder) {
    const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    const bool digit = c >= '0' && c <= '9';
    if (letter || (digit && !name.empty())) {
      name += c;
    } else if (!name.empty() && !name.ends_with('-')) {
      name += '-';
    }
  }
  while (name.ends_with('-')) name.pop_back();
  return name.empty() ? "stack" : name;
}

aws::Result<cloudformation::ParameterTexts> read_parameters(const std::vector<std::string>& given) {
  cloudformation::ParameterTexts texts;
  for (const std::string& parameter : given) {
    const std::size_t equals = parameter.find('=');
    if (equals == 0 || equals == std::string::npos) {
      return aws::fail(
          {.code = "ValidationError",
           .message = fmt::format("--parameter {} is not of the form NAME=VALUE", parameter)});
    }
    texts[parameter.substr(0, equals)] = parameter.substr(equals + 1);
  }
  return texts;
}

aws::Result<cloudformation::Deployed> run_engine(const DeployOptions& options,
                                                 const StackTarget& target,
                                                 const StackReport& report) {
  auto parameters = read_parameters(options.parameters);
  if (!parameters) return std::unexpected(parameters.error());
  const fs::path file = options.template_file;
  const auto text = cloudformation::packaging::read_file(file, cloudformation::max_template_bytes);
  if (!text) return std::unexpected(text.error());
  auto document = cloudformation::parse_template_text(*text);
  if (!document) return std::unexpected(document.error());

  cloudformation::FileState state(target.state_folder);
  const auto lock = state.lock(options.stack_name);
  if (!lock) return std::unexpected(lock.error());
  RemoteOperations operations(*target.core);
  cloud::SystemRandom random;
  cloudformation::packaging::LocalPackager packager(
      file.parent_path(), state, [&](std::string_view line) { report.line(line); });
  cloudformation::Engine engine(operations, state, state, random, target.scope,
                                [](auto pause) { std::this_thread::sleep_for(pause); });
  auto deployed = engine.deploy({.stack_name = options.stack_name,
                                 .document = std::move(*document),
                                 .parameters = std::move(*parameters),
                                 .packager = &packager},
                                [&](const auto& event) { report.event(event); });
  if (!deployed) return deployed;
  if (auto dropped = state.drop_unused_artifacts(); !dropped) {
    return std::unexpected(dropped.error());
  }
  return deployed;
}

int deploy(DeployOptions options) {
  const StackReport report(options.json);
  if (options.stack_name.empty()) options.stack_name = default_name(options.template_file);
  const auto target = find_target(options.target);
  if (!target) return report.failed(options.stack_name, target.error());
  const auto deployed = run_engine(options, *target, report);
  if (!deployed) return report.failed(options.stack_name, deployed.error());
  report.deployed(*deployed, local_endpoints(deployed->stack, target->endpoint_url));
  return 0;
}

}  // namespace

void add_deploy(CLI::App& program, Run& chosen) {
  auto options = std::make_shared<DeployOptions>();
  CLI::App& command = *program.add_subcommand(
      "deploy", "Create or update a stack from a SAM or CloudFormation template");
  command.add_option("--template,-t", options->template_file, "The template, YAML or JSON")
      ->capture_default_str();
  command.add_option("--stack-name", options->stack_name,
                     "Name of the stack (that of the template's folder)");
  command
      .add_option("--parameter", options->parameters,
                  "NAME=VALUE; one that is not given keeps the last deployment's value")
      ->expected(1)
      ->take_all();
  options->target.add_to(command);
  command.add_flag("--json", options->json, "Write the stack as JSON; progress goes to stderr");
  command.callback([options, &chosen] { chosen = [options] { return deploy(*options); }; });
}

}  // namespace bellwether::cli
