// Where DynamoDB's records lie in the store; docs/dynamodb-storage.md.
#pragma once

#include <cstdint>
#include <string_view>

#include "cloud/core/context.h"
#include "cloud/store/key.h"

namespace bellwether::cloud::dynamodb::keys {

inline store::Key base(const Scope& scope, char kind) {
  return store::Key(store::Owner::dynamodb, scope).tag(kind);
}

// The number that the next table gets.
inline store::Key next_table(const Scope& scope) {
  return base(scope, 'n');
}
inline store::Key tables(const Scope& scope) {
  return base(scope, 't');
}
inline store::Key table(const Scope& scope, std::string_view name) {
  return tables(scope).text(name);
}
// How many items a table has, and their bytes.
inline store::Key totals(const Scope& scope, std::uint64_t table) {
  return base(scope, 'c').number(table);
}
inline store::Key items(const Scope& scope, std::uint64_t table) {
  return base(scope, 'i').number(table);
}
inline store::Key item(const Scope& scope, std::uint64_t table, std::string_view primary_key) {
  return items(scope, table).raw(primary_key);
}

}  // namespace bellwether::cloud::dynamodb::keys
