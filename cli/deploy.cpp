#include "cli/deploy.h"

#include <filesystem>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "cli/stack_deployment.h"
#include "cli/stack_report.h"
#include "cli/stack_target.h"

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

int deploy(DeployOptions options) {
  const StackReport report(options.json);
  if (options.stack_name.empty()) options.stack_name = default_name(options.template_file);
  const auto target = find_target(options.target);
  if (!target) return report.failed(options.stack_name, target.error());
  auto parameters = read_parameters(options.parameters);
  if (!parameters) return report.failed(options.stack_name, parameters.error());
  const auto deployed =
      deploy_stack(*target, {.template_file = options.template_file,
                             .stack_name = options.stack_name,
                             .parameters = std::move(*parameters),
                             .line = [&](auto line) { report.line(line); },
                             .event = [&](const auto& event) { report.event(event); }});
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
