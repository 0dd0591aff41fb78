// Random expressions, evaluated here and by a reference that knows only a few kinds of values.
#include <algorithm>
#include <functional>
#include <map>
#include <random>
#include <set>
#include <string>
#include <variant>
#include <vector>

#include <gtest/gtest.h>

#include "cloud/dynamodb/expression/compile.h"
#include "cloud/dynamodb/test_values.h"

namespace bellwether::cloud::dynamodb::expression {
namespace {

// Missing, N, S, BOOL or NS.
using Value = std::variant<std::monostate, int, std::string, bool, std::set<int>>;
using Model = std::map<std::string, Value>;
using Predicate = std::function<bool(const Model&)>;

AttributeValue attribute(const Value& value) {
  if (const auto* number = std::get_if<int>(&value)) return N(std::to_string(*number));
  if (const auto* text = std::get_if<std::string>(&value)) return S(*text);
  if (const auto* truth = std::get_if<bool>(&value)) return BOOL(*truth);
  std::vector<std::string> numbers;
  for (const int number : std::get<std::set<int>>(value)) numbers.push_back(std::to_string(number));
  // In another order than that of a set.
  std::ranges::reverse(numbers);
  return NS(numbers);
}

Item item_of(const Model& model) {
  Item item;
  for (const auto& [name, value] : model) {
    if (value.index() != 0) item.emplace(name, attribute(value));
  }
  return item;
}

bool is_missing(const Value& value) {
  return value.index() == 0;
}

// -1, 0 or 1; nothing where the two have no order.
std::optional<int> order(const Value& a, const Value& b) {
  if (a.index() != b.index()) return std::nullopt;
  if (a.index() != 1 && a.index() != 2) return std::nullopt;
  return a < b ? -1 : a == b ? 0 : 1;
}

bool equals(const Value& a, const Value& b) {
  return !is_missing(a) && a == b;
}

bool compares(const std::string& comparator, const Value& a, const Value& b) {
  if (comparator == "=") return equals(a, b);
  if (comparator == "<>") return !equals(a, b);
  const auto way = order(a, b);
  if (!way) return false;
  if (comparator == "<") return *way < 0;
  if (comparator == "<=") return *way <= 0;
  return comparator == ">" ? *way > 0 : *way >= 0;
}

bool contains(const Value& whole, const Value& part) {
  if (const auto* set = std::get_if<std::set<int>>(&whole)) {
    const auto* number = std::get_if<int>(&part);
    return number && set->contains(*number);
  }
  const auto* text = std::get_if<std::string>(&whole);
  const auto* piece = std::get_if<std::string>(&part);
  return text && piece && text->find(*piece) != std::string::npos;
}

// Writes expressions, and what they should say.
class Writer {
 public:
  explicit Writer(unsigned seed) : random_(seed) {}

  struct Written {
    std::string text;
    Predicate holds;
    int precedence = 3;  // 0 OR, 1 AND, 2 NOT, 3 all others
  };

  Written condition(int depth) {
    const int choice = depth == 0 ? 0 : below(4);
    if (choice == 1) return joined("OR", 0, depth);
    if (choice == 2) return joined("AND", 1, depth);
    if (choice == 3) {
      Written inner = condition(depth - 1);
      return {"NOT " + within(inner, 2), [inner](const Model& m) { return !inner.holds(m); }, 2};
    }
    return leaf();
  }

  Item& literals() { return literals_; }

  Model model() {
    Model model;
    for (const char* name : {"a", "b", "c", "d"}) model[name] = any_value();
    return model;
  }

 private:
  using Read = std::function<Value(const Model&)>;
  struct Operand {
    std::string text;
    Read read;
    std::string attribute = "";  // if it is one
  };

  int below(int n) { return std::uniform_int_distribution<int>(0, n - 1)(random_); }

  Value any_value() {
    static const std::vector<std::string> kTexts = {"", "a", "ab", "b", "abc"};
    switch (below(5)) {
      case 0:
        return {};
      case 1:
        return below(4) - 1;
      case 2:
        return kTexts[static_cast<std::size_t>(below(5))];
      case 3:
        return below(2) == 0;
      default:
        return std::set<int>{below(3), below(3)};
    }
  }

  Operand literal(const Value& value) {
    const std::string name = ":v" + std::to_string(literals_.size());
    literals_.emplace(name, attribute(value));
    return {name, [value](const Model&) { return value; }};
  }

  Operand path() {
    const std::string name(1, static_cast<char>('a' + below(4)));
    return {name, [name](const Model& m) { return m.at(name); }, name};
  }

  Operand size() {
    const Operand of = path();
    return {"size(" + of.text + ")", [of](const Model& m) -> Value {
              const Value value = of.read(m);
              if (const auto* text = std::get_if<std::string>(&value)) {
                return static_cast<int>(text->size());
              }
              if (const auto* set = std::get_if<std::set<int>>(&value)) {
                return static_cast<int>(set->size());
              }
              return {};
            }};
  }

  // Ordered ones are numbers or strings where that is known.
  Operand operand(bool ordered) {
    if (below(3) == 0) return below(2) ? size() : path();
    if (below(2)) return path();
    Value value;
    do {
      value = any_value();
    } while (is_missing(value) || (ordered && value.index() > 2));
    return literal(value);
  }

  Written leaf() {
    switch (below(7)) {
      case 0:
        return between();
      case 1:
        return in();
      case 2: {
        const Operand of = path();
        return {"attribute_exists(" + of.text + ")",
                [of](const Model& m) { return !is_missing(of.read(m)); }};
      }
      case 3: {
        const Operand of = path();
        return {"attribute_type(" + of.text + ", " + type_name_ + ")",
                [of](const Model& m) { return std::holds_alternative<int>(of.read(m)); }};
      }
      case 4: {
        const Operand whole = path();
        const Operand part = literal(below(2) ? Value(below(3)) : Value("a"));
        return {"contains(" + whole.text + "," + part.text + ")",
                [=](const Model& m) { return contains(whole.read(m), part.read(m)); }};
      }
      case 5: {
        const Operand whole = path();
        const Operand part = literal("a");
        return {"begins_with(" + whole.text + "," + part.text + ")", [=](const Model& m) {
                  const Value value = whole.read(m);
                  const auto* text = std::get_if<std::string>(&value);
                  return text && text->starts_with("a");
                }};
      }
      default:
        return comparison();
    }
  }

  Written comparison() {
    static const std::vector<std::string> kComparators = {"=", "<>", "<", "<=", ">", ">="};
    const std::string comparator = kComparators[static_cast<std::size_t>(below(6))];
    const bool ordered = comparator != "=" && comparator != "<>";
    const Operand left = operand(ordered);
    Operand right = operand(ordered);
    while (!left.attribute.empty() && left.attribute == right.attribute) right = operand(ordered);
    return {left.text + comparator + right.text,
            [=](const Model& m) { return compares(comparator, left.read(m), right.read(m)); }};
  }

  Written between() {
    const Operand value = operand(true);
    const int lowest = below(3) - 1;
    const Operand lower = below(2) ? literal(lowest) : path();
    const Operand upper = below(2) ? literal(lowest + below(3)) : size();
    return {value.text + " BETWEEN " + lower.text + " AND " + upper.text, [=](const Model& m) {
              return compares(">=", value.read(m), lower.read(m)) &&
                     compares("<=", value.read(m), upper.read(m));
            }};
  }

  Written in() {
    const Operand value = path();
    std::vector<Operand> candidates;
    std::string text = value.text + " IN (";
    for (int i = below(3); i >= 0; --i) {
      candidates.push_back(operand(false));
      text += candidates.back().text + (i ? ", " : ")");
    }
    return {text, [=](const Model& m) {
              return std::ranges::any_of(candidates, [&](const Operand& candidate) {
                return equals(value.read(m), candidate.read(m));
              });
            }};
  }

  static std::string within(const Written& inner, int precedence) {
    return inner.precedence < precedence ? "(" + inner.text + ")" : inner.text;
  }

  Written joined(const std::string& keyword, int precedence, int depth) {
    const Written left = condition(depth - 1);
    const Written right = condition(depth - 1);
    // A chain of one keyword needs no parentheses on either side.
    const bool any = keyword == "OR";
    return {within(left, precedence) + " " + keyword + " " + within(right, precedence),
            [=](const Model& m) {
              return any ? left.holds(m) || right.holds(m) : left.holds(m) && right.holds(m);
            },
            precedence};
  }

  std::mt19937 random_;
  Item literals_ = {{":type", S("N")}};
  std::string type_name_ = ":type";
};

TEST(ConditionModel, random_conditions_say_what_the_reference_says) {
  int held = 0;
  constexpr int kConditions = 3000;
  constexpr int kItems = 8;
  for (unsigned seed = 0; seed < kConditions; ++seed) {
    Writer writer(seed);
    const auto written = writer.condition(4);
    const std::optional<Names> names;
    std::optional<Item> values = writer.literals();
    Compiler compiler(names, &values);
    ASSERT_FALSE(compiler.check());
    const auto condition = compiler.condition("FilterExpression", written.text);
    ASSERT_TRUE(condition) << written.text << ": " << condition.error().message;
    for (int i = 0; i < kItems; ++i) {
      const Model model = writer.model();
      const bool expected = written.holds(model);
      held += expected ? 1 : 0;
      ASSERT_EQ(evaluate(**condition, item_of(model)), expected) << seed << ": " << written.text;
    }
  }
  // Neither always nor never, or nothing was tried.
  EXPECT_GT(held, kConditions * kItems / 4);
  EXPECT_LT(held, kConditions * kItems * 3 / 4);
}

// Elements of one list, set, removed and added to at random.
TEST(UpdateModel, random_changes_of_a_list_do_what_the_reference_does) {
  std::mt19937 random(3);
  const auto below = [&](int n) { return std::uniform_int_distribution<int>(0, n - 1)(random); };
  for (int round = 0; round < 3000; ++round) {
    std::vector<int> before(static_cast<std::size_t>(below(6)));
    for (int& element : before) element = below(100);
    std::vector<AttributeValue> list;
    for (const int element : before) list.push_back(N(std::to_string(element)));

    std::map<std::size_t, std::optional<int>> changes;
    std::string sets;
    std::string removals;
    std::string sums;
    for (int i = below(6); i >= 0; --i) {
      const auto index = static_cast<std::size_t>(below(9));
      if (changes.contains(index)) continue;
      const std::string path = "l[" + std::to_string(index) + "]";
      const bool there = index < before.size();
      switch (below(3)) {
        case 0:
          changes[index] = static_cast<int>(before.size()) + below(2);
          sets += (sets.empty() ? "SET " : ", ") + path + " = size_ + :" +
                  std::to_string(*changes[index] - static_cast<int>(before.size()));
          break;
        case 1:
          changes[index] = std::nullopt;
          removals += (removals.empty() ? " REMOVE " : ", ") + path;
          break;
        default:
          changes[index] = (there ? before[index] : 0) + 1;
          sums += (sums.empty() ? " ADD " : ", ") + path + " :1";
      }
    }
    std::vector<int> after;
    for (std::size_t i = 0; i < before.size(); ++i) {
      if (!changes.contains(i)) after.push_back(before[i]);
      if (changes.contains(i) && changes[i]) after.push_back(*changes[i]);
    }
    for (const auto& [index, value] : changes) {
      if (index >= before.size() && value) after.push_back(*value);
    }
    const std::optional<Names> names;
    std::optional<Item> values = Item{{":0", N("0")}, {":1", N("1")}};
    Compiler compiler(names, &values);
    ASSERT_FALSE(compiler.check());
    const std::string text = below(2) ? sums + removals + " " + sets : sets + removals + sums;
    const auto update = compiler.update("UpdateExpression", text);
    ASSERT_TRUE(update) << text << ": " << update.error().message;
    const auto now =
        expression::apply(**update, {{"l", L(list)}, {"size_", N(std::to_string(before.size()))}});
    ASSERT_TRUE(now) << text << ": " << now.error().message;
    std::vector<AttributeValue> expected;
    for (const int element : after) expected.push_back(N(std::to_string(element)));
    ASSERT_EQ(now->at("l"), L(expected)) << text << " of " << before.size();
  }
}

}  // namespace
}  // namespace bellwether::cloud::dynamodb::expression
