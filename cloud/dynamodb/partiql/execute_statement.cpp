#include <utility>

#include "cloud/dynamodb/capacity.h"
#include "cloud/dynamodb/keys.h"
#include "cloud/dynamodb/partiql/compile.h"
#include "cloud/dynamodb/partiql/next_token.h"
#include "cloud/dynamodb/partiql/read_plan.h"
#include "cloud/dynamodb/partiql/rows.h"
#include "cloud/dynamodb/partiql/write.h"
#include "cloud/dynamodb/service.h"

namespace bellwether::cloud::dynamodb {

namespace {

using aws::dynamodb::ExecuteStatementInput;
using aws::dynamodb::ExecuteStatementOutput;
using partiql::Compiled;

Result<ExecuteStatementOutput> select(const store::Snapshot& snapshot, const Scope& scope,
                                      const ExecuteStatementInput& input, const Compiled& statement,
                                      const std::vector<AttributeValue>& parameters) {
  const std::string digest = partiql::request_digest(scope, input.Statement, parameters);
  partiql::Position from;
  if (input.NextToken) {
    auto position = partiql::decode_token(*input.NextToken, digest);
    if (!position) return aws::fail(position.error());
    from = std::move(*position);
  }
  const auto table =
      find_table(snapshot, keys::table(scope, table_name(scope, statement.from.table)));
  if (!table) return aws::fail(table.error());
  const bool consistent = input.ConsistentRead.value_or(false);
  const auto plan = partiql::plan_read(scope, statement, *table, consistent);
  if (!plan) return aws::fail(plan.error());
  auto rows = partiql::read_rows(snapshot,
                                 {.scope = scope,
                                  .table = *table,
                                  .select = statement,
                                  .plan = *plan,
                                  .consistent = consistent,
                                  .limit = input.Limit},
                                 from);
  if (!rows) return aws::fail(partiql::invalid_token());

  ExecuteStatementOutput output;
  output.Items = std::move(rows->items);
  if (rows->next) output.NextToken = partiql::encode_token(*rows->next, digest);
  output.LastEvaluatedKey = std::move(rows->last);
  output.ConsumedCapacity = consumed(input.ReturnConsumedCapacity, statement.from.table,
                                     rows->table_units, rows->index_units);
  return output;
}

}  // namespace

Task<Result<ExecuteStatementOutput>> Service::execute_statement(const RequestContext& context,
                                                                ExecuteStatementInput input) {
  const auto parameters = partiql::to_parameters(std::move(input.Parameters));
  if (!parameters) co_return aws::fail(parameters.error());
  const auto statement = partiql::compile(input.Statement, *parameters);
  if (!statement) co_return aws::fail(statement.error());
  if (statement->kind == partiql::Statement::Kind::exists) co_return partiql::misplaced_exists();
  if (statement->reads()) {
    co_return select(store_.read(), context.scope, input, *statement, *parameters);
  }
  // A write has one answer, so no token goes on with it.
  if (input.NextToken) co_return aws::fail(partiql::invalid_token());

  auto body = [&scope = context.scope, now = clock_.now(), &compiled = *statement,
               old = partiql::returns_old(input.ReturnValuesOnConditionCheckFailure)](
                  store::Transaction& transaction) {
    return partiql::write_statement(transaction, scope, now, compiled, old);
  };
  auto done = co_await store_.write(std::move(body));
  if (!done) co_return aws::fail(done.error());
  ExecuteStatementOutput output;
  output.Items.emplace();
  if (done->written.attributes) output.Items->push_back(std::move(*done->written.attributes));
  output.ConsumedCapacity = consumed(input.ReturnConsumedCapacity, statement->from.table,
                                     write_units(done->written.bytes), done->written.indexes);
  co_return output;
}

}  // namespace bellwether::cloud::dynamodb
