// A function's configuration: what requests may ask for, and what Lambda makes of it.
#pragma once

#include <filesystem>

#include "aws/lambda/model.h"
#include "cloud/core/context.h"
#include "cloud/lambda/environments/function_spec.h"
#include "cloud/lambda/functions/record.h"

namespace bellwether::cloud::lambda {

// What Lambda checks beyond its model's constraints, and what is not supported here, by name.
aws::Result<aws::Unit> check(const aws::lambda::CreateFunctionRequest& request);
aws::Result<aws::Unit> check(const aws::lambda::UpdateFunctionConfigurationRequest& request);
aws::Result<aws::Unit> check(const aws::lambda::UpdateFunctionCodeRequest& request);

// The configuration of a new function with Lambda's defaults; without code, revision and times.
aws::lambda::FunctionConfiguration new_configuration(
    const Scope& scope, const std::string& name, const aws::lambda::CreateFunctionRequest& request);
// What the request gives replaces what was.
void apply(const Scope& scope, const aws::lambda::UpdateFunctionConfigurationRequest& request,
           aws::lambda::FunctionConfiguration& configuration);

// What execution environments need of it.
FunctionSpec make_spec(const Scope& scope, const FunctionRecord& record,
                       std::filesystem::path code);

// "2026-11-21T08:00:00.000+0000"
std::string last_modified(aws::Timestamp now);

}  // namespace bellwether::cloud::lambda
