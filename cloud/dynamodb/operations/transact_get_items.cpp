#include <set>
#include <utility>

#include "cloud/dynamodb/capacity.h"
#include "cloud/dynamodb/expression/compile.h"
#include "cloud/dynamodb/item_codec.h"
#include "cloud/dynamodb/keys.h"
#include "cloud/dynamodb/operations/transaction.h"
#include "cloud/dynamodb/service.h"
#include "cloud/dynamodb/table.h"

namespace bellwether::cloud::dynamodb {

namespace {

using aws::dynamodb::Get;
using aws::dynamodb::TransactGetItemsInput;
using aws::dynamodb::TransactGetItemsOutput;
using aws::dynamodb::errors::ValidationException;

struct PreparedGet {
  std::optional<expression::Projection> projection;
  std::vector<std::string> entered;
};

Result<PreparedGet> prepare(Get& get) {
  const expression::Parameter expressions[] = {
      {"ProjectionExpression", get.ProjectionExpression.has_value()}};
  if (auto error = expression::check_parameters(
          expressions, {}, get.ExpressionAttributeNames.has_value(), nullptr)) {
    return aws::fail(*error);
  }
  expression::Compiler compiler(get.ExpressionAttributeNames, nullptr);
  if (auto error = compiler.check()) return aws::fail(*error);
  auto projection = compiler.projection("ProjectionExpression", get.ProjectionExpression);
  if (!projection) return aws::fail(projection.error());
  if (auto error = compiler.finish()) return aws::fail(*error);
  if (const auto message = normalize(get.Key)) return aws::fail(ValidationException(*message));
  return PreparedGet{.projection = std::move(*projection), .entered = compiler.entered()};
}

// The key in the store.
Result<std::string> locate(const store::Snapshot& snapshot, const Scope& scope, const Get& get,
                           const PreparedGet& prepared) {
  const auto table = find_table(snapshot, keys::table(scope, table_name(scope, get.TableName)));
  if (!table) return aws::fail(table.error());
  if (auto error = check_entered(prepared.entered, *table)) {
    return aws::fail(*error);
  }
  const auto primary = key_of_key(table->keys, get.Key);
  if (!primary) return aws::fail(primary.error());
  return keys::item(scope, table->number, *primary).bytes();
}

}  // namespace

Result<TransactGetItemsOutput> Service::transact_get_items(const RequestContext& context,
                                                           TransactGetItemsInput input) {
  std::vector<PreparedGet> prepared;
  for (auto& item : input.TransactItems) {
    auto get = prepare(item.Get);
    if (!get) return aws::fail(get.error());
    prepared.push_back(std::move(*get));
  }
  const auto snapshot = store_.read();
  Outcomes outcomes;
  std::vector<std::string> located;
  std::set<std::string_view> seen;
  for (std::size_t i = 0; i < prepared.size(); ++i) {
    auto key = locate(snapshot, context.scope, input.TransactItems[i].Get, prepared[i]);
    if (key) {
      outcomes.add_success();
    } else if (!outcomes.add_failure(key.error())) {
      return aws::fail(key.error());
    }
    located.push_back(std::move(key).value_or(""));
  }
  if (auto error = outcomes.cancellation()) return aws::fail(*error);
  for (const auto& key : located) {
    if (!seen.insert(key).second) return aws::fail(same_item_twice());
  }

  TransactGetItemsOutput output;
  auto& responses = output.Responses.emplace();
  CapacityByTable capacity(input.ReturnConsumedCapacity, CapacityByTable::Detail::reads);
  for (std::size_t i = 0; i < located.size(); ++i) {
    const auto stored = snapshot.get(located[i]);
    capacity.add(input.TransactItems[i].Get.TableName,
                 kTransactionFactor * read_units(stored ? stored_size(*stored) : 0, true));
    auto& response = responses.emplace_back();
    if (!stored) continue;
    Item item = decode_item(*stored);
    const auto& projection = prepared[i].projection;
    response.Item = projection ? projection->of(item) : std::move(item);
  }
  output.ConsumedCapacity = std::move(capacity).result();
  return output;
}

}  // namespace bellwether::cloud::dynamodb
