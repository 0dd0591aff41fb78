#include <array>
#include <string_view>
#include <utility>

#include "aws/dynamodb/json.h"
#include "cloud/dynamodb/capacity.h"
#include "cloud/dynamodb/keys.h"
#include "cloud/dynamodb/partiql/compile.h"
#include "cloud/dynamodb/partiql/read_plan.h"
#include "cloud/dynamodb/partiql/rows.h"
#include "cloud/dynamodb/partiql/write.h"
#include "cloud/dynamodb/service.h"

namespace bellwether::cloud::dynamodb {

namespace {

using aws::dynamodb::BatchExecuteStatementInput;
using aws::dynamodb::BatchExecuteStatementOutput;
using aws::dynamodb::BatchStatementError;
using aws::dynamodb::BatchStatementRequest;
using aws::dynamodb::BatchStatementResponse;
using aws::dynamodb::errors::ValidationException;
using partiql::Compiled;

// What came of one statement: an item if there is one to answer, and what it cost; or an error.
struct Done {
  std::optional<Item> item;
  double units = 0;
  std::vector<IndexUnits> indexes;
};
using Outcome = Result<Done>;

// The names that a batch has for what is an exception elsewhere.
BatchStatementError to_statement_error(const aws::Error& error) {
  static constexpr std::array<std::pair<std::string_view, std::string_view>, 4> kCodes = {
      {{"ValidationException", "ValidationError"},
       {"ConditionalCheckFailedException", "ConditionalCheckFailed"},
       {"ResourceNotFoundException", "ResourceNotFound"},
       {"DuplicateItemException", "DuplicateItem"}}};
  BatchStatementError shape;
  // The item that failed a condition, where it was asked for.
  if (!error.fields.empty()) {
    shape = aws::dynamodb::from_json<BatchStatementError>("{" + error.fields + "}").value_or(shape);
  }
  shape.Code = error.code;
  shape.Message = error.message;
  for (const auto& [exception, code] : kCodes) {
    if (error.code == exception) shape.Code = code;
  }
  return shape;
}

Result<Compiled> compile(BatchStatementRequest& request) {
  const auto parameters = partiql::to_parameters(std::move(request.Parameters));
  if (!parameters) return aws::fail(parameters.error());
  auto statement = partiql::compile(request.Statement, *parameters);
  if (!statement) return statement;
  if (statement->kind == partiql::Statement::Kind::exists) return partiql::misplaced_exists();
  return statement;
}

Outcome read(const store::Snapshot& snapshot, const Scope& scope, const Compiled& statement,
             bool consistent) {
  const auto table =
      find_table(snapshot, keys::table(scope, table_name(scope, statement.from.table)));
  if (!table) return aws::fail(table.error());
  const auto no_item = [] {
    return aws::fail(
        ValidationException("Select statements within BatchExecuteStatement must specify the "
                            "primary key in the where clause."));
  };
  if (statement.from.index) return no_item();
  const auto plan = partiql::plan_read(scope, statement, *table, consistent);
  if (!plan) return aws::fail(plan.error());
  if (!plan->is_one_item()) return no_item();
  auto rows = partiql::read_rows(snapshot,
                                 {.scope = scope,
                                  .table = *table,
                                  .select = statement,
                                  .plan = *plan,
                                  .consistent = consistent,
                                  .limit = {}},
                                 {});
  Done done{.item = {}, .units = rows->table_units, .indexes = {}};
  if (!rows->items.empty()) done.item = std::move(rows->items.front());
  return done;
}

Outcome write(store::Transaction& transaction, const Scope& scope, aws::Timestamp now,
              const Compiled& statement, bool return_old_on_failure) {
  auto done = partiql::write_statement(transaction, scope, now, statement, return_old_on_failure);
  if (!done) return aws::fail(done.error());
  return Done{.item = std::move(done->written.attributes),
              .units = write_units(done->written.bytes),
              .indexes = std::move(done->written.indexes)};
}

}  // namespace

Task<Result<BatchExecuteStatementOutput>> Service::batch_execute_statement(
    const RequestContext& context, BatchExecuteStatementInput input) {
  std::vector<Result<Compiled>> statements;
  std::optional<bool> reads;
  for (auto& request : input.Statements) {
    const auto& statement = statements.emplace_back(compile(request));
    if (!statement) continue;
    if (reads && *reads != statement->reads()) {
      co_return aws::fail(ValidationException(
          "Read and write requests together in the same batch is not supported."));
    }
    reads = statement->reads();
  }

  std::vector<Outcome> outcomes;
  if (reads.value_or(true)) {
    const auto snapshot = store_.read();
    for (std::size_t i = 0; i < statements.size(); ++i) {
      outcomes.push_back(statements[i] ? read(snapshot, context.scope, *statements[i],
                                              input.Statements[i].ConsistentRead.value_or(false))
                                       : Outcome(aws::fail(statements[i].error())));
    }
  } else {
    // One commit of all, in which each is carried out or refused by itself.
    auto body = [&scope = context.scope, now = clock_.now(), &statements,
                 &requests = input.Statements](
                    store::Transaction& transaction) -> Result<std::vector<Outcome>> {
      std::vector<Outcome> done;
      for (std::size_t i = 0; i < statements.size(); ++i) {
        const bool old = partiql::returns_old(requests[i].ReturnValuesOnConditionCheckFailure);
        done.push_back(statements[i] ? write(transaction, scope, now, *statements[i], old)
                                     : Outcome(aws::fail(statements[i].error())));
      }
      return done;
    };
    auto done = co_await store_.write(std::move(body));
    if (!done) co_return aws::fail(done.error());
    outcomes = std::move(*done);
  }

  BatchExecuteStatementOutput output;
  output.Responses.emplace();
  for (std::size_t i = 0; i < outcomes.size(); ++i) {
    BatchStatementResponse& response = output.Responses->emplace_back();
    if (statements[i]) response.TableName = statements[i]->from.table;
    if (!outcomes[i]) {
      response.Error = to_statement_error(outcomes[i].error());
      continue;
    }
    response.Item = std::move(outcomes[i]->item);
    auto capacity = consumed(input.ReturnConsumedCapacity, statements[i]->from.table,
                             outcomes[i]->units, outcomes[i]->indexes);
    if (!capacity) continue;
    if (!output.ConsumedCapacity) output.ConsumedCapacity.emplace();
    output.ConsumedCapacity->push_back(std::move(*capacity));
  }
  co_return output;
}

}  // namespace bellwether::cloud::dynamodb
