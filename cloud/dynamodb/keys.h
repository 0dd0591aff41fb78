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

// The number that the next table or stream gets.
inline store::Key next_number(const Scope& scope) {
  return base(scope, 'n');
}
inline store::Key tables(const Scope& scope) {
  return base(scope, 't');
}
inline store::Key table(const Scope& scope, std::string_view name) {
  return tables(scope).text(name);
}
// How many items a table has, and their bytes; then the same of each of its indexes.
inline store::Key totals(const Scope& scope, std::uint64_t table) {
  return base(scope, 'c').number(table);
}
inline store::Key index_totals(const Scope& scope, std::uint64_t table, std::uint64_t index) {
  return totals(scope, table).number(index);
}
inline store::Key items(const Scope& scope, std::uint64_t table) {
  return base(scope, 'i').number(table);
}
inline store::Key item(const Scope& scope, std::uint64_t table, std::string_view primary_key) {
  return items(scope, table).raw(primary_key);
}

// The entries of a table's indexes, and of one of them.
inline store::Key indexes(const Scope& scope, std::uint64_t table) {
  return base(scope, 'x').number(table);
}
inline store::Key index_entries(const Scope& scope, std::uint64_t table, std::uint64_t index) {
  return indexes(scope, table).number(index);
}
// Items by the second in which their time to live ends.
inline store::Key expiries(const Scope& scope, std::uint64_t table) {
  return base(scope, 'e').number(table);
}
inline store::Key expiry(const Scope& scope, std::uint64_t table, std::uint64_t second,
                         std::string_view primary_key) {
  return expiries(scope, table).number(second).raw(primary_key);
}
// A stream's definition: by its table's name, since it outlives the table, and its number.
inline store::Key streams(const Scope& scope) {
  return base(scope, 'q');
}
inline store::Key streams(const Scope& scope, std::string_view table_name) {
  return streams(scope).text(table_name);
}
inline store::Key stream(const Scope& scope, std::string_view table_name, std::uint64_t stream) {
  return streams(scope, table_name).number(stream);
}
// The number of a stream's last record.
inline store::Key stream_end(const Scope& scope, std::uint64_t stream) {
  return base(scope, 'w').number(stream);
}
inline store::Key stream_records(const Scope& scope, std::uint64_t stream) {
  return base(scope, 's').number(stream);
}
inline store::Key stream_record(const Scope& scope, std::uint64_t stream, std::uint64_t sequence) {
  return stream_records(scope, stream).number(sequence);
}
// Which request a ClientRequestToken belongs to, and the tokens by when that is forgotten.
inline store::Key token(const Scope& scope, std::string_view token) {
  return base(scope, 'k').text(token);
}
inline store::Key token_ends(const Scope& scope) {
  return base(scope, 'y');
}
inline store::Key token_end(const Scope& scope, std::uint64_t millisecond, std::string_view token) {
  return token_ends(scope).number(millisecond).text(token);
}
// Work on tables that goes on in the background, in the order it was begun.
inline store::Key jobs(const Scope& scope) {
  return base(scope, 'j');
}
inline store::Key job(const Scope& scope, std::uint64_t number) {
  return jobs(scope).number(number);
}
// Work that begins later, by when.
inline store::Key later_jobs(const Scope& scope) {
  return base(scope, 'l');
}
inline store::Key later_job(const Scope& scope, std::uint64_t millisecond, std::uint64_t number) {
  return later_jobs(scope).number(millisecond).number(number);
}

}  // namespace bellwether::cloud::dynamodb::keys
