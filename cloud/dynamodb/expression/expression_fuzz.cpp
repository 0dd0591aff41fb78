// Any bytes as expressions: refused with a message, or evaluated, but never more than that.
#include "cloud/dynamodb/expression/compile.h"
#include "cloud/dynamodb/test_values.h"
#include "tests/fuzz/target.h"

using namespace bellwether::cloud::dynamodb;  // NOLINT: a program of its own

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  const std::string text(reinterpret_cast<const char*>(bytes), size);
  const std::optional<Names> names = Names{{"#a", "a"}, {"#b", "b"}};
  std::optional<Item> values = Item{{":s", S("x")}, {":n", N("1")}, {":l", L({N("1")})}};
  const Item item = {{"a", M({{"b", L({S("x"), N("2")})}})}, {"b", S("xy")}, {"c", NS({"1", "2"})}};
  expression::Compiler compiler(names, &values);
  if (const auto condition = compiler.condition("ConditionExpression", text)) {
    (void)expression::evaluate(**condition, item);
  }
  if (const auto projection = compiler.projection("ProjectionExpression", text)) {
    (void)(*projection)->of(item);
  }
  return 0;
}

std::vector<std::string> fuzz_seeds() {
  return {"a = :n",
          "#a.b[0] <> :s AND NOT (size(c) >= :n OR b IN (:s, a.b[1]))",
          "b BETWEEN :s AND a.#b",
          "attribute_not_exists(#a) or contains(c, :n)",
          "begins_with(b, :s) and attribute_type(a, :s)",
          "a.b[1], b, c[0].#a",
          "((a)) = :n"};
}
