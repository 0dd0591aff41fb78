// How many units a table or index is provisioned with, and how often they may be lowered.
// https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ServiceQuotas.html
#pragma once

#include <optional>
#include <string>

#include "aws/core/error.h"
#include "aws/core/types.h"
#include "aws/dynamodb/model.h"

namespace bellwether::cloud::dynamodb {

// What a new table or index has: these units, or none of its own when it is paid for by request.
aws::dynamodb::ProvisionedThroughputDescription provision(
    const std::optional<aws::dynamodb::ProvisionedThroughput>& wanted);

// AWS's refusal of units that are those already there, or lower ones when they were lowered too
// often today. `what` is "the table" or "the index NAME".
std::optional<aws::Error> check_change(
    const aws::dynamodb::ProvisionedThroughputDescription& current,
    const aws::dynamodb::ProvisionedThroughput& wanted, const std::string& what,
    aws::Timestamp now);

// Sets the units, and when they rose or fell.
void change(aws::dynamodb::ProvisionedThroughputDescription& current,
            const aws::dynamodb::ProvisionedThroughput& wanted, aws::Timestamp now);

// NumberOfDecreasesToday begins anew at midnight UTC.
void forget_decreases(aws::dynamodb::ProvisionedThroughputDescription& current, aws::Timestamp now);

}  // namespace bellwether::cloud::dynamodb
