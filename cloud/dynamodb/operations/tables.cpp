// DescribeTable, ListTables, DeleteTable.
#include <utility>

#include "cloud/dynamodb/keys.h"
#include "cloud/dynamodb/service.h"
#include "cloud/dynamodb/streams/stream.h"
#include "cloud/dynamodb/table.h"

namespace bellwether::cloud::dynamodb {

namespace {

using namespace aws::dynamodb;

constexpr std::int32_t kMaxTablesListed = 100;

aws::Error no_such_table(const std::string& name) {
  return errors::ResourceNotFoundException("Requested resource not found: Table: " + name +
                                           " not found");
}

}  // namespace

Result<DescribeTableOutput> Service::describe_table(const RequestContext& context,
                                                    const DescribeTableInput& input) {
  const std::string name = table_name(context.scope, input.TableName);
  const auto snapshot = store_.read();
  const auto record = snapshot.get(keys::table(context.scope, name));
  if (!record) return aws::fail(no_such_table(name.empty() ? input.TableName : name));
  const auto definition = decode_definition(*record);
  return DescribeTableOutput{.Table = describe(snapshot, context.scope, definition)};
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
  auto body = [scope = context.scope, name,
               now = clock_.now()](store::Transaction& transaction) -> Result<DeleteTableOutput> {
    const auto key = keys::table(scope, name);
    const auto record = transaction.get(key);
    if (!record) return aws::fail(no_such_table(name));
    auto definition = decode_definition(*record);
    if (definition.description.DeletionProtectionEnabled.value_or(false)) {
      return aws::fail(errors::ValidationException(
          "Resource cannot be deleted as it is currently protected against deletion. Disable "
          "deletion protection first."));
    }
    DeleteTableOutput output{.TableDescription = describe(transaction, scope, definition)};
    output.TableDescription->TableStatus = std::string(values::TableStatus::DELETING);
    transaction.erase(key);
    close_stream(transaction, scope, definition, now);
    const std::uint64_t number = definition.table.number;
    for (const auto& owned : {keys::items(scope, number), keys::totals(scope, number),
                              keys::indexes(scope, number), keys::expiries(scope, number)}) {
      transaction.erase_range(owned, owned.end());
    }
    return output;
  };
  co_return co_await store_.write(std::move(body));
}

}  // namespace bellwether::cloud::dynamodb
