// Which resource needs which: found by looking for Ref, Fn::GetAtt and Fn::Sub, and DependsOn.
#pragma once

#include <string>
#include <vector>

#include "cloud/cloudformation/errors.h"
#include "cloud/cloudformation/evaluate.h"
#include "cloud/cloudformation/template.h"

namespace bellwether::cloud::cloudformation {

struct Reference {
  std::string name;
  // Empty for Ref.
  std::string attribute;
  int line = 0;
};

// Every name that the value refers to, parameters and pseudo parameters among them.
Result<std::vector<Reference>> references(const Value& value);

// Fails when a resource or an output refers to what the template does not declare.
Result<aws::Unit> check_references(const Template& source, const Evaluator& evaluator);

// The logical ids that a resource depends on, without repetition.
Result<std::vector<std::string>> dependencies(const Resource& resource, const Template& source);

// The resources with every one behind those it depends on, otherwise in their order.
// Fails with CloudFormation's "Circular dependency between resources: [...]".
Result<std::vector<Resource>> in_dependency_order(const Template& source);

}  // namespace bellwether::cloud::cloudformation
