// An application deployed in one language, by the same engine as `bellwether deploy`.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "aws/core/error.h"
#include "cli/stack_target.h"

namespace bellwether::cli {

struct DemoStack {
  std::string language;  // for people: "C++"
  bool interpreted = false;
  std::string api_url;  // of the stage: what the routes' paths are put behind
  // Names of functions by their logical ids in the template.
  std::map<std::string, std::string, std::less<>> functions;

  aws::Result<std::string> function(std::string_view logical_id) const;
};

// In C++ and in Python, which are values of the template's Language, saying so of `application`.
// What was deployed before is brought up to date.
aws::Result<std::vector<DemoStack>> deploy_demo_stacks(const StackTarget& target,
                                                       const std::filesystem::path& folder,
                                                       std::string_view application);

}  // namespace bellwether::cli
