// DescribeTable, ListTables, DeleteTable.
#include <utility>

#include "cloud/dynamodb/background/job.h"
#include "cloud/dynamodb/keys.h"
#include "cloud/dynamodb/service.h"
#include "cloud/dynamodb/streams/stream.h"
#include "cloud/dynamodb/table.h"

namespace bellwether::cloud::dynamodb {

namespace {

using namespace aws::dynamodb;

constexpr std::int32_t kMaxTablesListed = 100;

std::optional<aws::Error> check_deletable(const TableDefinition& definition) {
  if (definition.description.DeletionProtectionEnabled.value_or(false)) {
    return errors::ValidationException(
        "Resource cannot be deleted as it is currently protected against deletion. Disable "
        "deletion protection first.");
  }
  if (definition.table.is_backfilling()) {
    return errors::ResourceInUseException(
        "Attempt to change a resource which is still in use: Cannot delete table while indexes are "
        "being created, updated, or deleted.");
  }
  return std::nullopt;
}

}  // namespace

Result<DescribeTableOutput> Service::describe_table(const RequestContext& context,
                                                    const DescribeTableInput& input) {
  const std::string name = table_name(context.scope, input.TableName);
  const auto snapshot = store_.read();
  const auto definition =
      find_definition(snapshot, context.scope, name.empty() ? input.TableName : name);
  if (!definition) return aws::fail(definition.error());
  return DescribeTableOutput{.Table = describe(snapshot, context.scope, *definition, clock_.now())};
}

Result<ListTablesOutput> Service::list_tables(const RequestContext& context,
                                              const ListTablesInput& input) {
  const auto all = keys::tables(context.scope);
  const std::string end = all.end();
  const auto limit = static_cast<std::size_t>(input.Limit.value_or(kMaxTablesListed));
  std::string begin = all.bytes();
  if (input.ExclusiveStartTableName) {
    begin = keys::table(context.scope, *input.ExclusiveStartTableName).end();
  }
  const auto snapshot = store_.read();
  ListTablesOutput output;
  auto& names = output.TableNames.emplace();
  for (auto cursor = snapshot.from(begin); cursor.valid() && cursor.key() < end; cursor.next()) {
    if (names.size() == limit) {
      output.LastEvaluatedTableName = names.back();
      break;
    }
    store::KeyReader reader(cursor.key());
    reader.skip(all.bytes().size());
    reader.text(names.emplace_back());
  }
  return output;
}

Task<Result<DeleteTableOutput>> Service::delete_table(const RequestContext& context,
                                                      DeleteTableInput input) {
  const std::string name = table_name(context.scope, input.TableName);
  auto body = [scope = context.scope, now = clock_.now(),
               name = name.empty() ? input.TableName : name](
                  store::Transaction& transaction) -> Result<DeleteTableOutput> {
    auto definition = find_definition(transaction, scope, name);
    if (!definition) return aws::fail(definition.error());
    if (auto error = check_deletable(*definition)) return aws::fail(*error);
    DeleteTableOutput output{.TableDescription = describe(transaction, scope, *definition, now)};
    output.TableDescription->TableStatus = std::string(values::TableStatus::DELETING);
    close_stream(transaction, scope, *definition, now);
    transaction.erase(keys::table(scope, name));
    const std::uint64_t number = definition->table.number;
    Job job;
    job.kind = Job::Kind::erase;
    job.ranges = {keys::items(scope, number).bytes(), keys::indexes(scope, number).bytes(),
                  keys::expiries(scope, number).bytes(), keys::totals(scope, number).bytes()};
    begin(transaction, scope, std::move(job));
    return output;
  };
  co_return co_await store_.write(std::move(body));
}

}  // namespace bellwether::cloud::dynamodb
