#include <cstdint>
#include <utility>

#include "cloud/dynamodb/expression/compile.h"
#include "cloud/dynamodb/keys.h"
#include "cloud/dynamodb/operations/item_page.h"
#include "cloud/dynamodb/operations/selection.h"
#include "cloud/dynamodb/service.h"
#include "cloud/dynamodb/table.h"

namespace bellwether::cloud::dynamodb {

namespace {

using aws::dynamodb::ScanAnswer;
using aws::dynamodb::ScanInput;
using aws::dynamodb::errors::ValidationException;

std::optional<aws::Error> check_segments(const ScanInput& input) {
  if (input.Segment && !input.TotalSegments) {
    return ValidationException(
        "The TotalSegments parameter is required but was not present in the request when Segment "
        "parameter is present");
  }
  if (input.TotalSegments && !input.Segment) {
    return ValidationException(
        "The Segment parameter is required but was not present in the request when parameter "
        "TotalSegments is present");
  }
  if (input.Segment && *input.Segment >= *input.TotalSegments) {
    return ValidationException(
        "The Segment parameter is zero-based and must be less than parameter TotalSegments: "
        "Segment: " +
        std::to_string(*input.Segment) +
        " is not less than TotalSegments: " + std::to_string(*input.TotalSegments));
  }
  return std::nullopt;
}

SelectParameters select_parameters(const ScanInput& input) {
  return {.select = input.Select,
          .index_named = input.IndexName.has_value(),
          .projection_given = input.ProjectionExpression.has_value(),
          .attributes_to_get_given = input.AttributesToGet.has_value()};
}

std::optional<aws::Error> check_parameters(const ScanInput& input) {
  const expression::Parameter expressions[] = {
      {"ProjectionExpression", input.ProjectionExpression.has_value()},
      {"FilterExpression", input.FilterExpression.has_value()}};
  const expression::Parameter legacy[] = {
      {"AttributesToGet", input.AttributesToGet.has_value()},
      {"ScanFilter", input.ScanFilter.has_value(), input.ScanFilter ? input.ScanFilter->size() : 0},
      {"ConditionalOperator", input.ConditionalOperator.has_value()}};
  const bool values = input.ExpressionAttributeValues.has_value();
  if (auto error = expression::check_parameters(
          expressions, legacy, input.ExpressionAttributeNames.has_value(), &values)) {
    return error;
  }
  if (auto error = check_segments(input)) return error;
  return check_select(select_parameters(input));
}

// Items, and the entries of an index, lie in the order of their partition keys' hashes, so a
// segment is a range of hashes.
KeyRange segment_range(const store::Key& space, const ScanInput& input) {
  const auto at = [&](std::uint64_t hash) { return store::Key(space).number(hash).bytes(); };
  const auto total = static_cast<std::uint64_t>(input.TotalSegments.value_or(1));
  const auto segment = static_cast<std::uint64_t>(input.Segment.value_or(0));
  // The whole space of hashes in equal parts; the last takes the remainder.
  const std::uint64_t width = ~std::uint64_t{0} / total;
  return {.begin = at(segment * width),
          .end = segment + 1 == total ? space.end() : at((segment + 1) * width)};
}

aws::Error wrong_segment(const ScanInput& input) {
  return ValidationException(
      "The provided starting key is invalid: Invalid ExclusiveStartKey. Please use "
      "ExclusiveStartKey with correct Segment. TotalSegments: " +
      std::to_string(*input.TotalSegments) + " Segment: " + std::to_string(*input.Segment));
}

}  // namespace

Result<ScanAnswer> Service::scan(const RequestContext& context, ScanInput input) {
  if (auto error = check_parameters(input)) return aws::fail(*error);
  if (input.ExclusiveStartKey) {
    if (const auto message = normalize(*input.ExclusiveStartKey)) {
      return aws::fail(ValidationException("The provided starting key is invalid: " + *message));
    }
  }
  expression::Compiler compiler(input.ExpressionAttributeNames, &input.ExpressionAttributeValues);
  if (auto error = compiler.check()) return aws::fail(*error);
  const auto filter =
      input.ScanFilter
          ? compiler.legacy_condition(std::move(*input.ScanFilter), input.ConditionalOperator)
          : compiler.condition("FilterExpression", input.FilterExpression);
  if (!filter) return aws::fail(filter.error());
  const auto projection = input.AttributesToGet ? compiler.legacy_projection(*input.AttributesToGet)
                                                : compiler.projection("ProjectionExpression",
                                                                      input.ProjectionExpression);
  if (!projection) return aws::fail(projection.error());
  if (auto error = compiler.finish()) return aws::fail(*error);

  const auto snapshot = store_.read();
  const auto table =
      find_table(snapshot, keys::table(context.scope, table_name(context.scope, input.TableName)));
  if (!table) return aws::fail(table.error());
  const bool consistent = input.ConsistentRead.value_or(false);
  const auto index = readable_index(*table, input.IndexName, consistent);
  if (!index) return aws::fail(index.error());
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
                      .range = segment_range(space_of(context.scope, *table, *index), input),
                      .start_after = {},
                      .limit = input.Limit,
                      .filter = *filter,
                      .projection = *projection,
                      .counts_only = selection->counts_only,
                      .fetches_items = selection->fetches_items,
                      .consistent = consistent,
                      .text = &items};
  if (input.ExclusiveStartKey) {
    auto start = start_key(context.scope, *table, *index, *input.ExclusiveStartKey);
    if (!start) return aws::fail(start.error());
    if (*start < request.range.begin || *start >= request.range.end) {
      return aws::fail(wrong_segment(input));
    }
    request.start_after = std::move(*start);
  }
  items.open_array();
  Page page = read_page(snapshot, request);
  items.close_array();

  ScanAnswer answer;
  if (!selection->counts_only) answer.Items = aws::Document{items.take()};
  answer.Count = page.count;
  answer.ScannedCount = page.scanned;
  answer.LastEvaluatedKey = std::move(page.last);
  answer.ConsumedCapacity =
      consumed(input.ReturnConsumedCapacity, input.TableName, page.table_units, page.index_units);
  return answer;
}

}  // namespace bellwether::cloud::dynamodb
