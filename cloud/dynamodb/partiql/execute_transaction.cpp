#include <set>
#include <utility>

#include "aws/dynamodb/json.h"
#include "cloud/dynamodb/capacity.h"
#include "cloud/dynamodb/keys.h"
#include "cloud/dynamodb/operations/idempotency.h"
#include "cloud/dynamodb/operations/transaction.h"
#include "cloud/dynamodb/partiql/compile.h"
#include "cloud/dynamodb/partiql/key_conditions.h"
#include "cloud/dynamodb/partiql/read_plan.h"
#include "cloud/dynamodb/partiql/rows.h"
#include "cloud/dynamodb/partiql/write.h"
#include "cloud/dynamodb/service.h"

namespace bellwether::cloud::dynamodb {

namespace {

using aws::dynamodb::ExecuteTransactionInput;
using aws::dynamodb::ExecuteTransactionOutput;
using aws::dynamodb::errors::ValidationException;
using partiql::Compiled;
using Kind = partiql::Statement::Kind;

// As of TransactWriteItems.
constexpr std::size_t kMostBytes = std::size_t{4} << 20;

// A refusal of the whole request because of one statement, known before anything is carried out.
aws::Error refused(std::size_t statement, const std::string& why) {
  return ValidationException("Validation failed in TransactStatements[" +
                             std::to_string(statement) + "]: " + why);
}

aws::Error no_such_key() {
  return ValidationException("The provided key element does not match the schema");
}

void add_failure(Outcomes& outcomes, const aws::Error& error) {
  if (outcomes.add_failure(error)) return;
  if (error.code == "ResourceNotFoundException") {
    outcomes.add_failure("ResourceNotFound", error);
  } else if (error.code == "DuplicateItemException") {
    outcomes.add_failure("DuplicateItem", error);
  } else {
    outcomes.add_failure(error.code, error);
  }
}

Result<std::vector<Compiled>> compile(ExecuteTransactionInput& input) {
  std::vector<std::vector<AttributeValue>> parameters;
  for (auto& statement : input.TransactStatements) {
    auto values = partiql::to_parameters(statement.Parameters);
    if (!values) return aws::fail(values.error());
    parameters.push_back(std::move(*values));
  }
  std::vector<Compiled> statements;
  for (std::size_t i = 0; i < parameters.size(); ++i) {
    auto statement = partiql::compile(input.TransactStatements[i].Statement, parameters[i]);
    if (!statement) return aws::fail(refused(i, statement.error().message));
    if (!statements.empty() && statements.front().reads() != statement->reads()) {
      return aws::fail(
          ValidationException("ExecuteTransaction API does not support both read and write "
                              "operations in the same request."));
    }
    statements.push_back(std::move(*statement));
  }
  return statements;
}

// Reads

struct TransactionRead {
  Table table;
  partiql::ReadPlan plan;  // of one item
};

// How one statement reads its item. `refusal` is set where the whole request is to be refused.
Result<TransactionRead> plan(const store::Snapshot& snapshot, const Scope& scope,
                             const Compiled& statement, std::optional<std::string>& refusal) {
  auto table = find_table(snapshot, keys::table(scope, table_name(scope, statement.from.table)));
  if (!table) return aws::fail(table.error());
  TransactionRead read{.table = std::move(*table), .plan = {}};
  if (statement.from.index) {
    refusal = "Reads on indices are not supported within transactions.";
    return read;
  }
  auto plan = partiql::plan_read(scope, statement, read.table, true);
  const KeySchema& keys = read.table.keys;
  if (plan) {
    read.plan = std::move(*plan);
    if (!read.plan.is_one_item()) {
      refusal =
          "Select statements within ExecuteTransaction must specify the primary key in the where "
          "clause.";
    }
  } else if (plan.error() == partiql::wrong_key_type(keys.partition) ||
             (keys.sort && plan.error() == partiql::wrong_key_type(*keys.sort))) {
    return aws::fail(no_such_key());
  } else {
    refusal = plan.error().message;
  }
  return read;
}

Result<ExecuteTransactionOutput> read_all(const store::Snapshot& snapshot, const Scope& scope,
                                          const ExecuteTransactionInput& input,
                                          const std::vector<Compiled>& statements) {
  Outcomes outcomes;
  std::vector<TransactionRead> reads;
  for (std::size_t i = 0; i < statements.size(); ++i) {
    std::optional<std::string> refusal;
    auto read = plan(snapshot, scope, statements[i], refusal);
    if (refusal) return aws::fail(refused(i, *refusal));
    if (read) {
      outcomes.add_success();
      reads.push_back(std::move(*read));
    } else {
      add_failure(outcomes, read.error());
    }
  }
  if (auto error = outcomes.cancellation()) return aws::fail(*error);
  std::set<std::string_view> seen;
  for (const TransactionRead& read : reads) {
    if (!seen.insert(read.plan.reads.front().range.begin).second)
      return aws::fail(same_item_twice());
  }

  ExecuteTransactionOutput output;
  auto& responses = output.Responses.emplace();
  CapacityByTable capacity(input.ReturnConsumedCapacity, CapacityByTable::Detail::reads);
  for (std::size_t i = 0; i < reads.size(); ++i) {
    auto rows = partiql::read_rows(snapshot,
                                   {.scope = scope,
                                    .table = reads[i].table,
                                    .select = statements[i],
                                    .plan = reads[i].plan,
                                    .consistent = true,
                                    .limit = {}},
                                   {});
    capacity.add(statements[i].from.table, kTransactionFactor * rows->table_units);
    auto& response = responses.emplace_back();
    if (!rows->items.empty()) response.Item = std::move(rows->items.front());
  }
  output.ConsumedCapacity = std::move(capacity).result();
  return output;
}

// Writes

struct Transaction {
  const ExecuteTransactionInput& input;
  const std::vector<Compiled>& statements;
  std::optional<IdempotentRequest> idempotent;
};

struct Committed {
  std::vector<ItemWritten> written;
  bool repeated = false;  // it had been done before, and nothing was done now
};

std::optional<std::string> refusal_of(const Compiled& statement, const Result<ItemWrite>& write) {
  if (statement.returning) return "RETURNING clause is not supported in ExecuteTransaction.";
  if (statement.kind != Kind::exists) return std::nullopt;
  if (statement.from.index) return "Operations on indices are not supported in transactions";
  // The condition that there is an item is always there.
  if (write && write->condition->conditions.size() > 1) return std::nullopt;
  return "EXISTS() must contain a single item read with additional condition";
}

// Each statement's write, or why it is none; an error where the whole request is refused.
Result<std::vector<Result<ItemWrite>>> bind(const store::Transaction& store, const Scope& scope,
                                            const Transaction& transaction) {
  std::vector<Result<ItemWrite>> writes;
  std::size_t bytes = 0;
  for (std::size_t i = 0; i < transaction.statements.size(); ++i) {
    const Compiled& statement = transaction.statements[i];
    const auto& request = transaction.input.TransactStatements[i];
    const std::string name = table_name(scope, statement.from.table);
    const auto table = find_table(store, keys::table(scope, name));
    if (!table) {
      writes.emplace_back(aws::fail(table.error()));
      continue;
    }
    auto write = partiql::to_write(
        statement, *table, name, partiql::returns_old(request.ReturnValuesOnConditionCheckFailure));
    if (const auto refusal = refusal_of(statement, write)) return aws::fail(refused(i, *refusal));
    if (write) bytes += size_of(write->item);
    // AWS has one refusal here for every WHERE that is not about one item.
    if (!write && statement.kind != Kind::insert) write = aws::fail(no_such_key());
    writes.push_back(std::move(write));
  }
  if (bytes > kMostBytes) {
    return aws::fail(ValidationException(
        "Transaction request cannot contain more than 4 MB of data in its items"));
  }
  return writes;
}

Result<Committed> commit(store::Transaction& store, const Scope& scope, aws::Timestamp now,
                         const Transaction& transaction) {
  if (transaction.idempotent) {
    const auto done = transaction.idempotent->was_done(store, scope, now);
    if (!done) return aws::fail(done.error());
    if (*done) return Committed{.written = {}, .repeated = true};
  }
  const auto writes = bind(store, scope, transaction);
  if (!writes) return aws::fail(writes.error());
  ItemWriter writer(store, scope, now);
  Outcomes outcomes;
  std::vector<ItemWriter::Decision> decisions;
  std::set<std::pair<std::string_view, std::string>> seen;
  for (std::size_t i = 0; i < writes->size(); ++i) {
    const auto& write = (*writes)[i];
    if (!write) {
      add_failure(outcomes, write.error());
      continue;
    }
    if (auto key = writer.locate(*write);
        key && !seen.emplace(write->table, std::move(*key)).second) {
      return aws::fail(same_item_twice());
    }
    auto decision = writer.decide(*write);
    if (decision) {
      outcomes.add_success();
      decisions.push_back(std::move(*decision));
    } else {
      add_failure(outcomes, partiql::refusal(transaction.statements[i], decision.error()));
    }
  }
  if (auto error = outcomes.cancellation()) return aws::fail(*error);
  Committed committed;
  for (auto& decision : decisions) committed.written.push_back(writer.write(std::move(decision)));
  writer.finish();
  if (transaction.idempotent) transaction.idempotent->note_done(store, scope, now);
  return committed;
}

// What a repetition must have in common with the first request.
std::string request_text(ExecuteTransactionInput input) {
  input.ClientRequestToken.reset();
  input.ReturnConsumedCapacity.reset();
  return aws::json::to_json(input);
}

ExecuteTransactionOutput written_output(const ExecuteTransactionInput& input,
                                        const std::vector<Compiled>& statements,
                                        const Committed& committed) {
  ExecuteTransactionOutput output;
  output.Responses.emplace();
  using Detail = CapacityByTable::Detail;
  // A repetition costs what reading the items costs.
  CapacityByTable capacity(input.ReturnConsumedCapacity,
                           committed.repeated ? Detail::reads : Detail::writes);
  for (std::size_t i = 0; i < statements.size(); ++i) {
    const std::string& table = statements[i].from.table;
    if (committed.repeated) {
      capacity.add(table, kTransactionFactor * read_units(size_of(statements[i].item), true));
      continue;
    }
    auto indexes = committed.written[i].indexes;
    for (auto& index : indexes) index.units *= kTransactionFactor;
    capacity.add(table, kTransactionFactor * write_units(committed.written[i].bytes), indexes);
  }
  output.ConsumedCapacity = std::move(capacity).result();
  return output;
}

}  // namespace

Task<Result<ExecuteTransactionOutput>> Service::execute_transaction(const RequestContext& context,
                                                                    ExecuteTransactionInput input) {
  const auto statements = compile(input);
  if (!statements) co_return aws::fail(statements.error());
  // A token makes no difference to reads.
  if (statements->front().reads()) {
    co_return read_all(store_.read(), context.scope, input, *statements);
  }
  Transaction transaction{.input = input, .statements = *statements, .idempotent = {}};
  if (input.ClientRequestToken) {
    transaction.idempotent.emplace(*input.ClientRequestToken, request_text(input));
  }
  auto body = [&scope = context.scope, now = clock_.now(), &transaction](
                  store::Transaction& store) { return commit(store, scope, now, transaction); };
  const auto committed = co_await store_.write(std::move(body));
  if (!committed) co_return aws::fail(committed.error());
  co_return written_output(input, *statements, *committed);
}

}  // namespace bellwether::cloud::dynamodb
