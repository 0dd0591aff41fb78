// Function names as Lambda's operations take them: a name, a partial ARN or an ARN, each perhaps
// with a version or alias behind it.
#pragma once

#include <string>
#include <string_view>

#include "aws/core/error.h"
#include "cloud/core/context.h"

namespace bellwether::cloud::lambda {

inline constexpr std::string_view latest_version = "$LATEST";

struct FunctionName {
  std::string name;
  // Empty when the request named none.
  std::string qualifier;
};

// The function that `text` and the separate `qualifier` name for a caller in `scope`. Functions of
// other regions or accounts are not found, as on AWS.
aws::Result<FunctionName> parse_function_name(const Scope& scope, std::string_view text,
                                              std::string_view qualifier = {});

// "arn:aws:lambda:us-east-1:000000000000:function:name[:qualifier]"
std::string function_arn(const Scope& scope, std::string_view name,
                         std::string_view qualifier = {});

// "Function not found: arn:..."
aws::Error function_not_found(const Scope& scope, const FunctionName& function);

}  // namespace bellwether::cloud::lambda
