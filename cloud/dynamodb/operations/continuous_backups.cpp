// DescribeContinuousBackups, UpdateContinuousBackups: kept and described. There is nothing to
// restore from.
#include <algorithm>
#include <chrono>
#include <utility>

#include "cloud/dynamodb/keys.h"
#include "cloud/dynamodb/service.h"
#include "cloud/dynamodb/table.h"

namespace bellwether::cloud::dynamodb {

namespace {

using namespace aws::dynamodb;

constexpr std::int32_t kDefaultDays = 35;
// The last five minutes cannot be restored.
// https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/PointInTimeRecovery_Howitworks.html
constexpr auto kLatestBefore = std::chrono::minutes(5);

aws::Error table_not_found(const std::string& name) {
  return errors::TableNotFoundException("Table not found: " + name);
}

ContinuousBackupsDescription describe_backups(const TableDefinition& definition,
                                              aws::Timestamp now) {
  ContinuousBackupsDescription description;
  description.ContinuousBackupsStatus = std::string(values::ContinuousBackupsStatus::ENABLED);
  auto& recovery = description.PointInTimeRecoveryDescription.emplace();
  recovery.PointInTimeRecoveryStatus = std::string(values::PointInTimeRecoveryStatus::DISABLED);
  if (!definition.recovery) return description;
  recovery = *definition.recovery;
  const aws::Timestamp enabled = *recovery.EarliestRestorableDateTime;
  recovery.EarliestRestorableDateTime = std::max<aws::Timestamp>(
      enabled, now - std::chrono::days(recovery.RecoveryPeriodInDays.value()));
  recovery.LatestRestorableDateTime = std::max<aws::Timestamp>(enabled, now - kLatestBefore);
  return description;
}

void enable(TableDefinition& definition, const std::optional<std::int32_t>& days,
            aws::Timestamp now) {
  if (!definition.recovery) {
    auto& recovery = definition.recovery.emplace();
    recovery.PointInTimeRecoveryStatus = std::string(values::PointInTimeRecoveryStatus::ENABLED);
    recovery.EarliestRestorableDateTime = now;
    recovery.RecoveryPeriodInDays = kDefaultDays;
  }
  if (days) definition.recovery->RecoveryPeriodInDays = days;
}

}  // namespace

Result<DescribeContinuousBackupsOutput> Service::describe_continuous_backups(
    const RequestContext& context, const DescribeContinuousBackupsInput& input) {
  const std::string name = table_name(context.scope, input.TableName);
  const auto definition = find_definition(store_.read(), context.scope, name);
  if (!definition) return aws::fail(table_not_found(input.TableName));
  return DescribeContinuousBackupsOutput{.ContinuousBackupsDescription =
                                             describe_backups(*definition, clock_.now())};
}

Task<Result<UpdateContinuousBackupsOutput>> Service::update_continuous_backups(
    const RequestContext& context, UpdateContinuousBackupsInput input) {
  const auto& wanted = input.PointInTimeRecoverySpecification;
  if (!wanted.PointInTimeRecoveryEnabled && wanted.RecoveryPeriodInDays) {
    co_return aws::fail(errors::ValidationException(
        "Invalid Request: Cannot specify RecoveryPeriodInDays when disabling point-in-time "
        "recovery."));
  }
  auto body = [scope = context.scope, now = clock_.now(), input = std::move(input)](
                  store::Transaction& transaction) -> Result<UpdateContinuousBackupsOutput> {
    const std::string name = table_name(scope, input.TableName);
    auto definition = find_definition(transaction, scope, name);
    if (!definition || !definition->table.has_items()) {
      return aws::fail(table_not_found(input.TableName));
    }
    if (input.PointInTimeRecoverySpecification.PointInTimeRecoveryEnabled) {
      enable(*definition, input.PointInTimeRecoverySpecification.RecoveryPeriodInDays, now);
    } else {
      definition->recovery.reset();
    }
    transaction.put(keys::table(scope, name), encode_table(*definition));
    return UpdateContinuousBackupsOutput{.ContinuousBackupsDescription =
                                             describe_backups(*definition, now)};
  };
  co_return co_await store_.write(std::move(body));
}

}  // namespace bellwether::cloud::dynamodb
