// Runs a program and hands on what it says.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "cloud/cloudformation/errors.h"

namespace bellwether::cloud::cloudformation::packaging {

struct Program {
  // The program, looked for in PATH, and its arguments.
  std::vector<std::string> arguments;
  // Added to this process's environment.
  std::map<std::string, std::string> environment;
};

// Waits for its end; both outputs go to `line` as they come. Answers the exit code, or 128 and the
// signal that ended it, as a shell would.
Result<int> run(const Program& program, const std::function<void(std::string_view)>& line);

}  // namespace bellwether::cloud::cloudformation::packaging
