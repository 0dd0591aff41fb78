#include <utility>

#include "cloud/dynamodb/background/job.h"
#include "cloud/dynamodb/keys.h"
#include "cloud/dynamodb/operations/check_state.h"
#include "cloud/dynamodb/operations/check_table.h"
#include "cloud/dynamodb/operations/table_definition.h"
#include "cloud/dynamodb/service.h"
#include "cloud/dynamodb/streams/stream.h"
#include "cloud/dynamodb/table.h"

namespace bellwether::cloud::dynamodb {

namespace {

using aws::dynamodb::CreateTableInput;
using aws::dynamodb::CreateTableOutput;
namespace values = aws::dynamodb::values;

void add_indexes(store::Transaction& transaction, const Scope& scope, const CreateTableInput& input,
                 TableDefinition& definition) {
  const auto add = [&](const auto& indexes) {
    if (!indexes) return;
    for (const auto& index : *indexes) {
      add_index(definition, index, take_number(transaction, scope));
    }
  };
  add(input.LocalSecondaryIndexes);
  add(input.GlobalSecondaryIndexes);
}

// Of the stream that the table is to have.
std::optional<TableStream::View> stream_view(const CreateTableInput& input) {
  if (!input.StreamSpecification || !input.StreamSpecification->StreamEnabled) return std::nullopt;
  return view_of(input.StreamSpecification->StreamViewType.value());
}

aws::dynamodb::TableDescription being_created(aws::dynamodb::TableDescription description) {
  description.TableStatus = std::string(values::TableStatus::CREATING);
  if (description.GlobalSecondaryIndexes) {
    for (auto& index : *description.GlobalSecondaryIndexes) {
      index.IndexStatus = std::string(values::IndexStatus::CREATING);
    }
  }
  return description;
}

}  // namespace

Task<Result<CreateTableOutput>> Service::create_table(const RequestContext& context,
                                                      CreateTableInput input) {
  const Scope& scope = context.scope;
  if (input.TableName.starts_with("arn:")) input.TableName = table_name(scope, input.TableName);
  if (auto error = check_table(input)) co_return aws::fail(*error);
  const aws::Timestamp now = clock_.now();
  TableDefinition definition = define_table(input, scope, now, random_);
  auto body = [scope, now, delay = table_delay_, input = std::move(input),
               definition = std::move(definition)](
                  store::Transaction& transaction) mutable -> Result<CreateTableOutput> {
    const auto key = keys::table(scope, input.TableName);
    if (const auto record = transaction.get(key)) {
      return aws::fail(already_exists(decode_table(*record), input.TableName));
    }
    definition.table.number = take_number(transaction, scope);
    add_indexes(transaction, scope, input, definition);
    if (const auto view = stream_view(input)) {
      open_stream(transaction, scope, definition, *view, now);
    }
    definition.table.state = TableState::creating;
    definition.under_way = being_created(describe(transaction, scope, definition, now));
    transaction.put(key, encode_table(definition));
    Job activation{.kind = Job::Kind::activate,
                   .table = input.TableName,
                   .table_number = definition.table.number};
    begin_later(transaction, scope, std::move(activation), now, delay);
    return CreateTableOutput{.TableDescription = std::move(definition.under_way)};
  };
  co_return co_await store_.write(std::move(body));
}

}  // namespace bellwether::cloud::dynamodb
