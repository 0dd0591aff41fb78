#include "cloud/dynamodb/operations/check_throughput.h"

#include <cstdint>
#include <string_view>

namespace bellwether::cloud::dynamodb {

namespace {

using Refusal = std::optional<aws::Error>;
using aws::dynamodb::errors::ValidationException;

constexpr std::int64_t kMaxUnits = 1'000'000'000'000;
// UpdateTable's word for "no limit any more".
constexpr std::int64_t kCleared = -1;

Refusal check_bound(std::int64_t units, std::string_view name) {
  if (units <= kMaxUnits) return std::nullopt;
  return ValidationException("Given value " + std::to_string(units) + " for " + std::string(name) +
                             " is out of bounds");
}

std::string warm_of(std::string_view member, const ThroughputOwner& owner) {
  return "Requested " + std::string(member) + " for WarmThroughput for " +
         (owner.index.empty() ? "table" : "index " + owner.index) + " is lower than ";
}

Refusal check_limit(const std::optional<std::int64_t>& limit, std::string_view member,
                    bool is_on_demand, const ThroughputOwner& owner, bool clearable) {
  if (!limit) return std::nullopt;
  if (!is_on_demand) {
    return invalid_parameter(std::string(member) + " for OnDemandThroughput" +
                             (owner.index.empty() ? "" : " for index: " + owner.index) +
                             " cannot be specified when the table BillingMode is PROVISIONED");
  }
  if (*limit > 0 || (clearable && *limit == kCleared)) return std::nullopt;
  return invalid_parameter("Requested " + std::string(member) + " for OnDemandThroughput for " +
                           (owner.index.empty() ? "table" : "index : " + owner.index) +
                           " is outside of valid range");
}

Refusal check_ready(const std::optional<std::int64_t>& wanted, std::int64_t on_demand,
                    const std::optional<std::int64_t>& provisioned, std::string_view member,
                    std::string_view units, const ThroughputOwner& owner) {
  if (!wanted || *wanted >= provisioned.value_or(on_demand)) return std::nullopt;
  if (provisioned) {
    return invalid_parameter(warm_of(member, owner) + std::string(units) +
                             " of ProvisionedThroughput");
  }
  return invalid_parameter(
      warm_of(member, owner) +
      "initial throughput for OnDemand. See: "
      "https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/warm-throughput.html");
}

}  // namespace

aws::Error invalid_parameter(const std::string& what) {
  return ValidationException("One or more parameter values were invalid: " + what);
}

Refusal check_bounds(const std::optional<aws::dynamodb::ProvisionedThroughput>& throughput) {
  if (!throughput) return std::nullopt;
  if (auto refusal = check_bound(throughput->ReadCapacityUnits, "ReadCapacityUnits")) {
    return refusal;
  }
  return check_bound(throughput->WriteCapacityUnits, "WriteCapacityUnits");
}

Refusal check_on_demand(const std::optional<aws::dynamodb::OnDemandThroughput>& limits,
                        bool is_on_demand, const ThroughputOwner& owner, bool clearable) {
  if (!limits) return std::nullopt;
  if (auto refusal = check_limit(limits->MaxReadRequestUnits, "MaxReadRequestUnits", is_on_demand,
                                 owner, clearable)) {
    return refusal;
  }
  return check_limit(limits->MaxWriteRequestUnits, "MaxWriteRequestUnits", is_on_demand, owner,
                     clearable);
}

Refusal check_warm(const std::optional<aws::dynamodb::WarmThroughput>& warm,
                   const std::optional<aws::dynamodb::ProvisionedThroughput>& provisioned,
                   const ThroughputOwner& owner) {
  if (!warm) return std::nullopt;
  std::optional<std::int64_t> reads;
  std::optional<std::int64_t> writes;
  if (provisioned) {
    reads = provisioned->ReadCapacityUnits;
    writes = provisioned->WriteCapacityUnits;
  }
  if (auto refusal = check_ready(warm->ReadUnitsPerSecond, kOnDemandWarmReads, reads,
                                 "ReadUnitsPerSecond", "ReadCapacityUnits", owner)) {
    return refusal;
  }
  return check_ready(warm->WriteUnitsPerSecond, kOnDemandWarmWrites, writes, "WriteUnitsPerSecond",
                     "WriteCapacityUnits", owner);
}

Refusal check_warmer(const aws::dynamodb::WarmThroughput& wanted, std::int64_t current_reads,
                     std::int64_t current_writes, const ThroughputOwner& owner) {
  const auto check = [&](const std::optional<std::int64_t>& units, std::int64_t current,
                         std::string_view member) -> Refusal {
    if (!units || *units >= current) return std::nullopt;
    return invalid_parameter(warm_of(member, owner) +
                             "current WarmThroughput, decreasing WarmThroughput is not supported");
  };
  if (auto refusal = check(wanted.ReadUnitsPerSecond, current_reads, "ReadUnitsPerSecond")) {
    return refusal;
  }
  return check(wanted.WriteUnitsPerSecond, current_writes, "WriteUnitsPerSecond");
}

}  // namespace bellwether::cloud::dynamodb
