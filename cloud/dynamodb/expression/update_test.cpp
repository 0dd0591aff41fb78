#include "cloud/dynamodb/expression/update.h"

#include <gtest/gtest.h>

#include "cloud/dynamodb/expression/compile.h"
#include "cloud/dynamodb/test_values.h"

namespace bellwether::cloud::dynamodb::expression {
namespace {

const Names kNames = {{"#a", "a"}, {"#c", "c"}, {"#d", "[3]"}, {"#1", "1"}, {"#status", "status"}};

Item values() {
  return {{":s", S("x")},        {":one", N("1")},          {":two", N("2.0")},
          {":b", B("\x01")},     {":true", BOOL(true)},     {":null", null()},
          {":ss", SS({"a"})},    {":more", SS({"b", "a"})}, {":ns", NS({"1"})},
          {":bs", BS({"\x01"})}, {":l", L({S("y")})},       {":m", M({})},
          {":empty", L({})},     {":huge", N("9e125")},     {":long", N("1e50")}};
}

aws::Result<Update> compile(const std::string& expression) {
  std::optional<Names> names = kNames;
  std::optional<Item> all = values();
  Compiler compiler(names, &all);
  EXPECT_FALSE(compiler.check());
  auto update = compiler.update("UpdateExpression", expression);
  if (!update) return aws::fail(update.error());
  return std::move(**update);
}

// The message, without what all begin with; nothing when the expression is fine.
std::string refused(const std::string& expression) {
  const auto update = compile(expression);
  if (update) return "";
  const std::string prefix = "Invalid UpdateExpression: ";
  EXPECT_TRUE(update.error().message.starts_with(prefix)) << update.error().message;
  return update.error().message.substr(prefix.size());
}

Item updated(const std::string& expression, const Item& item) {
  const auto update = compile(expression);
  if (!update) {
    ADD_FAILURE() << expression << ": " << update.error().message;
    return {};
  }
  auto result = apply(*update, item);
  if (!result) {
    ADD_FAILURE() << expression << ": " << result.error().message;
    return {};
  }
  return *result;
}

std::string unfit(const std::string& expression, const Item& item) {
  const auto update = compile(expression);
  if (!update) {
    ADD_FAILURE() << expression << ": " << update.error().message;
    return "";
  }
  const auto result = apply(*update, item);
  if (result) return "";
  EXPECT_EQ(result.error().code, "ValidationException");
  return result.error().message;
}

const Item kKey = {{"p", S("key")}};

Item with(Item attributes) {
  attributes.insert(kKey.begin(), kKey.end());
  return attributes;
}

TEST(Update, what_does_not_parse_is_a_syntax_error) {
  for (const char* expression : {"whatever",
                                 "set a",
                                 "add a",
                                 "delete a",
                                 "remove",
                                 "set a=set",
                                 "remove a = b",
                                 "add a = b",
                                 "delete a = b",
                                 "delete a b",
                                 "delete a if_not_exist(b)",
                                 "add abort b",
                                 "remove a b",
                                 "set a b",
                                 "set :s = b",
                                 "add :s b",
                                 "remove :s",
                                 "set a = b / c",
                                 "set a = b * c",
                                 "set a[1] = \"eight\"",
                                 "set a[1] = 1",
                                 "set a[:one] = :s",
                                 "set a[#a] = :s",
                                 "SET a = if_not_exist(a, 100)",
                                 "SET if_not_exist(a, b) = a",
                                 "set c = if_not_exists(c, :one+:two)",
                                 "set (a = (b + c))",
                                 "set a = (b.c).d + e",
                                 "set a = (b.c)[0] + e",
                                 "set a = b + c + d",
                                 "set a = (b + c) + d",
                                 "set a = (((b)))",
                                 "set a = f()",
                                 "set a = b,",
                                 "set a = b remove",
                                 "set a = _b",
                                 "set a = :",
                                 "set # = :s"}) {
    EXPECT_TRUE(refused(expression).starts_with("Syntax error; token: ")) << expression;
  }
  EXPECT_EQ(refused(""), "The expression can not be empty;");
  EXPECT_EQ(refused("SET _123 = :one"), "Syntax error; token: \"_\", near: \"SET _123\"");
  EXPECT_EQ(refused("SET a = "), "Syntax error; token: \"<EOF>\", near: \"=\"");
  for (const char* expression : {"set a = (b + c)", "set a = ((b.c.d)+(e))", "set a = (b) - c",
                                 "set a = ((b))", "sEt a=:s ReMoVe b ADD c :one DELETE d :ss",
                                 "REMOVE a,b[0],c.d[1][2].e", "set #a[3].#c = b"}) {
    EXPECT_EQ(refused(expression), "") << expression;
  }
}

TEST(Update, names_and_functions_are_checked_in_AWS_order) {
  EXPECT_EQ(refused(" set #no = :no set abOrt = true "),
            "Attribute name is a reserved keyword; reserved keyword: abOrt");
  EXPECT_EQ(refused("set a = if_not_exists(Absolute, :no)"),
            "Attribute name is a reserved keyword; reserved keyword: Absolute");
  EXPECT_EQ(refused("set #no = if_not_exist(:no) set c = d"),
            "Invalid function name; function: if_not_exist");
  EXPECT_EQ(refused("set a = LIST_APPEND(b, c)"), "Invalid function name; function: LIST_APPEND");
  EXPECT_EQ(refused("set a = size(b)"),
            "The function is not allowed in an update expression; function: size");
  const std::string misused =
      "The function is not allowed to be used this way in an expression; function: list_append";
  EXPECT_EQ(refused("set a = list_append(list_append(:l, :l), :l)"), misused);
  EXPECT_EQ(refused("set a = if_not_exists(a, list_append(:l, :l))"), misused);
  EXPECT_EQ(refused("set a = list_append(:l, :l) + :one"), misused);
  const std::pair<const char*, const char*> sections[] = {
      {"set a = #no set c = :no", "SET"},
      {"remove #no set a = b remove e", "REMOVE"},
      {"add #no :no set a = b add e :no", "ADD"},
      {"delete #no :no set a = b delete #e :no", "DELETE"}};
  for (const auto& [expression, section] : sections) {
    EXPECT_EQ(refused(expression), std::string("The \"") + section +
                                       "\" section can only be used once in an update expression;");
  }
  EXPECT_EQ(refused("SET #no = if_not_exists(:no)"),
            "An expression attribute name used in the document path is not defined; attribute "
            "name: #no");
  EXPECT_EQ(refused("SET a = :no, b = #no"),
            "An expression attribute name used in the document path is not defined; attribute "
            "name: #no");
  EXPECT_EQ(refused("SET #a = if_not_exists(:no)"),
            "An expression attribute value used in expression is not defined; attribute value: "
            ":no");
}

TEST(Update, paths_may_not_overlap_or_conflict) {
  const auto message = [](std::string_view how, std::string_view one, std::string_view two) {
    return "Two document paths " + std::string(how) +
           " with each other; must remove or rewrite one of these paths; path one: " +
           std::string(one) + ", path two: " + std::string(two);
  };
  EXPECT_EQ(refused("set d[1] = a, d.b = a, c[1].a = a, #c = if_not_exists(a)"),
            message("overlap", "[c, [1], a]", "[c]"));
  EXPECT_EQ(refused("set #c[3].#d = a, #c[3] = a"),
            message("overlap", "[c, [3], [3]]", "[c, [3]]"));
  EXPECT_EQ(refused("SET a = :s REMOVE a"), message("overlap", "[a]", "[a]"));
  EXPECT_EQ(refused("SET a[1] = :s, a[1][1] = :s"),
            message("overlap", "[a, [1]]", "[a, [1], [1]]"));
  EXPECT_EQ(refused("set #c[3].#d = a, #c.#d[3] = if_not_exists(a)"),
            message("conflict", "[c, [3], [3]]", "[c, [3], [3]]"));
  EXPECT_EQ(refused("remove a.#c set a[1] = #d"), message("conflict", "[a, c]", "[a, [1]]"));
  EXPECT_EQ(refused("set a.b = a, a.c = a.b, b[0] = a, b[1] = b[0]"), "");
}

TEST(Update, operand_types_are_checked_in_AWS_words) {
  const std::pair<const char*, const char*> types[] = {{":s", "STRING"},     {":b", "BINARY"},
                                                       {":true", "BOOLEAN"}, {":null", "NULL"},
                                                       {":m", "MAP"},        {":l", "LIST"}};
  for (const auto& [value, type] : types) {
    const std::string message = "Incorrect operand type for operator or function; operator: ";
    EXPECT_EQ(refused(std::string("add a.b ") + value),
              message + "ADD, operand type: " + type + ", typeSet: ALLOWED_FOR_ADD_OPERAND");
    EXPECT_EQ(refused(std::string("delete a.b ") + value),
              message + "DELETE, operand type: " + type + ", typeSet: ALLOWED_FOR_DELETE_OPERAND");
  }
  EXPECT_EQ(refused("set b = list_append(:s, a), c = if_not_exists(a) add a.b :s"),
            "Incorrect operand type for operator or function; operator: ADD, operand type: STRING, "
            "typeSet: ALLOWED_FOR_ADD_OPERAND");
  EXPECT_EQ(refused("delete a :one"),
            "Incorrect operand type for operator or function; operator: DELETE, operand type: "
            "NUMBER, typeSet: ALLOWED_FOR_DELETE_OPERAND");
  EXPECT_EQ(refused("add a :one, b :ss, c :ns, d :bs delete e :ss, f :ns, g :bs"), "");

  const std::string count =
      "Incorrect number of operands for operator or function; operator or function: ";
  EXPECT_EQ(refused("set a = if_not_exists(c)"), count + "if_not_exists, number of operands: 1");
  EXPECT_EQ(refused("set a = list_append(c)"), count + "list_append, number of operands: 1");
  EXPECT_EQ(refused("set a = list_append(c, c, c)"), count + "list_append, number of operands: 3");
  for (const char* expression :
       {"set a = if_not_exists(:s, c)", "set a = if_not_exists(if_not_exists(a, b), c)"}) {
    EXPECT_EQ(refused(expression),
              "Operator or function requires a document path; operator or function: if_not_exists");
  }

  const std::string type =
      "Incorrect operand type for operator or function; operator or function: ";
  EXPECT_EQ(refused("set a = list_append(:s, a)"), type + "list_append, operand type: S");
  EXPECT_EQ(refused("set a = list_append(a, :one)"), type + "list_append, operand type: N");
  EXPECT_EQ(refused("set a = a + :s"), type + "+, operand type: S");
  EXPECT_EQ(refused("set a = :s + :b"), type + "+, operand type: S");
  EXPECT_EQ(refused("set a = :b - a"), type + "-, operand type: B");
  EXPECT_EQ(refused("set a = a - :l"), type + "-, operand type: L");
  EXPECT_EQ(refused("set a = if_not_exists(a, :s) + :one"), "");
}

TEST(Update, has_300_operators_and_functions_at_most) {
  // a0=b+c: nothing but the sums are counted.
  const auto sums = [](int count) {
    std::string expression = "set ";
    for (int i = 0; i < count; ++i) {
      expression += (i ? ",a" : "a") + std::to_string(i) + "=b+c";
    }
    return expression;
  };
  EXPECT_EQ(refused(sums(300)), "");
  EXPECT_EQ(refused(sums(301)), "The expression contains too many operators; operator count: 301");
  std::string nested = "set a = ";
  for (int i = 0; i < 301; ++i) nested += "f(b,";
  EXPECT_EQ(refused(nested), "The expression contains too many operators; operator count: 301");
}

TEST(Update, unused_placeholders_are_refused_and_keys_are_noted) {
  std::optional<Names> names = Names{{"#b", "b"}, {"#u", "u"}};
  std::optional<Item> all = Item{{":v", N("1")}, {":u", N("1")}};
  Compiler compiler(names, &all);
  EXPECT_TRUE(compiler.update("UpdateExpression", "set a.x = p[1], #b = c.d + :v remove e.f"));
  EXPECT_EQ(compiler.entered(), (std::vector<std::string>{"a", "p", "c", "e"}));
  EXPECT_EQ(compiler.finish()->message,
            "Value provided in ExpressionAttributeNames unused in expressions: keys: {#u}");
}

TEST(Update, sets_copies_and_computes) {
  const Item item = with({{"a", N("5")}, {"s", S("old")}, {"m", M({{"x", N("1")}})}});
  EXPECT_EQ(updated("SET b = :s, s = a", item),
            with({{"a", N("5")}, {"b", S("x")}, {"s", N("5")}, {"m", M({{"x", N("1")}})}}));
  EXPECT_EQ(updated("SET b = a + :two, c = :one - a, d = m.x + m.x", item).at("b"), N("7"));
  EXPECT_EQ(updated("SET b = a + :two, c = :one - a, d = m.x + m.x", item).at("c"), N("-4"));
  EXPECT_EQ(updated("SET c = if_not_exists(c, :two) + :one", item).at("c"), N("3"));
  EXPECT_EQ(updated("SET a = if_not_exists(a, :two) + :one", item).at("a"), N("6"));
  EXPECT_EQ(updated("SET c = if_not_exists(x, if_not_exists(s, :two))", item).at("c"), S("old"));
  EXPECT_EQ(updated("SET b = p", kKey).at("b"), S("key"));
  EXPECT_EQ(updated("SET b = list_append(if_not_exists(b, :empty), :l)", item).at("b"),
            L({S("y")}));
  const Item list = with({{"l", L({N("1")})}});
  EXPECT_EQ(updated("SET l = list_append(l, :l)", list).at("l"), L({N("1"), S("y")}));
  EXPECT_EQ(updated("SET l = list_append(:l, l)", list).at("l"), L({S("y"), N("1")}));
  EXPECT_EQ(updated("SET l = list_append(l, l)", list).at("l"), L({N("1"), N("1")}));
}

TEST(Update, reads_the_item_as_it_was) {
  const Item item = with({{"a", N("1")}, {"b", N("2")}});
  EXPECT_EQ(updated("SET a = b, b = a", item), with({{"a", N("2")}, {"b", N("1")}}));
  EXPECT_EQ(updated("REMOVE a SET c = a", item), with({{"b", N("2")}, {"c", N("1")}}));
  EXPECT_EQ(unfit("SET x = :one, y = x", item),
            "The provided expression refers to an attribute that does not exist in the item");
}

TEST(Update, goes_into_documents) {
  const Item item = with(
      {{"a", M({{"b", N("3")},
                {"c", L({S("hi"), M({{"x", L({N("3"), N("5"), N("7")})}, {"q", N("2")}})})}})}});
  EXPECT_EQ(updated("SET a.c[1].x[1] = :one, a.fresh = :s REMOVE a.c[1].q, a.b, a.gone", item),
            with({{"a", M({{"c", L({S("hi"), M({{"x", L({N("3"), N("1"), N("7")})}})})},
                           {"fresh", S("x")}})}}));
  EXPECT_EQ(updated("REMOVE a[0]", with({{"a", L({N("1")})}})), with({{"a", L({})}}));
  EXPECT_EQ(updated("REMOVE a.b", with({{"a", M({{"b", N("1")}})}})), with({{"a", M({})}}));
  EXPECT_EQ(updated("SET #status = :s, #1 = :s", kKey), with({{"status", S("x")}, {"1", S("x")}}));
}

TEST(Update, indexes_of_lists_are_those_before_any_change) {
  const auto numbers = [](std::vector<int> list) {
    std::vector<AttributeValue> elements;
    for (const int number : list) elements.push_back(N(std::to_string(number)));
    return with({{"a", L(std::move(elements))}});
  };
  const Item item = numbers({2, 3, 4, 5, 6, 7});
  for (const char* expression : {"REMOVE a[1] SET a[3] = :one", "SET a[3] = :one REMOVE a[1]"}) {
    EXPECT_EQ(updated(expression, item), numbers({2, 4, 1, 6, 7})) << expression;
  }
  EXPECT_EQ(updated("REMOVE a[0], a[5], a[2], a[17]", item), numbers({3, 5, 6}));
  EXPECT_EQ(updated("SET a[84] = :two, a[37] = :one, a[6] = a[0] REMOVE a[5]", numbers({9, 8, 7})),
            numbers({9, 8, 7, 9, 1, 2}));
  EXPECT_EQ(updated("REMOVE a[0] SET a[10] = :one, a[2] = :two", numbers({9, 8})),
            numbers({8, 2, 1}));
  const Item nested = with({{"a", L({L({N("1"), N("2")}), L({N("3")})})}});
  EXPECT_EQ(updated("REMOVE a[1], a[0][0] SET a[0][7] = :one", nested),
            with({{"a", L({L({N("2"), N("1")})})}}));
}

TEST(Update, adds_and_deletes) {
  const Item item = with({{"n", N("10")},
                          {"ss", SS({"a", "c"})},
                          {"ns", NS({"1", "2"})},
                          {"bs", BS({"\x01"})},
                          {"l", L({N("1")})}});
  EXPECT_EQ(updated("ADD n :two, fresh :two", item).at("n"), N("12"));
  EXPECT_EQ(updated("ADD n :two, fresh :two", item).at("fresh"), N("2"));
  EXPECT_EQ(updated("ADD ss :more", item).at("ss"), SS({"a", "c", "b"}));
  EXPECT_EQ(updated("ADD fresh :more", item).at("fresh"), SS({"b", "a"}));
  EXPECT_EQ(updated("ADD bs :bs", item), item);
  EXPECT_EQ(updated("DELETE ss :more", item).at("ss"), SS({"c"}));
  EXPECT_EQ(updated("DELETE ns :ns", item).at("ns"), NS({"2"}));
  EXPECT_FALSE(updated("DELETE bs :bs", item).contains("bs"));
  EXPECT_EQ(updated("DELETE gone :ss", item), item);
  EXPECT_EQ(updated("ADD l[4] :ss, l[3] :one DELETE l[8] :ss", item).at("l"),
            L({N("1"), N("1"), SS({"a"})}));
  EXPECT_EQ(updated("ADD l[0] :two", item).at("l"), L({N("3")}));
}

TEST(Update, that_does_not_fit_the_item_is_refused) {
  const Item item = with({{"b", S("hi")},
                          {"c", M({{"1", S("a")}})},
                          {"d", L({S("a"), S("b")})},
                          {"n", N("1")},
                          {"ss", SS({"a"})}});
  const std::string path =
      "The document path provided in the update expression is invalid for update";
  for (const char* target :
       {"b.a", "b[1]", "y.a", "y[1]", "c[1]", "d.#1", "c.x.y", "d[5][0]", "d[0].a"}) {
    const std::string at = target;
    EXPECT_EQ(unfit("set " + at + " = :ss", item), path) << at;
    EXPECT_EQ(unfit("remove " + at + " set #a = :ss", item), path) << at;
    EXPECT_EQ(unfit("delete " + at + " :ss", item), path) << at;
    EXPECT_EQ(unfit("add " + at + " :ss", item), path) << at;
  }
  const std::string type = "An operand in the update expression has an incorrect data type";
  for (const char* expression :
       {"delete ss :ns", "delete c :ns", "delete n :ns", "delete c.#1 :bs", "add b :ns",
        "add ss :one", "set e = b + :one", "set e = :one - c",
        "set e = list_append(n, if_not_exists(f, :l))", "set e = list_append(:l, n)"}) {
    EXPECT_EQ(unfit(expression, item), type) << expression;
  }
  const std::string gone =
      "The provided expression refers to an attribute that does not exist in the item";
  for (const char* expression : {"set e = gone", "set e = list_append(gone, d)",
                                 "set e = c.gone + :one", "set e = d[2]", "set gone = gone"}) {
    EXPECT_EQ(unfit(expression, item), gone) << expression;
  }
}

TEST(Update, numbers_and_nesting_keep_their_limits) {
  const Item item = with({{"n", N("9" + std::string(125, '0'))}});
  const std::string overflow =
      "Number overflow. Attempting to store a number with magnitude larger than supported range";
  EXPECT_EQ(unfit("set n = n + :huge", item), overflow);
  EXPECT_EQ(unfit("add n :huge", item), overflow);
  EXPECT_EQ(unfit("set n = :long - :one", item), overflow);

  AttributeValue deep = S("leaf");
  for (int i = 0; i < 30; ++i) deep = L({deep});
  const Item nested = with({{"d", deep}});
  EXPECT_EQ(unfit("set e = d, m = :m", nested), "");
  const std::string too_deep =
      "Nesting Levels have exceeded supported limits: Attributes in the item have nested levels "
      "beyond supported limit";
  std::string path = "d";
  for (int i = 0; i < 29; ++i) path += "[0]";
  EXPECT_EQ(unfit("set " + path + "[0] = :empty", nested), "");
  EXPECT_EQ(unfit("set " + path + "[0] = d", nested), too_deep);
  EXPECT_EQ(unfit("set " + path + "[1] = d[0]", nested), too_deep);
}

TEST(Update, of_a_missing_item_creates_it_unless_it_only_takes_away) {
  EXPECT_TRUE(creates(*compile("SET a = :s")));
  EXPECT_TRUE(creates(*compile("ADD a :one REMOVE b")));
  EXPECT_FALSE(creates(*compile("REMOVE a.b")));
  EXPECT_FALSE(creates(*compile("DELETE a :ss REMOVE b")));
  EXPECT_TRUE(creates(Update{}));
}

TEST(Update, touches_its_paths) {
  const Item old =
      with({{"b", M({{"a", N("1")}, {"b", N("2")}, {"c", N("3")}})}, {"c", L({N("1"), N("3")})}});
  const std::string expression =
      "set b.c=((c[1])+(b.a)),b.a = p,c[1] = p, c[4] = b.a - b.b, c[2] = b.c add c[8] :ss, c[6] "
      ":two";
  const Projection parts = touched(*compile(expression));
  const Item now = updated(expression, old);
  EXPECT_EQ(now, with({{"b", M({{"a", S("key")}, {"b", N("2")}, {"c", N("4")}})},
                       {"c", L({N("1"), S("key"), N("3"), N("-1"), N("2"), SS({"a"})})}}));
  EXPECT_EQ(parts.of(old), (Item{{"b", M({{"a", N("1")}, {"c", N("3")}})}, {"c", L({N("3")})}}));
  EXPECT_EQ(parts.of(now), (Item{{"b", M({{"a", S("key")}, {"c", N("4")}})},
                                 {"c", L({S("key"), N("3"), N("2")})}}));
  // What moved up is told, as on AWS; what went to the end of a list is not.
  const Item list = with({{"c", L({N("1"), N("2"), N("3")})}});
  EXPECT_EQ(touched(*compile("REMOVE c[1]")).of(updated("REMOVE c[1]", list)),
            (Item{{"c", L({N("3")})}}));
  EXPECT_EQ(touched(*compile("SET c[100] = :s")).of(updated("SET c[100] = :s", list)), Item{});
}

TEST(Update, may_not_change_keys) {
  const KeySchema keys = {{"p", 'S'}, KeyAttribute{"s", 'N'}};
  const auto message = [&](const char* expression) {
    const auto error = check_keys(*compile(expression), keys);
    return error ? error->message : "";
  };
  const std::string refusal = "One or more parameter values were invalid: Cannot update attribute ";
  const std::string reason = ". This attribute is part of the key";
  EXPECT_EQ(message("set a = p, b = s"), "");
  EXPECT_EQ(message("add p.b :one"), refusal + "p" + reason);
  EXPECT_EQ(message("remove d set s = :one, p = :s"), refusal + "p" + reason);
  EXPECT_EQ(message("set a = :s delete s :ns"), refusal + "s" + reason);
}

TEST(Update, types_that_do_not_depend_on_the_item_are_known) {
  const auto type = [](const char* expression) {
    return known_type(compile(expression)->actions.front());
  };
  EXPECT_EQ(type("set a = :s"), "S");
  EXPECT_EQ(type("set a = b + :one"), "N");
  EXPECT_EQ(type("set a = list_append(b, c)"), "L");
  EXPECT_EQ(type("set a = if_not_exists(b, :s)"), "");
  EXPECT_EQ(type("set a = b"), "");
  EXPECT_EQ(type("add a :ns"), "NS");
  EXPECT_EQ(type("remove a"), "");
  EXPECT_EQ(type("delete a :ss"), "");
}

}  // namespace
}  // namespace bellwether::cloud::dynamodb::expression
