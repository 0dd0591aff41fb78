#include "cli/stack_deployment.h"

#include <thread>
#include <utility>

#include "cli/remote_operations.h"
#include "cloud/cloudformation/file_state.h"
#include "cloud/cloudformation/packaging/local_packager.h"
#include "cloud/cloudformation/packaging/zip.h"
#include "cloud/cloudformation/parse.h"

namespace bellwether::cli {

namespace cloudformation = cloud::cloudformation;

aws::Result<cloudformation::Deployed> deploy_stack(const StackTarget& target,
                                                   StackDeployment deployment) {
  const auto text = cloudformation::packaging::read_file(deployment.template_file,
                                                         cloudformation::max_template_bytes);
  if (!text) return std::unexpected(text.error());
  auto document = cloudformation::parse_template_text(*text);
  if (!document) return std::unexpected(document.error());

  cloudformation::FileState state(target.state_folder);
  const auto lock = state.lock(deployment.stack_name);
  if (!lock) return std::unexpected(lock.error());
  RemoteOperations operations(*target.core);
  cloud::SystemRandom random;
  cloudformation::packaging::LocalPackager packager(deployment.template_file.parent_path(), state,
                                                    deployment.line);
  cloudformation::Engine engine(operations, state, state, random, target.scope,
                                [](auto pause) { std::this_thread::sleep_for(pause); });
  auto deployed = engine.deploy({.stack_name = deployment.stack_name,
                                 .document = std::move(*document),
                                 .parameters = std::move(deployment.parameters),
                                 .packager = &packager},
                                deployment.event);
  if (!deployed) return deployed;
  if (auto dropped = state.drop_unused_artifacts(); !dropped) {
    return std::unexpected(dropped.error());
  }
  return deployed;
}

}  // namespace bellwether::cli
