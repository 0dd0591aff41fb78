#include "cli/demo/stack.h"

#include <deque>
#include <utility>

#include <fmt/core.h>

#include "cli/demo/output.h"
#include "cli/stack_deployment.h"
#include "cli/stack_report.h"

namespace bellwether::cli {
namespace {

// Of what packaging said, as much as explains why it failed.
constexpr std::size_t shown_lines = 20;

struct Language {
  const char* name;
  const char* parameter;  // the template's Language
  bool interpreted;
};
constexpr Language languages[] = {
    {.name = "C++", .parameter = "cpp", .interpreted = false},
    {.name = "Python", .parameter = "python", .interpreted = true},
};

aws::Result<DemoStack> deploy_demo_stack(const StackTarget& target,
                                         const std::filesystem::path& folder,
                                         const Language& language) {
  std::deque<std::string> said;
  const auto deployed =
      deploy_stack(target, {.template_file = folder / "template.yaml",
                            .stack_name = folder.filename().string() + "-" + language.parameter,
                            .parameters = {{"Language", language.parameter}},
                            .line =
                                [&](std::string_view line) {
                                  said.emplace_back(line);
                                  if (said.size() > shown_lines) said.pop_front();
                                },
                            .event = [](const auto&) {}});
  if (!deployed) {
    for (const std::string& line : said) fmt::print(stderr, "{}\n", line);
    return aws::fail(deployed.error());
  }

  const auto endpoints = local_endpoints(deployed->stack, target.endpoint_url);
  if (endpoints.size() != 1) {
    return aws::fail({.code = "NoApi",
                      .message = fmt::format("stack {} has {} API stages in place of one",
                                             deployed->stack.name, endpoints.size())});
  }
  DemoStack stack{.language = language.name,
                  .interpreted = language.interpreted,
                  .api_url = endpoints.front().second};
  for (const auto& resource : deployed->stack.resources) {
    if (resource.type == "AWS::Lambda::Function") {
      stack.functions[resource.logical_id] = resource.physical_id;
    }
  }
  return stack;
}

}  // namespace

aws::Result<std::string> DemoStack::function(std::string_view logical_id) const {
  const auto found = functions.find(logical_id);
  if (found == functions.end()) {
    return aws::fail({.code = "NoSuchFunction",
                      .message = fmt::format("the stack of {} has no {}", language, logical_id)});
  }
  return found->second;
}

aws::Result<std::vector<DemoStack>> deploy_demo_stacks(const StackTarget& target,
                                                       const std::filesystem::path& folder,
                                                       std::string_view application) {
  std::vector<DemoStack> stacks;
  for (const Language& language : languages) {
    say(fmt::format("Deploying {} in {}", application, language.name));
    auto stack = deploy_demo_stack(target, folder, language);
    if (!stack) return aws::fail(stack.error());
    stacks.push_back(std::move(*stack));
  }
  return stacks;
}

}  // namespace bellwether::cli
