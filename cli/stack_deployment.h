// One deployment by the template engine, from a template's file: what `bellwether deploy` and every
// command that needs a stack have in common.
#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <string_view>

#include "cli/stack_target.h"
#include "cloud/cloudformation/engine.h"

namespace bellwether::cli {

struct StackDeployment {
  std::filesystem::path template_file;
  std::string stack_name;
  cloud::cloudformation::ParameterTexts parameters;
  // What packaging does, a line at a time; make's own output among it.
  std::function<void(std::string_view line)> line;
  cloud::cloudformation::Engine::Progress event;
};

// Packages the code, creates or updates the stack, and keeps what is to be remembered of it.
aws::Result<cloud::cloudformation::Deployed> deploy_stack(const StackTarget& target,
                                                          StackDeployment deployment);

}  // namespace bellwether::cli
