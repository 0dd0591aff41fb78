// Any bytes as a statement: refused with a message, or compiled to something that can be evaluated,
// applied and planned, but never more than that.
#include "cloud/dynamodb/partiql/compile.h"
#include "cloud/dynamodb/partiql/next_token.h"
#include "cloud/dynamodb/partiql/read_plan.h"
#include "cloud/dynamodb/partiql/write.h"
#include "cloud/dynamodb/test_values.h"
#include "tests/fuzz/target.h"

using namespace bellwether::cloud;            // NOLINT: a program of its own
using namespace bellwether::cloud::dynamodb;  // NOLINT: a program of its own

namespace {

Table table() {
  Table table{.number = 1, .keys = {{"a", 'S'}, KeyAttribute{"b", 'N'}}};
  table.indexes.push_back({.number = 1,
                           .name = "i",
                           .kind = Index::Kind::local,
                           .keys = {{"a", 'S'}, KeyAttribute{"c", 'S'}},
                           .projects = Index::Projects::keys_only});
  return table;
}

void check(const partiql::Compiled& statement, const Item& item) {
  const Table tables = table();
  if (statement.where) (void)expression::evaluate(*statement.where, item);
  if (statement.reads()) {
    (void)partiql::plan_read(Scope(), statement, tables, true);
    return;
  }
  (void)partiql::to_write(statement, tables, "table", true);
  if (auto now = expression::apply(statement.update, item)) {
    // What an update makes of an item is an item.
    if (normalize(*now)) __builtin_trap();
  }
  Item inserted = statement.item;
  if (normalize(inserted)) __builtin_trap();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  const std::string text(reinterpret_cast<const char*>(bytes), size);
  const std::vector<AttributeValue> parameters = {S("x"), N("1"), SS({"a"})};
  const Item item = {
      {"a", S("x")}, {"b", N("1")}, {"c", M({{"d", L({S("x"), N("2")})}})}, {"e", SS({"x", "y"})}};
  for (std::size_t count = 0; count <= parameters.size(); ++count) {
    const auto statement =
        partiql::compile(text, {parameters.begin(), parameters.begin() + static_cast<long>(count)});
    if (statement) check(*statement, item);
  }
  (void)partiql::decode_token(text, "digest");
  return 0;
}

std::vector<std::string> fuzz_seeds() {
  return {
      "SELECT * FROM \"table\".\"i\" WHERE a = ? AND b BETWEEN ? AND 5 ORDER BY b DESC",
      "SELECT c.d[0], e FROM tab WHERE a IN ['x', 'y'] OR a = 'z' AND NOT b <> 1",
      "select a from tab where (a = 'x' or a = 'y') and b in (1, 2) and e is not missing",
      "SELECT * FROM tab WHERE begins_with(a, 'x') AND size(e) > 1 = true LIMIT 5",
      "INSERT INTO tab VALUE {'a': ?, 'b': -1.5e3, 'l': [1, {'m': null}], 's': <<'x', 'y'>>}",
      "UPDATE tab SET c.d = list_append(c.d, [?]), e = set_add(e, ?) REMOVE f[0] WHERE a = ?",
      "FROM tab WHERE a = 'x' AND b = 1 SET b = b - - 1 RETURNING MODIFIED NEW *",
      "DELETE FROM tab WHERE a = 'it''s' AND b = .5 AND c IS TUPLE -- note\n RETURNING ALL OLD *",
      "EXISTS(SELECT * FROM tab WHERE a = 'x' /* key */ AND b = 1 AND e IS MISSING);"};
}
