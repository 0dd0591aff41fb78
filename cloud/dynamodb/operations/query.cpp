#include <utility>

#include "cloud/dynamodb/expression/compile.h"
#include "cloud/dynamodb/expression/key_condition.h"
#include "cloud/dynamodb/keys.h"
#include "cloud/dynamodb/operations/item_page.h"
#include "cloud/dynamodb/operations/key_range.h"
#include "cloud/dynamodb/operations/selection.h"
#include "cloud/dynamodb/service.h"
#include "cloud/dynamodb/table.h"

namespace bellwether::cloud::dynamodb {

namespace {

using aws::dynamodb::QueryAnswer;
using aws::dynamodb::QueryInput;
using aws::dynamodb::errors::ValidationException;

SelectParameters select_parameters(const QueryInput& input) {
  return {.select = input.Select,
          .index_named = input.IndexName.has_value(),
          .projection_given = input.ProjectionExpression.has_value(),
          .attributes_to_get_given = input.AttributesToGet.has_value()};
}

std::optional<aws::Error> check_parameters(const QueryInput& input) {
  const expression::Parameter expressions[] = {
      {"ProjectionExpression", input.ProjectionExpression.has_value()},
      {"FilterExpression", input.FilterExpression.has_value()},
      {"KeyConditionExpression", input.KeyConditionExpression.has_value()}};
  const expression::Parameter legacy[] = {
      {"AttributesToGet", input.AttributesToGet.has_value()},
      {"QueryFilter", input.QueryFilter.has_value(),
       input.QueryFilter ? input.QueryFilter->size() : 0},
      {"ConditionalOperator", input.ConditionalOperator.has_value()},
      {"KeyConditions", input.KeyConditions.has_value()}};
  const bool values = input.ExpressionAttributeValues.has_value();
  if (auto error = expression::check_parameters(
          expressions, legacy, input.ExpressionAttributeNames.has_value(), &values)) {
    return error;
  }
  if (!input.KeyConditionExpression && !input.KeyConditions) {
    return ValidationException(
        "Either the KeyConditions or KeyConditionExpression parameter must be specified in the "
        "request.");
  }
  return check_select(select_parameters(input));
}

// Where the page begins; the key need not be there any more.
Result<std::string> start_after(const RequestContext& context, const Table& table,
                                const Index* index, const KeyRange& range, const Item& key) {
  auto start = start_key(context.scope, table, index, key);
  if (!start) return start;
  if (*start < range.begin || *start >= range.end) {
    return aws::fail(ValidationException(
        "The provided starting key is outside query boundaries based on provided conditions"));
  }
  return start;
}

}  // namespace

Result<QueryAnswer> Service::query(const RequestContext& context, QueryInput input) {
  if (auto error = check_parameters(input)) return aws::fail(*error);
  if (input.ExclusiveStartKey) {
    if (const auto message = normalize(*input.ExclusiveStartKey)) {
      return aws::fail(ValidationException("The provided starting key is invalid: " + *message));
    }
  }
  expression::Compiler compiler(input.ExpressionAttributeNames, &input.ExpressionAttributeValues);
  if (auto error = compiler.check()) return aws::fail(*error);
  const auto key_condition =
      compiler.key_condition("KeyConditionExpression", input.KeyConditionExpression);
  if (!key_condition) return aws::fail(key_condition.error());
  const bool legacy_filter = input.QueryFilter.has_value();
  const auto filter =
      legacy_filter
          ? compiler.legacy_condition(std::move(*input.QueryFilter), input.ConditionalOperator)
          : compiler.condition("FilterExpression", input.FilterExpression);
  if (!filter) return aws::fail(filter.error());
  const auto projection = input.AttributesToGet ? compiler.legacy_projection(*input.AttributesToGet)
                                                : compiler.projection("ProjectionExpression",
                                                                      input.ProjectionExpression);
  if (!projection) return aws::fail(projection.error());
  if (auto error = compiler.finish()) return aws::fail(*error);
  auto conditions = *key_condition
                        ? expression::key_conditions(**key_condition)
                        : expression::legacy_key_conditions(std::move(*input.KeyConditions));
  if (!conditions) return aws::fail(conditions.error());

  const auto snapshot = store_.read();
  const auto table =
      find_table(snapshot, keys::table(context.scope, table_name(context.scope, input.TableName)));
  if (!table) return aws::fail(table.error());
  const bool consistent = input.ConsistentRead.value_or(false);
  const auto index = readable_index(*table, input.IndexName, consistent);
  if (!index) return aws::fail(index.error());
  const KeySchema& schema = *index ? (*index)->keys : table->keys;
  const auto condition = std::move(*conditions).bind(schema);
  if (!condition) return aws::fail(condition.error());
  if (*filter) {
    const auto what = legacy_filter ? "QueryFilter" : "Filter Expression";
    if (auto error = expression::check_filter_keys(what, **filter, schema)) {
      return aws::fail(*error);
    }
  }
  const auto selection =
      select(select_parameters(input), *table, *index, *projection, compiler.mentioned());
  if (!selection) return aws::fail(selection.error());
  if (auto error = check_entered(compiler.entered(), *table)) {
    return aws::fail(*error);
  }

  aws::json::Writer items;
  PageRequest request{.scope = context.scope,
                      .table = *table,
                      .index = *index,
                      .range = range_of(space_of(context.scope, *table, *index), *condition),
                      .forward = input.ScanIndexForward.value_or(true),
                      .start_after = {},
                      .limit = input.Limit,
                      .filter = *filter,
                      .projection = *projection,
                      .counts_only = selection->counts_only,
                      .fetches_items = selection->fetches_items,
                      .consistent = consistent,
                      .text = &items};
  if (input.ExclusiveStartKey) {
    auto start = start_after(context, *table, *index, request.range, *input.ExclusiveStartKey);
    if (!start) return aws::fail(start.error());
    request.start_after = std::move(*start);
  }
  items.open_array();
  Page page = read_page(snapshot, request);
  items.close_array();

  QueryAnswer answer;
  if (!selection->counts_only) answer.Items = aws::Document{items.take()};
  answer.Count = page.count;
  answer.ScannedCount = page.scanned;
  answer.LastEvaluatedKey = std::move(page.last);
  answer.ConsumedCapacity =
      consumed(input.ReturnConsumedCapacity, input.TableName, page.table_units, page.index_units);
  return answer;
}

}  // namespace bellwether::cloud::dynamodb
