// ResourceArn: which table TagResource, PutResourcePolicy and their like mean.
#pragma once

#include <string>
#include <string_view>

#include "aws/core/error.h"
#include "cloud/core/context.h"

namespace bellwether::cloud::dynamodb {

// The table's name, or AWS's refusal of what is no ARN of a table of the account in the region.
// Tables only: AWS lets streams have tags and policies too.
aws::Result<std::string> table_of_arn(const Scope& scope, std::string_view arn);

// The refusal of an ARN whose table there is not, in the words that tags have for it.
aws::Error no_such_arn(const std::string& arn);

}  // namespace bellwether::cloud::dynamodb
