#include <set>
#include <utility>

#include "aws/dynamodb/json.h"
#include "cloud/dynamodb/capacity.h"
#include "cloud/dynamodb/item_collection.h"
#include "cloud/dynamodb/operations/idempotency.h"
#include "cloud/dynamodb/operations/item_write.h"
#include "cloud/dynamodb/operations/transaction.h"
#include "cloud/dynamodb/service.h"

namespace bellwether::cloud::dynamodb {

namespace {

using aws::dynamodb::TransactWriteItem;
using aws::dynamodb::TransactWriteItemsInput;
using aws::dynamodb::TransactWriteItemsOutput;
using aws::dynamodb::errors::ValidationException;

// https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TransactWriteItems.html
constexpr std::size_t kMostBytes = 4 * 1024 * 1024;

// The writes and, beside each, the table's name as the request has it.
struct Transaction {
  std::vector<ItemWrite> writes;
  std::vector<std::string> tables;
  std::optional<IdempotentRequest> idempotent;
};

Result<ItemWrite> prepare_action(const Scope& scope, TransactWriteItem& action,
                                 std::string& table) {
  const int given = action.ConditionCheck.has_value() + action.Put.has_value() +
                    action.Delete.has_value() + action.Update.has_value();
  if (given != 1) {
    return aws::fail(
        ValidationException("TransactItems can only contain one of Check, Put, Update or Delete"));
  }
  const auto prepared = [&](auto& shape, Item item, ItemWrite::Kind kind) {
    table = shape.TableName;
    return prepare(scope, shape, std::move(item), kind);
  };
  using Kind = ItemWrite::Kind;
  if (action.Put) return prepared(*action.Put, std::move(action.Put->Item), Kind::put);
  if (action.Delete) return prepared(*action.Delete, std::move(action.Delete->Key), Kind::erase);
  if (action.Update) return prepared(*action.Update, std::move(action.Update->Key), Kind::update);
  return prepared(*action.ConditionCheck, std::move(action.ConditionCheck->Key), Kind::check);
}

// What a repetition must have in common with the first request.
std::string request_text(TransactWriteItemsInput input) {
  input.ClientRequestToken.reset();
  input.ReturnConsumedCapacity.reset();
  return aws::json::to_json(input);
}

Result<Transaction> prepare_transaction(const Scope& scope, TransactWriteItemsInput& input) {
  Transaction transaction;
  if (input.ClientRequestToken) {
    transaction.idempotent.emplace(*input.ClientRequestToken, request_text(input));
  }
  std::size_t bytes = 0;
  for (auto& action : input.TransactItems) {
    std::string table;
    auto write = prepare_action(scope, action, table);
    if (!write) return aws::fail(write.error());
    bytes += size_of(write->item);
    transaction.writes.push_back(std::move(*write));
    transaction.tables.push_back(std::move(table));
  }
  if (bytes > kMostBytes) {
    return aws::fail(ValidationException(
        "Transaction request cannot contain more than 4 MB of data in its items"));
  }
  return transaction;
}

struct Committed {
  std::vector<ItemWritten> written;
  bool repeated = false;  // it had been done before, and nothing was done now
};

Result<Committed> commit(store::Transaction& store, const Scope& scope, aws::Timestamp now,
                         const Transaction& transaction) {
  if (transaction.idempotent) {
    const auto done = transaction.idempotent->was_done(store, scope, now);
    if (!done) return aws::fail(done.error());
    if (*done) return Committed{.written = {}, .repeated = true};
  }
  ItemWriter writer(store, scope, now);
  Outcomes outcomes;
  std::vector<ItemWriter::Decision> decisions;
  std::set<std::pair<std::string_view, std::string>> seen;
  for (const ItemWrite& write : transaction.writes) {
    if (auto error = writer.check_keys_not_empty(write)) return aws::fail(*error);
  }
  for (const ItemWrite& write : transaction.writes) {
    if (auto key = writer.locate(write);
        key && !seen.emplace(write.table, std::move(*key)).second) {
      return aws::fail(same_item_twice());
    }
    auto decision = writer.decide(write);
    if (decision) {
      outcomes.add_success();
      decisions.push_back(std::move(*decision));
    } else if (!outcomes.add_failure(decision.error())) {
      return aws::fail(decision.error());
    }
  }
  if (auto error = outcomes.cancellation()) return aws::fail(*error);
  Committed committed;
  for (auto& decision : decisions) committed.written.push_back(writer.write(std::move(decision)));
  writer.finish();
  if (transaction.idempotent) transaction.idempotent->note_done(store, scope, now);
  return committed;
}

}  // namespace

Task<Result<TransactWriteItemsOutput>> Service::transact_write_items(
    const RequestContext& context, TransactWriteItemsInput input) {
  auto transaction = prepare_transaction(context.scope, input);
  if (!transaction) co_return aws::fail(transaction.error());
  auto body = [&scope = context.scope, now = clock_.now(), &actions = *transaction](
                  store::Transaction& store) { return commit(store, scope, now, actions); };
  const auto committed = co_await store_.write(std::move(body));
  if (!committed) co_return aws::fail(committed.error());

  TransactWriteItemsOutput output;
  if (committed->repeated) {
    // A repetition costs what reading the items costs.
    CapacityByTable capacity(input.ReturnConsumedCapacity, CapacityByTable::Detail::reads);
    for (std::size_t i = 0; i < transaction->writes.size(); ++i) {
      capacity.add(transaction->tables[i],
                   kTransactionFactor * read_units(size_of(transaction->writes[i].item), true));
    }
    output.ConsumedCapacity = std::move(capacity).result();
    co_return output;
  }
  CapacityByTable capacity(input.ReturnConsumedCapacity, CapacityByTable::Detail::writes);
  for (std::size_t i = 0; i < committed->written.size(); ++i) {
    auto indexes = committed->written[i].indexes;
    for (auto& index : indexes) index.units *= kTransactionFactor;
    capacity.add(transaction->tables[i],
                 kTransactionFactor * write_units(committed->written[i].bytes), indexes);
  }
  output.ConsumedCapacity = std::move(capacity).result();
  output.ItemCollectionMetrics =
      collection_metrics(store_, context.scope, input.ReturnItemCollectionMetrics,
                         transaction->tables, committed->written);
  co_return output;
}

}  // namespace bellwether::cloud::dynamodb
