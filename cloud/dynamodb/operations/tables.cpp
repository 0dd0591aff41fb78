// DescribeTable, ListTables, DeleteTable.
#include <utility>

#include "cloud/dynamodb/background/job.h"
#include "cloud/dynamodb/keys.h"
#include "cloud/dynamodb/operations/check_state.h"
#include "cloud/dynamodb/service.h"
#include "cloud/dynamodb/streams/stream.h"
#include "cloud/dynamodb/table.h"

namespace bellwether::cloud::dynamodb {

namespace {

using namespace aws::dynamodb;

constexpr std::int32_t kMaxTablesListed = 100;

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
  auto body = [scope = context.scope, now = clock_.now(), delay = table_delay_,
               name = name.empty() ? input.TableName : name](
                  store::Transaction& transaction) -> Result<DeleteTableOutput> {
    auto definition = find_definition(transaction, scope, name);
    if (!definition) return aws::fail(definition.error());
    if (auto error = check_deletable(*definition)) return aws::fail(*error);
    auto& description = definition->under_way = describe(transaction, scope, *definition, now);
    description->TableStatus = std::string(values::TableStatus::DELETING);
    definition->table.state = TableState::deleting;
    close_stream(transaction, scope, *definition, now);
    transaction.put(keys::table(scope, name), encode_table(*definition));
    Job drop{.kind = Job::Kind::drop, .table = name, .table_number = definition->table.number};
    begin_later(transaction, scope, std::move(drop), now, delay);
    return DeleteTableOutput{.TableDescription = std::move(description)};
  };
  co_return co_await store_.write(std::move(body));
}

}  // namespace bellwether::cloud::dynamodb
