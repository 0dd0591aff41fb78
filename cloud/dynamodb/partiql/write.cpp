#include "cloud/dynamodb/partiql/write.h"

#include <string_view>
#include <utility>

#include "cloud/dynamodb/keys.h"
#include "cloud/dynamodb/operations/item_write.h"
#include "cloud/dynamodb/partiql/key_conditions.h"

namespace bellwether::cloud::dynamodb::partiql {

namespace {

using expression::Condition;
using expression::Operand;
using Kind = Statement::Kind;
using Returns = ItemWrite::Returns;

// Every item has its partition key, so the function tells whether there is one.
Condition existence(std::string_view function, const KeySchema& keys) {
  Operand key;
  key.path.push_back({.name = keys.partition.name});
  Condition condition{.kind = Condition::Kind::function};
  condition.operands.push_back(
      {.kind = Operand::Kind::function, .name = std::string(function), .arguments = {key}});
  return condition;
}

Returns returns_of(const std::optional<Returning>& returning) {
  if (!returning) return Returns::nothing;
  if (returning->modified) return returning->after ? Returns::updated_new : Returns::updated_old;
  return returning->after ? Returns::all_new : Returns::all_old;
}

void note_entered(const expression::Update& update, std::vector<std::string>& entered) {
  for (const auto& action : update.actions) {
    if (action.path.size() > 1) entered.push_back(action.path.front().name);
  }
}

aws::Result<ItemWrite> to_put(const Compiled& statement, ItemWrite write, const KeySchema& keys) {
  write.kind = ItemWrite::Kind::put;
  write.item = statement.item;
  write.condition = existence("attribute_not_exists", keys);
  if (auto error = encode(write)) return aws::fail(*error);
  return write;
}

ItemWrite::Kind kind_of(Kind kind) {
  if (kind == Kind::update) return ItemWrite::Kind::update;
  return kind == Kind::erase ? ItemWrite::Kind::erase : ItemWrite::Kind::check;
}

}  // namespace

bool returns_old(const std::optional<std::string>& return_values) {
  return return_values == aws::dynamodb::values::ReturnValuesOnConditionCheckFailure::ALL_OLD;
}

std::unexpected<aws::Error> misplaced_exists() {
  return invalid("EXISTS can only be used in ExecuteTransaction write requests.");
}

aws::Result<ItemWrite> to_write(const Compiled& statement, const Table& table,
                                const std::string& name, bool return_old_on_failure) {
  ItemWrite write;
  write.table = name;
  write.returns = returns_of(statement.returning);
  if (statement.kind == Kind::insert) return to_put(statement, std::move(write), table.keys);

  const bool checks = statement.kind == Kind::exists;
  auto item = keyed_item(statement.where, table.keys, checks);
  if (!item) return aws::fail(item.error());
  write.kind = kind_of(statement.kind);
  write.item = std::move(item->key);
  write.return_old_on_failure = return_old_on_failure;
  if (statement.kind == Kind::update) {
    write.update = statement.update;
    note_entered(statement.update, write.entered);
  }
  // An UPDATE makes no item, and EXISTS is about one.
  if (statement.kind != Kind::erase) {
    item->rest.push_back(existence("attribute_exists", table.keys));
  }
  if (!item->rest.empty()) {
    write.condition = Condition{.kind = Condition::Kind::all, .conditions = std::move(item->rest)};
  }
  return write;
}

aws::Error refusal(const Compiled& statement, aws::Error error) {
  constexpr std::string_view kTooDeep = "Nesting Levels have exceeded supported limits";
  // AWS says no more than this here.
  if (error.message.starts_with(kTooDeep)) error.message = kTooDeep;
  if (statement.kind != Kind::insert || error.code != "ConditionalCheckFailedException") {
    return error;
  }
  return aws::dynamodb::errors::DuplicateItemException("Duplicate primary key exists in table");
}

aws::Result<StatementWritten> write_statement(store::Transaction& transaction, const Scope& scope,
                                              aws::Timestamp now, const Compiled& statement,
                                              bool return_old_on_failure) {
  const std::string name = table_name(scope, statement.from.table);
  const auto table = find_table(transaction, keys::table(scope, name));
  if (!table) return aws::fail(table.error());
  auto write = to_write(statement, *table, name, return_old_on_failure);
  if (!write) return aws::fail(write.error());
  ItemWriter writer(transaction, scope, now);
  auto decision = writer.decide(*write);
  if (!decision) return aws::fail(refusal(statement, decision.error()));
  ItemWritten written = writer.write(std::move(*decision));
  writer.finish();
  return StatementWritten{.write = std::move(*write), .written = std::move(written)};
}

}  // namespace bellwether::cloud::dynamodb::partiql
