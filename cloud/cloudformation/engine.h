// Deploys and deletes stacks: from a parsed template to resources that exist, and back.
//
// parameters -> packaging -> SAM transform -> references and order -> plan (what differs from the
// stack's record and from the cloud) -> apply (steps in dependency order, independent ones at once;
// undone on failure) -> outputs. Knows no transport and no terminal: it speaks to the cloud through
// CloudOperations, keeps what it must remember in StackState and reports what happens as
// CloudFormation's stack events.
#pragma once

#include <chrono>
#include <functional>
#include <string>

#include "cloud/cloudformation/evaluate.h"
#include "cloud/cloudformation/operations.h"
#include "cloud/cloudformation/parameters.h"
#include "cloud/cloudformation/stack.h"
#include "cloud/cloudformation/template.h"
#include "cloud/cloudformation/value.h"
#include "cloud/core/clock.h"
#include "cloud/core/context.h"

namespace bellwether::cloud::cloudformation {

struct StackEvent {
  // CREATE_IN_PROGRESS, UPDATE_COMPLETE, DELETE_FAILED, ...
  std::string status;
  std::string logical_id;
  std::string type;
  std::string physical_id;
  std::string reason;
};

// Puts code that lies beside a template where the engine finds it, as `sam package` does.
class Packager {
 public:
  virtual ~Packager() = default;
  // The template with every local path to code replaced by {Artifact: <digest>}.
  virtual Result<Template> package(const Template& source, const Evaluator& evaluator) = 0;
};

struct DeployRequest {
  std::string stack_name;
  Value document;
  ParameterTexts parameters;
  // Null where templates can name no local code.
  Packager* packager = nullptr;
};

struct Deployed {
  StackRecord stack;
  // False when everything was as the template wants it.
  bool changed = false;
};

class Engine {
 public:
  // Called by one thread at a time, though not always the same.
  using Progress = std::function<void(const StackEvent&)>;
  using Pause = std::function<void(std::chrono::milliseconds)>;

  // All are used by reference and must outlive the engine; `pause` waits between two looks at a
  // resource under construction.
  Engine(CloudOperations& operations, StackState& state, Artifacts& artifacts, Random& random,
         Scope scope, Pause pause);

  // Creates the stack or brings it to the template. A resource that has vanished from the cloud is
  // made again. On failure everything done is undone, and the error names the resource and the
  // reason. Parameters that are not given keep the values of the last deployment.
  Result<Deployed> deploy(const DeployRequest& request, const Progress& progress);

  // Removes every resource and the record; those with DeletionPolicy Retain stay in the cloud.
  Result<aws::Unit> remove(const std::string& stack_name, const Progress& progress);

 private:
  CloudOperations& operations_;
  StackState& state_;
  Artifacts& artifacts_;
  Random& random_;
  Scope scope_;
  Pause pause_;
};

}  // namespace bellwether::cloud::cloudformation
