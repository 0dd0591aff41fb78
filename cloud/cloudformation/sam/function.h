// AWS::Serverless::Function: the function, its role and the permissions of its events.
#pragma once

#include <string>
#include <vector>

#include "cloud/cloudformation/errors.h"
#include "cloud/cloudformation/evaluate.h"
#include "cloud/cloudformation/template.h"

namespace bellwether::cloud::cloudformation::sam {

// The function and, unless it names one, its role. `properties` are those with the Globals.
Result<std::vector<Resource>> function_resources(const Resource& function, const Value& properties,
                                                 const Evaluator& parameters);

// The role's inline and managed policies from the property Policies, written into `role`.
Result<aws::Unit> add_policies(const Resource& function, const Value& policies, Value& role);

// SAM's tag list: its own tag first, then those of the property Tags.
Value tag_list(const Value* tags);

}  // namespace bellwether::cloud::cloudformation::sam
