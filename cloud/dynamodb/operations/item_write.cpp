#include "cloud/dynamodb/operations/item_write.h"

#include <algorithm>
#include <utility>

#include "cloud/dynamodb/expression/compile.h"
#include "cloud/dynamodb/item_codec.h"

namespace bellwether::cloud::dynamodb {

using namespace aws::dynamodb::errors;

namespace {

namespace values = aws::dynamodb::values::ReturnValue;
using Kind = ItemWrite::Kind;
using Returns = ItemWrite::Returns;

// The actions of a transaction have none of the operations' older parameters.
template <class Input>
constexpr bool is_operation = requires(Input& input) {
  input.Expected;
};

template <class Input>
constexpr bool is_update = requires(Input& input) {
  input.UpdateExpression;
};

template <class Input>
std::optional<aws::Error> check_parameters(const Input& input) {
  std::vector<expression::Parameter> expressions;
  std::vector<expression::Parameter> legacy;
  const auto add = [](auto& to, std::string_view name, const auto& parameter) {
    to.push_back({name, parameter.has_value()});
  };
  if constexpr (is_update<Input> && is_operation<Input>) {
    add(expressions, "UpdateExpression", input.UpdateExpression);
    add(legacy, "AttributeUpdates", input.AttributeUpdates);
  } else if constexpr (is_update<Input>) {
    expressions.push_back({"UpdateExpression", true});
  }
  if constexpr (requires { input.ConditionExpression.has_value(); }) {
    add(expressions, "ConditionExpression", input.ConditionExpression);
  } else {
    expressions.push_back({"ConditionExpression", true});
  }
  if constexpr (is_operation<Input>) {
    legacy.push_back(
        {"Expected", input.Expected.has_value(), input.Expected ? input.Expected->size() : 0});
    add(legacy, "ConditionalOperator", input.ConditionalOperator);
  }
  const bool has_values = input.ExpressionAttributeValues.has_value();
  return expression::check_parameters(expressions, legacy,
                                      input.ExpressionAttributeNames.has_value(), &has_values);
}

template <class Input>
Result<Returns> returns_of(const Input& input, Kind kind) {
  if (!input.ReturnValues || *input.ReturnValues == values::NONE) return Returns::nothing;
  if (*input.ReturnValues == values::ALL_OLD) return Returns::all_old;
  if (kind != Kind::update) {
    return aws::fail(ValidationException("ReturnValues can only be ALL_OLD or NONE"));
  }
  if (*input.ReturnValues == values::ALL_NEW) return Returns::all_new;
  return *input.ReturnValues == values::UPDATED_OLD ? Returns::updated_old : Returns::updated_new;
}

template <class Input>
Result<expression::Update> update_of(expression::Compiler& compiler, Input& input) {
  if constexpr (is_operation<Input>) {
    if (input.AttributeUpdates)
      return expression::legacy_update(std::move(*input.AttributeUpdates));
  }
  auto update = compiler.update("UpdateExpression", input.UpdateExpression);
  if (!update) return aws::fail(update.error());
  // Without any, UpdateItem makes the item if there is none.
  return std::move(*update).value_or(expression::Update{});
}

template <class Input>
Result<std::optional<expression::Condition>> condition_of(expression::Compiler& compiler,
                                                          Input& input) {
  if constexpr (is_operation<Input>) {
    if (input.Expected) {
      return compiler.legacy_condition(std::move(*input.Expected), input.ConditionalOperator);
    }
  }
  return compiler.condition("ConditionExpression", input.ConditionExpression);
}

}  // namespace

template <class Input>
Result<ItemWrite> prepare(const Scope& scope, Input& input, Item item, Kind kind) {
  if (auto error = check_parameters(input)) return aws::fail(*error);
  ItemWrite write;
  write.kind = kind;
  write.table = table_name(scope, input.TableName);
  write.item = std::move(item);
  if constexpr (is_operation<Input>) {
    const auto returns = returns_of(input, kind);
    if (!returns) return aws::fail(returns.error());
    write.returns = *returns;
  }
  write.return_old_on_failure = input.ReturnValuesOnConditionCheckFailure ==
                                aws::dynamodb::values::ReturnValuesOnConditionCheckFailure::ALL_OLD;
  if (const auto message = normalize(write.item)) return aws::fail(ValidationException(*message));

  expression::Compiler compiler(input.ExpressionAttributeNames, &input.ExpressionAttributeValues);
  if (auto error = compiler.check()) return aws::fail(*error);
  if constexpr (is_update<Input>) {
    auto update = update_of(compiler, input);
    if (!update) return aws::fail(update.error());
    write.update = std::move(*update);
  }
  auto condition = condition_of(compiler, input);
  if (!condition) return aws::fail(condition.error());
  if (auto error = compiler.finish()) return aws::fail(*error);
  write.condition = std::move(*condition);
  write.entered = compiler.entered();
  if (kind == Kind::put) {
    if (auto error = encode(write)) return aws::fail(*error);
  }
  return write;
}

template Result<ItemWrite> prepare(const Scope&, aws::dynamodb::PutItemInput&, Item, Kind);
template Result<ItemWrite> prepare(const Scope&, aws::dynamodb::DeleteItemInput&, Item, Kind);
template Result<ItemWrite> prepare(const Scope&, aws::dynamodb::UpdateItemInput&, Item, Kind);
template Result<ItemWrite> prepare(const Scope&, aws::dynamodb::Put&, Item, Kind);
template Result<ItemWrite> prepare(const Scope&, aws::dynamodb::Delete&, Item, Kind);
template Result<ItemWrite> prepare(const Scope&, aws::dynamodb::Update&, Item, Kind);
template Result<ItemWrite> prepare(const Scope&, aws::dynamodb::ConditionCheck&, Item, Kind);

std::optional<aws::Error> encode(ItemWrite& write) {
  if (size_of(write.item) > kMaxItemBytes) {
    return ValidationException("Item size has exceeded the maximum allowed size");
  }
  write.encoded = encode_item(write.item);
  return std::nullopt;
}

Task<Result<ItemWritten>> write_item(store::Store& store, const Scope& scope, aws::Timestamp now,
                                     const ItemWrite& write) {
  auto body = [&scope, now, &write](store::Transaction& transaction) -> Result<ItemWritten> {
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
