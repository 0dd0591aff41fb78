#include <utility>

#include "cloud/dynamodb/capacity.h"
#include "cloud/dynamodb/expression/compile.h"
#include "cloud/dynamodb/item_codec.h"
#include "cloud/dynamodb/keys.h"
#include "cloud/dynamodb/operations/stored_item.h"
#include "cloud/dynamodb/service.h"
#include "cloud/dynamodb/table.h"

namespace bellwether::cloud::dynamodb {

Result<aws::dynamodb::GetItemAnswer> Service::get_item(const RequestContext& context,
                                                       aws::dynamodb::GetItemInput input) {
  using aws::dynamodb::errors::ValidationException;
  const expression::Parameter expressions[] = {
      {"ProjectionExpression", input.ProjectionExpression.has_value()}};
  const expression::Parameter legacy[] = {{"AttributesToGet", input.AttributesToGet.has_value()}};
  if (auto error = expression::check_parameters(
          expressions, legacy, input.ExpressionAttributeNames.has_value(), nullptr)) {
    return aws::fail(*error);
  }
  expression::Compiler compiler(input.ExpressionAttributeNames, nullptr);
  if (auto error = compiler.check()) return aws::fail(*error);
  const auto projection = input.AttributesToGet ? compiler.legacy_projection(*input.AttributesToGet)
                                                : compiler.projection("ProjectionExpression",
                                                                      input.ProjectionExpression);
  if (!projection) return aws::fail(projection.error());
  if (auto error = compiler.finish()) return aws::fail(*error);
  if (const auto message = normalize(input.Key)) return aws::fail(ValidationException(*message));

  const std::string name = table_name(context.scope, input.TableName);
  const auto snapshot = store_.read();
  const auto table = find_table(snapshot, keys::table(context.scope, name));
  if (!table) return aws::fail(table.error());
  if (auto error = check_entered(compiler.entered(), *table)) {
    return aws::fail(*error);
  }
  const auto key = key_of_key(table->keys, input.Key);
  if (!key) return aws::fail(key.error());

  aws::dynamodb::GetItemAnswer answer;
  const auto stored = snapshot.get(keys::item(context.scope, table->number, *key));
  if (stored) {
    aws::json::Writer item;
    StoredItem(*stored).write(item, *projection);
    answer.Item = aws::Document{item.take()};
  }
  answer.ConsumedCapacity =
      consumed(input.ReturnConsumedCapacity, input.TableName,
               read_units(stored ? stored_size(*stored) : 0, input.ConsistentRead.value_or(false)));
  return answer;
}

}  // namespace bellwether::cloud::dynamodb
