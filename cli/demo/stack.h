// The sheep shed deployed in one language, by the same engine as `bellwether deploy`.
#pragma once

#include <filesystem>
#include <map>
#include <string>

#include "aws/core/error.h"
#include "cli/stack_target.h"

namespace bellwether::cli {

struct DemoStack {
  std::string language;  // for people: "C++"
  std::string api_url;   // of the stage: what the routes' paths are put behind
  // Names of functions by their logical ids in the template.
  std::map<std::string, std::string, std::less<>> functions;
};

// `parameter` is the template's Language. What was deployed before is brought up to date.
aws::Result<DemoStack> deploy_demo_stack(const StackTarget& target,
                                         const std::filesystem::path& app, std::string language,
                                         const std::string& parameter);

}  // namespace bellwether::cli
