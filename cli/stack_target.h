// Which cloud the stack commands speak to, and where they keep its stacks.
#pragma once

#include <filesystem>
#include <memory>
#include <string>

#include "aws/client/client_core.h"
#include "cloud/core/context.h"

namespace CLI {
class App;
}

namespace bellwether::cli {

struct TargetOptions {
  std::string endpoint_url;
  std::string region;
  std::string state_dir;

  // --endpoint-url, --region and --state-dir.
  void add_to(CLI::App& command);
};

struct StackTarget {
  std::shared_ptr<aws::ClientCore> core;
  // Without a slash at its end.
  std::string endpoint_url;
  cloud::Scope scope;
  // A folder for this endpoint, account and region alone.
  std::filesystem::path state_folder;
};

// Fails when nothing answers there, and for AWS's own endpoints: this engine leaves out what AWS
// needs, such as roles.
aws::Result<StackTarget> find_target(const TargetOptions& options);

}  // namespace bellwether::cli
