#include "cli/demo/stack.h"

#include <deque>
#include <utility>

#include <fmt/core.h>

#include "cli/stack_deployment.h"
#include "cli/stack_report.h"

namespace bellwether::cli {
namespace {

// Of what packaging said, as much as explains why it failed.
constexpr std::size_t shown_lines = 20;

}  // namespace

aws::Result<DemoStack> deploy_demo_stack(const StackTarget& target,
                                         const std::filesystem::path& app, std::string language,
                                         const std::string& parameter) {
  std::deque<std::string> said;
  const auto deployed =
      deploy_stack(target, {.template_file = app / "template.yaml",
                            .stack_name = app.filename().string() + "-" + parameter,
                            .parameters = {{"Language", parameter}},
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
  DemoStack stack{.language = std::move(language), .api_url = endpoints.front().second};
  for (const auto& resource : deployed->stack.resources) {
    if (resource.type == "AWS::Lambda::Function") {
      stack.functions[resource.logical_id] = resource.physical_id;
    }
  }
  return stack;
}

}  // namespace bellwether::cli
