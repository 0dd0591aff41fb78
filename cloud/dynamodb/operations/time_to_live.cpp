// UpdateTimeToLive, DescribeTimeToLive.
#include <utility>

#include "cloud/dynamodb/background/job.h"
#include "cloud/dynamodb/keys.h"
#include "cloud/dynamodb/service.h"
#include "cloud/dynamodb/table.h"

namespace bellwether::cloud::dynamodb {

namespace {

using namespace aws::dynamodb;
using errors::ValidationException;

std::optional<aws::Error> check_change(const Table& table, const TimeToLiveSpecification& wanted) {
  if (!table.time_to_live) {
    if (wanted.Enabled) return std::nullopt;
    return ValidationException("TimeToLive is already disabled");
  }
  if (*table.time_to_live != wanted.AttributeName) {
    return ValidationException(
        "TimeToLive is active on a different AttributeName: current AttributeName is " +
        *table.time_to_live);
  }
  if (!wanted.Enabled) return std::nullopt;
  return ValidationException("TimeToLive is already enabled");
}

Job fill_expiries_of(const std::string& name, const Table& table) {
  Job job;
  job.kind = Job::Kind::fill_expiries;
  job.table = name;
  job.table_number = table.number;
  return job;
}

}  // namespace

Task<Result<UpdateTimeToLiveOutput>> Service::update_time_to_live(const RequestContext& context,
                                                                  UpdateTimeToLiveInput input) {
  std::string name = table_name(context.scope, input.TableName);
  auto body = [scope = context.scope, name = std::move(name),
               wanted = std::move(input.TimeToLiveSpecification)](
                  store::Transaction& transaction) -> Result<UpdateTimeToLiveOutput> {
    auto definition = find_definition(transaction, scope, name);
    if (!definition) return aws::fail(definition.error());
    // AWS finds no table that is being created or deleted here.
    if (!definition->table.has_items()) return aws::fail(no_such_table(name));
    Table& table = definition->table;
    if (auto error = check_change(table, wanted)) return aws::fail(*error);
    const std::string expiries = keys::expiries(scope, table.number).bytes();
    // Those of the attribute that was the time to live before; AWS forbids it for half an hour.
    if (wanted.Enabled && is_erasing(transaction, scope, expiries)) {
      return aws::fail(ValidationException(
          "Time to live has been modified multiple times within a fixed interval"));
    }
    table.time_to_live.reset();
    if (wanted.Enabled) table.time_to_live = wanted.AttributeName;
    transaction.put(keys::table(scope, name), encode_table(*definition));
    if (wanted.Enabled) {
      begin(transaction, scope, fill_expiries_of(name, table));
    } else {
      Job job;
      job.kind = Job::Kind::erase;
      job.ranges = {expiries};
      begin(transaction, scope, std::move(job));
    }
    return UpdateTimeToLiveOutput{.TimeToLiveSpecification = wanted};
  };
  co_return co_await store_.write(std::move(body));
}

Result<DescribeTimeToLiveOutput> Service::describe_time_to_live(
    const RequestContext& context, const DescribeTimeToLiveInput& input) {
  const auto definition =
      find_definition(store_.read(), context.scope, table_name(context.scope, input.TableName));
  if (!definition) return aws::fail(definition.error());
  TimeToLiveDescription description;
  description.AttributeName = definition->table.time_to_live;
  description.TimeToLiveStatus =
      std::string(description.AttributeName ? values::TimeToLiveStatus::ENABLED
                                            : values::TimeToLiveStatus::DISABLED);
  return DescribeTimeToLiveOutput{.TimeToLiveDescription = std::move(description)};
}

}  // namespace bellwether::cloud::dynamodb
