#include <cstdint>
#include <utility>

#include "cloud/dynamodb/capacity.h"
#include "cloud/dynamodb/expression/compile.h"
#include "cloud/dynamodb/item_codec.h"
#include "cloud/dynamodb/keys.h"
#include "cloud/dynamodb/service.h"
#include "cloud/dynamodb/table.h"

namespace bellwether::cloud::dynamodb {

namespace {

using aws::dynamodb::ScanInput;
using aws::dynamodb::ScanOutput;
using aws::dynamodb::errors::ValidationException;
namespace select = aws::dynamodb::values::Select;

// What one request reads at most, before any filter.
// https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Scan.html#Scan.Pagination
constexpr std::size_t kPageBytes = 1024 * 1024;

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

std::optional<aws::Error> check_select(const ScanInput& input) {
  if (!input.Select) return std::nullopt;
  const std::string& wanted = *input.Select;
  if (wanted == select::ALL_PROJECTED_ATTRIBUTES && !input.IndexName) {
    return ValidationException(
        "ALL_PROJECTED_ATTRIBUTES can be used only when Querying using an IndexName");
  }
  if (wanted == select::SPECIFIC_ATTRIBUTES) {
    if (input.ProjectionExpression) return std::nullopt;
    return ValidationException(
        "Must specify the AttributesToGet or ProjectionExpression when choosing to get "
        "SPECIFIC_ATTRIBUTES");
  }
  if (!input.ProjectionExpression) return std::nullopt;
  return ValidationException("Cannot specify the ProjectionExpression when choosing to get " +
                             (wanted == select::COUNT ? "only the Count" : wanted));
}

std::optional<aws::Error> check_parameters(const ScanInput& input) {
  const expression::Parameter expressions[] = {
      {"ProjectionExpression", input.ProjectionExpression.has_value()},
      {"FilterExpression", input.FilterExpression.has_value()}};
  const expression::Parameter legacy[] = {
      {"AttributesToGet", input.AttributesToGet.has_value()},
      {"ScanFilter", input.ScanFilter.has_value()},
      {"ConditionalOperator", input.ConditionalOperator.has_value()}};
  const bool values = input.ExpressionAttributeValues.has_value();
  if (auto error = expression::check_parameters(
          expressions, legacy, input.ExpressionAttributeNames.has_value(), &values)) {
    return error;
  }
  if (auto error = check_segments(input)) return error;
  return check_select(input);
}

// Items lie in the order of their partition keys' hashes, so a segment is a range of hashes.
struct Range {
  std::string begin;
  std::string end;
};

Range segment_range(const Scope& scope, const Table& table, const ScanInput& input) {
  const auto items = [&] { return keys::items(scope, table.number); };
  const auto total = static_cast<std::uint64_t>(input.TotalSegments.value_or(1));
  const auto segment = static_cast<std::uint64_t>(input.Segment.value_or(0));
  // The whole space of hashes in equal parts; the last takes the remainder.
  const std::uint64_t width = ~std::uint64_t{0} / total;
  Range range;
  range.begin = items().number(segment * width).bytes();
  range.end = segment + 1 == total ? items().end() : items().number((segment + 1) * width).bytes();
  return range;
}

// Where to go on after ExclusiveStartKey.
Result<std::string> start_after(const Scope& scope, const Table& table, const Range& range,
                                const ScanInput& input) {
  constexpr std::string_view kInvalid = "The provided starting key is invalid: ";
  const auto primary = key_of_key(table.keys, *input.ExclusiveStartKey);
  if (!primary) {
    return aws::fail(ValidationException(std::string(kInvalid) + primary.error().message));
  }
  std::string key = keys::item(scope, table.number, *primary).bytes();
  if (key < range.begin || key >= range.end) {
    return aws::fail(ValidationException(
        std::string(kInvalid) +
        "Invalid ExclusiveStartKey. Please use ExclusiveStartKey with correct Segment. "
        "TotalSegments: " +
        std::to_string(*input.TotalSegments) + " Segment: " + std::to_string(*input.Segment)));
  }
  return key;
}

// What is done with every item.
struct Page {
  const ScanInput& input;
  const std::optional<expression::Condition>& filter;
  const std::optional<expression::Projection>& projection;
  bool counts_only = false;

  std::vector<Item> items{};
  std::int32_t count = 0;
  std::int32_t scanned = 0;
  std::size_t bytes = 0;
  std::optional<Item> last{};

  void add(std::string_view stored) {
    bytes += stored_size(stored);
    ++scanned;
    if (counts_only && !filter) {
      ++count;
      return;
    }
    Item item = decode_item(stored);
    if (filter && !expression::evaluate(*filter, item)) return;
    ++count;
    if (!counts_only) items.push_back(projection ? projection->of(item) : std::move(item));
  }

  // Whether the page ends before this item.
  bool is_full(std::string_view next) const {
    return (input.Limit && scanned >= *input.Limit) || bytes + stored_size(next) > kPageBytes;
  }
};

void read_page(store::Cursor cursor, const Table& table, const Range& range, Page& page) {
  std::string_view previous;
  for (; cursor.valid() && cursor.key() < range.end; cursor.next()) {
    const std::string_view stored = cursor.value();
    if (page.scanned > 0 && page.is_full(stored)) break;
    page.add(stored);
    previous = stored;
  }
  // A page that ends by Limit has a last key even where nothing follows, as on AWS.
  const bool more = cursor.valid() && cursor.key() < range.end;
  if (more || (page.input.Limit && page.scanned == *page.input.Limit)) {
    page.last = key_attributes(table.keys, decode_item(previous));
  }
}

}  // namespace

Result<ScanOutput> Service::scan(const RequestContext& context, ScanInput input) {
  if (auto error = check_parameters(input)) return aws::fail(*error);
  if (input.ExclusiveStartKey) {
    if (const auto message = normalize(*input.ExclusiveStartKey)) {
      return aws::fail(ValidationException("The provided starting key is invalid: " + *message));
    }
  }
  expression::Compiler compiler(input.ExpressionAttributeNames, &input.ExpressionAttributeValues);
  if (auto error = compiler.check()) return aws::fail(*error);
  const auto filter = compiler.condition("FilterExpression", input.FilterExpression);
  if (!filter) return aws::fail(filter.error());
  const auto projection = compiler.projection("ProjectionExpression", input.ProjectionExpression);
  if (!projection) return aws::fail(projection.error());
  if (auto error = compiler.finish()) return aws::fail(*error);

  const std::string name = table_name(context.scope, input.TableName);
  const auto snapshot = store_.read();
  const auto table = find_table(snapshot, keys::table(context.scope, name));
  if (!table) return aws::fail(table.error());
  if (input.IndexName) {
    return aws::fail(
        ValidationException("The table does not have the specified index: " + *input.IndexName));
  }
  if (auto error = expression::check_entered(compiler.entered(), table->keys)) {
    return aws::fail(*error);
  }

  const Range range = segment_range(context.scope, *table, input);
  store::Cursor cursor = snapshot.from(range.begin);
  if (input.ExclusiveStartKey) {
    const auto start = start_after(context.scope, *table, range, input);
    if (!start) return aws::fail(start.error());
    cursor.seek(*start);
    if (cursor.valid() && cursor.key() == *start) cursor.next();
  }
  Page page{.input = input,
            .filter = *filter,
            .projection = *projection,
            .counts_only = input.Select == select::COUNT};
  read_page(std::move(cursor), *table, range, page);

  ScanOutput output;
  if (!page.counts_only) output.Items = std::move(page.items);
  output.Count = page.count;
  output.ScannedCount = page.scanned;
  output.LastEvaluatedKey = std::move(page.last);
  output.ConsumedCapacity = consumed(input.ReturnConsumedCapacity, name,
                                     read_units(page.bytes, input.ConsistentRead.value_or(false)));
  return output;
}

}  // namespace bellwether::cloud::dynamodb
