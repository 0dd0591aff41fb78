// The transform AWS::Serverless-2016-10-31: serverless resources become plain ones.
#pragma once

#include "cloud/cloudformation/errors.h"
#include "cloud/cloudformation/evaluate.h"
#include "cloud/cloudformation/template.h"

namespace bellwether::cloud::cloudformation::sam {

// Leaves plain resources and all other sections as they are. Fails in SAM's words, naming the
// resource. `parameters` answers what SAM must know before it writes logical ids, such as the name
// of a stage.
Result<Template> transform(const Template& serverless, const Evaluator& parameters);

// The properties of a serverless resource with the template's Globals merged in: scalars of the
// resource win, maps are merged, lists are appended.
Result<Value> with_globals(const Resource& resource, const Value& globals);

}  // namespace bellwether::cloud::cloudformation::sam
