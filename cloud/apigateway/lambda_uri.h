// The uri of an AWS_PROXY integration with a Lambda function:
// arn:aws:apigateway:{region}:lambda:path/2015-03-31/functions/{function ARN}/invocations
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace bellwether::cloud::apigateway {

using StageVariables = std::map<std::string, std::string, std::less<>>;

// The function's ARN, or nothing when the uri is something else. May hold ${stageVariables.name}.
std::optional<std::string> function_in_uri(std::string_view uri);

// With every ${stageVariables.name} replaced; an unset variable is empty, as on AWS.
std::string substitute_stage_variables(std::string_view text, const StageVariables& variables);

}  // namespace bellwether::cloud::apigateway
