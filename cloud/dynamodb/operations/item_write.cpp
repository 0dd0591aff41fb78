#include "cloud/dynamodb/operations/item_write.h"

#include <algorithm>
#include <cassert>
#include <cstdint>
#include <utility>

#include "aws/dynamodb/json.h"
#include "cloud/dynamodb/expression/compile.h"
#include "cloud/dynamodb/item_codec.h"
#include "cloud/dynamodb/keys.h"

namespace bellwether::cloud::dynamodb {

namespace {

using namespace aws::dynamodb::errors;

aws::Error condition_failed(const ItemWrite& write, const Item& old) {
  auto error = ConditionalCheckFailedException("The conditional request failed");
  if (write.return_old_on_failure && !old.empty()) {
    error.fields = "\"Item\":" + aws::json::to_json(old);
  }
  return error;
}

void count(store::Transaction& transaction, const store::Key& key, bool had, std::size_t old_bytes,
           bool has, std::size_t new_bytes) {
  TableTotals totals = decode_totals(transaction.get(key));
  assert(!had || (totals.items > 0 && totals.bytes >= old_bytes));
  totals.items += std::uint64_t{has} - std::uint64_t{had};
  totals.bytes += new_bytes - old_bytes;
  transaction.put(key, encode_totals(totals));
}

}  // namespace

Result<ItemWritten> apply(store::Transaction& transaction, const ItemWrite& write) {
  const auto table = find_table(transaction, keys::table(write.scope, write.table));
  if (!table) return aws::fail(table.error());
  if (auto error = expression::check_entered(write.entered, table->keys)) return aws::fail(*error);
  const auto primary =
      write.encoded ? key_of_item(table->keys, write.item) : key_of_key(table->keys, write.item);
  if (!primary) return aws::fail(primary.error());

  const auto key = keys::item(write.scope, table->number, *primary);
  const auto stored = transaction.get(key);
  const std::size_t old_bytes = stored ? stored_size(*stored) : 0;
  Item old;
  if (stored && (write.condition || write.return_old)) old = decode_item(*stored);
  if (write.condition && !expression::evaluate(*write.condition, old)) {
    return aws::fail(condition_failed(write, old));
  }

  const bool had = stored.has_value();
  const std::size_t new_bytes = write.encoded ? stored_size(*write.encoded) : 0;
  if (write.encoded) {
    transaction.put(key, *write.encoded);
  } else if (had) {
    transaction.erase(key);
  }
  if (had || write.encoded) {
    count(transaction, keys::totals(write.scope, table->number), had, old_bytes,
          write.encoded.has_value(), new_bytes);
  }
  ItemWritten written{.bytes = std::max(old_bytes, new_bytes)};
  if (had && write.return_old) written.old = std::move(old);
  return written;
}

template <class Input>
Result<ItemWrite> prepare(const Scope& scope, Input& input, Item item) {
  using expression::Parameter;
  const Parameter expressions[] = {{"ConditionExpression", input.ConditionExpression.has_value()}};
  const Parameter legacy[] = {{"Expected", input.Expected.has_value()},
                              {"ConditionalOperator", input.ConditionalOperator.has_value()}};
  const bool values = input.ExpressionAttributeValues.has_value();
  if (auto error = expression::check_parameters(
          expressions, legacy, input.ExpressionAttributeNames.has_value(), &values)) {
    return aws::fail(*error);
  }
  namespace returned = aws::dynamodb::values::ReturnValue;
  if (input.ReturnValues && *input.ReturnValues != returned::NONE &&
      *input.ReturnValues != returned::ALL_OLD) {
    return aws::fail(ValidationException("ReturnValues can only be ALL_OLD or NONE"));
  }
  if (const auto message = normalize(item)) return aws::fail(ValidationException(*message));

  expression::Compiler compiler(input.ExpressionAttributeNames, &input.ExpressionAttributeValues);
  if (auto error = compiler.check()) return aws::fail(*error);
  auto condition = compiler.condition("ConditionExpression", input.ConditionExpression);
  if (!condition) return aws::fail(condition.error());
  if (auto error = compiler.finish()) return aws::fail(*error);

  return ItemWrite{
      .scope = scope,
      .table = table_name(scope, input.TableName),
      .item = std::move(item),
      .encoded = {},
      .condition = std::move(*condition),
      .entered = compiler.entered(),
      .return_old = input.ReturnValues == returned::ALL_OLD,
      .return_old_on_failure = input.ReturnValuesOnConditionCheckFailure ==
                               aws::dynamodb::values::ReturnValuesOnConditionCheckFailure::ALL_OLD,
  };
}

template Result<ItemWrite> prepare(const Scope&, aws::dynamodb::PutItemInput&, Item);
template Result<ItemWrite> prepare(const Scope&, aws::dynamodb::DeleteItemInput&, Item);

}  // namespace bellwether::cloud::dynamodb
