#include "cloud/dynamodb/background/table_change.h"

#include <optional>

#include "cloud/dynamodb/keys.h"
#include "cloud/dynamodb/table.h"

namespace bellwether::cloud::dynamodb {

namespace {

std::optional<TableDefinition> definition_of(const store::Transaction& transaction,
                                             const Scope& scope, const Job& job) {
  const auto record = transaction.get(keys::table(scope, job.table));
  if (!record) return std::nullopt;
  auto definition = decode_definition(*record);
  if (definition.table.number != job.table_number) return std::nullopt;
  return definition;
}

}  // namespace

void activate_table(store::Transaction& transaction, const Scope& scope, const Job& job) {
  auto definition = definition_of(transaction, scope, job);
  if (!definition) return;
  definition->table.state = TableState::active;
  definition->under_way.reset();
  transaction.put(keys::table(scope, job.table), encode_table(*definition));
}

std::vector<std::string> drop_table(store::Transaction& transaction, const Scope& scope,
                                    const Job& job) {
  if (!definition_of(transaction, scope, job)) return {};
  transaction.erase(keys::table(scope, job.table));
  const std::uint64_t number = job.table_number;
  return {keys::items(scope, number).bytes(), keys::indexes(scope, number).bytes(),
          keys::expiries(scope, number).bytes(), keys::totals(scope, number).bytes()};
}

}  // namespace bellwether::cloud::dynamodb
