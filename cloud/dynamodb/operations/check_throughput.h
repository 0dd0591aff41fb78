// What CreateTable and UpdateTable refuse of throughput, of the table and of its global indexes.
#pragma once

#include <optional>
#include <string>

#include "aws/core/error.h"
#include "aws/dynamodb/model.h"

namespace bellwether::cloud::dynamodb {

// "One or more parameter values were invalid: " and what is.
aws::Error invalid_parameter(const std::string& what);

// Units that AWS cannot count.
std::optional<aws::Error> check_bounds(
    const std::optional<aws::dynamodb::ProvisionedThroughput>& throughput);

// Whose throughput a refusal speaks of: the table's, or an index's by name.
struct ThroughputOwner {
  std::string index;  // empty: the table
};

// The most that may be used on demand. `clearable`: -1 takes a limit away, as UpdateTable lets it.
std::optional<aws::Error> check_on_demand(
    const std::optional<aws::dynamodb::OnDemandThroughput>& limits, bool is_on_demand,
    const ThroughputOwner& owner, bool clearable = false);

// What a new table or index is to be ready for; at least what its billing gives it anyway.
std::optional<aws::Error> check_warm(
    const std::optional<aws::dynamodb::WarmThroughput>& warm,
    const std::optional<aws::dynamodb::ProvisionedThroughput>& provisioned,
    const ThroughputOwner& owner);

// The same of a table or index that there is: it never gets colder.
std::optional<aws::Error> check_warmer(const aws::dynamodb::WarmThroughput& wanted,
                                       std::int64_t current_reads, std::int64_t current_writes,
                                       const ThroughputOwner& owner);

// What a new on-demand table is ready for at once.
// https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/warm-throughput.html
inline constexpr std::int64_t kOnDemandWarmReads = 12'000;
inline constexpr std::int64_t kOnDemandWarmWrites = 4'000;

}  // namespace bellwether::cloud::dynamodb
