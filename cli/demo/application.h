// The applications that `bellwether demo` can show, a file each.
#pragma once

#include <filesystem>
#include <span>
#include <string_view>

#include "cli/demo/options.h"
#include "cli/stack_target.h"

namespace bellwether::cli {

struct DemoApplication {
  std::string_view name;  // its folder's
  // Of the options that not every application takes, those that this one does.
  std::span<const std::string_view> options;
  // Deploys it from the folder, loads it and shows what was found. Answers the exit code.
  int (*run)(const StackTarget& target, const std::filesystem::path& folder,
             const DemoOptions& options);
};

extern const DemoApplication sheep_shed_demo;
extern const DemoApplication uuid_store_demo;

}  // namespace bellwether::cli
