#include "cloud/dynamodb/operations/item_write.h"

#include <utility>

#include "cloud/dynamodb/expression/compile.h"
#include "cloud/dynamodb/item_codec.h"

namespace bellwether::cloud::dynamodb {

using namespace aws::dynamodb::errors;

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

std::optional<aws::Error> encode(ItemWrite& write) {
  if (size_of(write.item) > kMaxItemBytes) {
    return ValidationException("Item size has exceeded the maximum allowed size");
  }
  write.encoded = encode_item(write.item);
  return std::nullopt;
}

Task<Result<ItemWritten>> write_item(store::Store& store, const Scope& scope, aws::Timestamp now,
                                     ItemWrite write) {
  auto body = [&scope, now,
               write = std::move(write)](store::Transaction& transaction) -> Result<ItemWritten> {
    ItemWriter writer(transaction, scope, now);
    auto decision = writer.decide(write);
    if (!decision) return aws::fail(decision.error());
    ItemWritten written = writer.write(std::move(*decision));
    writer.finish();
    return written;
  };
  co_return co_await store.write(std::move(body));
}

}  // namespace bellwether::cloud::dynamodb
