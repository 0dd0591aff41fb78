// Any bytes as expressions: refused with a message, or evaluated, but never more than that.
#include "cloud/dynamodb/expression/compile.h"
#include "cloud/dynamodb/expression/key_condition.h"
#include "cloud/dynamodb/test_values.h"
#include "tests/fuzz/target.h"

using namespace bellwether::cloud::dynamodb;  // NOLINT: a program of its own

namespace {

void update(expression::Compiler& compiler, const std::string& text, const Item& item) {
  const auto update = compiler.update("UpdateExpression", text);
  if (!update) return;
  const auto parts = expression::touched(**update);
  (void)parts.of(item);
  if (auto now = expression::apply(**update, item)) {
    (void)parts.of(*now);
    // What an update makes of an item is an item.
    if (normalize(*now)) __builtin_trap();
  }
}

void bind(expression::Compiler& compiler, const std::string& text, const KeySchema& keys) {
  const auto condition = compiler.key_condition("KeyConditionExpression", text);
  if (!condition) return;
  auto parts = expression::key_conditions(**condition);
  if (parts) (void)std::move(*parts).bind(keys);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  const std::string text(reinterpret_cast<const char*>(bytes), size);
  const std::optional<Names> names = Names{{"#a", "a"}, {"#b", "b"}};
  std::optional<Item> values =
      Item{{":s", S("x")}, {":n", N("1")}, {":l", L({N("1")})}, {":t", NS({"2", "3"})}};
  const Item item = {{"a", M({{"b", L({S("x"), N("2")})}})},
                     {"b", S("xy")},
                     {"c", NS({"1", "2"})},
                     {"d", N("9e125")}};
  expression::Compiler compiler(names, &values);
  if (const auto condition = compiler.condition("ConditionExpression", text)) {
    (void)expression::evaluate(**condition, item);
  }
  if (const auto projection = compiler.projection("ProjectionExpression", text)) {
    (void)(*projection)->of(item);
  }
  update(compiler, text, item);
  bind(compiler, text, {{"a", 'S'}, KeyAttribute{"b", 'S'}});
  bind(compiler, text, {{"b", 'N'}, std::nullopt});
  return 0;
}

std::vector<std::string> fuzz_seeds() {
  return {"a = :n",
          "#a.b[0] <> :s AND NOT (size(c) >= :n OR b IN (:s, a.b[1]))",
          "b BETWEEN :s AND a.#b",
          "attribute_not_exists(#a) or contains(c, :n)",
          "begins_with(b, :s) and attribute_type(a, :s)",
          "a.b[1], b, c[0].#a",
          "((a)) = :n",
          "SET a.b[1] = (a.b[1] + :n), d = d - :n REMOVE #b ADD c :t, a.b[7] :n DELETE e :t",
          "set a.#a = list_append(if_not_exists(a.b, :l), :l), a.b[9] = b remove a.b[0]",
          "a = :s and :s < b",
          "b between :s and :s AND #a = :s",
          "begins_with(b, :s) AND a = :s"};
}
