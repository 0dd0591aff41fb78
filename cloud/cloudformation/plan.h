// What a deployment will do: the template set against the stack's record and against the cloud.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "cloud/cloudformation/evaluate.h"
#include "cloud/cloudformation/resources/handler.h"
#include "cloud/cloudformation/stack.h"
#include "cloud/cloudformation/template.h"

namespace bellwether::cloud::cloudformation {

enum class Action {
  keep,
  create,
  // The properties differ, or may differ once an unknown value is known.
  update,
  replace,
};

struct PlannedResource {
  Resource resource;
  const ResourceHandler* handler = nullptr;
  std::vector<std::string> depends_on;
  Action action = Action::keep;
  // Replaced even when no property differs: it is a picture of resources that were made again.
  bool outdated = false;
};

struct Plan {
  // Each behind those it depends on.
  std::vector<PlannedResource> resources;
  // Logical ids of the record that the template has no more.
  std::vector<std::string> dropped;
  // Logical ids of the record whose resources the cloud has no more.
  std::set<std::string> vanished;

  bool changes_anything() const;
};

// The template after its transform and with only what its conditions ask for.
Result<Template> settle(const Template& source, const Evaluator& evaluator);

// Refuses unsupported types and properties, unresolvable references and cycles. Asks the cloud
// whether each recorded resource is still there, and changes nothing.
Result<Plan> make_plan(const Template& settled, const Evaluator& evaluator,
                       const StackRecord& record, Surroundings& around);

// What has to be done to a recorded resource to give it these properties.
Action needed_action(const ResourceHandler& handler, const Value& properties,
                     const ResourceRecord& current);

}  // namespace bellwether::cloud::cloudformation
