#include "cloud/dynamodb/partiql/condition.h"

#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "cloud/dynamodb/expression/condition_check.h"
#include "cloud/dynamodb/expression/operand_check.h"

namespace bellwether::cloud::dynamodb::partiql {

namespace {

using expression::Condition;
using expression::Operand;

constexpr std::size_t kMaxCandidates = 100;

constexpr std::array<std::string_view, 6> kComparators = {"=", "<>", "<", "<=", ">", ">="};

struct TypeTest {
  std::string_view type;  // after IS
  std::string_view name;  // of attribute_type
};
constexpr std::array<TypeTest, 9> kTypeTests = {{{"NULL", "NULL"},
                                                 {"BOOL", "BOOL"},
                                                 {"BOOLEAN", "BOOL"},
                                                 {"BLOB", "B"},
                                                 {"STRING", "S"},
                                                 {"NUMERIC", "N"},
                                                 {"STRUCT", "M"},
                                                 {"TUPLE", "M"},
                                                 {"LIST", "L"}}};

bool is_comparison(const Term& term) {
  return term.kind == Term::Kind::operation && std::ranges::count(kComparators, term.text) > 0;
}

// Whether the term is true or false, as opposed to a value.
bool is_condition(const Term& term) {
  if (term.kind == Term::Kind::call) return term.text != "size";
  if (term.kind != Term::Kind::operation) return false;
  static constexpr std::array<std::string_view, 7> kOthers = {"AND",     "OR", "NOT", "IN",
                                                              "BETWEEN", "IS", "LIKE"};
  return is_comparison(term) || std::ranges::count(kOthers, term.text) > 0;
}

Condition negation(Condition condition) {
  Condition negated{.kind = Condition::Kind::negation};
  negated.conditions.push_back(std::move(condition));
  return negated;
}

Condition constant(bool holds) {
  return {.kind = holds ? Condition::Kind::all : Condition::Kind::any};
}

Condition function(std::string_view name, std::vector<Operand> arguments) {
  Condition condition{.kind = Condition::Kind::function};
  condition.operands.push_back({.kind = Operand::Kind::function,
                                .name = std::string(name),
                                .arguments = std::move(arguments)});
  return condition;
}

Operand text(std::string_view value) {
  return {.kind = Operand::Kind::value, .value = AttributeValue::make_S(std::string(value))};
}

class ConditionReader {
 public:
  explicit ConditionReader(const Source& source) : source_(source) {}

  aws::Result<Condition> condition(const Term& term) {
    if (!is_condition(term)) {
      if (term.kind == Term::Kind::operation) return unsupported(term);
      return invalid("WHERE clause must contain an expression that resolves to a boolean");
    }
    if (term.kind == Term::Kind::call) return call(term);
    if (term.text == "AND" || term.text == "OR") return combination(term);
    if (term.text == "NOT") return negated(term);
    if (term.text == "IN") return in(term);
    if (term.text == "IS") return type_test(term);
    if (term.text == "BETWEEN") return between(term);
    if (is_comparison(term)) return comparison(term);
    return unsupported(term);
  }

 private:
  static std::unexpected<aws::Error> unsupported(const Term& term) {
    return invalid("Unsupported operator in Condition Expression. Operator: " + term.text);
  }

  aws::Result<Condition> combination(const Term& term) {
    Condition all{.kind = term.text == "AND" ? Condition::Kind::all : Condition::Kind::any};
    for (const Term& part : term.parts) {
      if (!is_condition(part)) return invalid("The arguments to AND/OR must be Expressions");
      auto inner = condition(part);
      if (!inner) return inner;
      all.conditions.push_back(std::move(*inner));
    }
    return all;
  }

  aws::Result<Condition> negated(const Term& term) {
    const Term& part = term.parts.front();
    if (!is_condition(part)) return invalid("The argument to NOT must be a Type or Expression");
    auto inner = condition(part);
    if (!inner) return inner;
    return negation(std::move(*inner));
  }

  aws::Result<Condition> comparison(const Term& term) {
    for (const bool left : {true, false}) {
      const Term& one = term.parts[left ? 0 : 1];
      if (is_condition(one)) return truth(term.text, one, term.parts[left ? 1 : 0]);
    }
    Condition comparison{.kind = Condition::Kind::compare, .comparator = term.text};
    for (const Term& part : term.parts) {
      auto side = operand(part);
      if (!side) return aws::fail(side.error());
      comparison.operands.push_back(std::move(*side));
    }
    return comparison;
  }

  // A condition compared with a value: attribute_exists(a) = true.
  aws::Result<Condition> truth(const std::string& comparator, const Term& term, const Term& value) {
    if (comparator != "=" && comparator != "<>") {
      return invalid(expression::wrong_type(comparator, "BOOL"));
    }
    if (!is_value(value)) {
      return invalid(
          "Conditions can be compared with values only, not with other conditions or "
          "attributes");
    }
    auto inner = condition(term);
    if (!inner) return inner;
    const auto other = to_value(value, source_);
    if (!other) return aws::fail(other.error());
    const bool equal = comparator == "=";
    if (!other->BOOL()) return constant(!equal);
    return *other->BOOL() == equal ? std::move(*inner) : negation(std::move(*inner));
  }

  aws::Result<Condition> between(const Term& term) {
    Condition between{.kind = Condition::Kind::between};
    for (const Term& part : term.parts) {
      if (is_condition(part)) return invalid(expression::wrong_type("BETWEEN", "BOOL"));
      auto side = operand(part);
      if (!side) return aws::fail(side.error());
      between.operands.push_back(std::move(*side));
    }
    return between;
  }

  aws::Result<Condition> in(const Term& term) {
    const Term& value = term.parts[0];
    const Term& candidates = term.parts[1];
    const bool listed = candidates.kind == Term::Kind::list || candidates.kind == Term::Kind::bag;
    if (!listed || candidates.parts.empty()) {
      return invalid(
          "IN operator must have a left hand argument of type Variable Reference and right hand "
          "argument of type Seq with at least one member");
    }
    if (candidates.parts.size() > kMaxCandidates) {
      return invalid("The IN operator is provided with too many operands; number of operands: " +
                     std::to_string(candidates.parts.size()));
    }
    if (is_condition(value)) return truth_in(value, candidates);
    Condition in{.kind = Condition::Kind::in};
    auto left = operand(value);
    if (!left) return aws::fail(left.error());
    in.operands.push_back(std::move(*left));
    for (const Term& part : candidates.parts) {
      auto candidate = operand(part);
      if (!candidate) return aws::fail(candidate.error());
      in.operands.push_back(std::move(*candidate));
    }
    return in;
  }

  // A condition is among the values if it is one of the booleans that are.
  aws::Result<Condition> truth_in(const Term& term, const Term& candidates) {
    bool among[] = {false, false};
    for (const Term& part : candidates.parts) {
      auto value = to_value(part, source_);
      if (!value) return aws::fail(value.error());
      if (value->BOOL()) among[*value->BOOL() ? 1 : 0] = true;
    }
    auto inner = condition(term);
    if (!inner || among[0] == among[1]) return inner ? constant(among[0]) : std::move(inner);
    return among[1] ? std::move(*inner) : negation(std::move(*inner));
  }

  aws::Result<Condition> type_test(const Term& term) {
    const Term& left = term.parts[0];
    const std::string& type = term.parts[1].text;
    if (left.kind != Term::Kind::path && !is_value(left)) {
      return invalid(
          "The left hand side argument to IS must be a Variable Reference, Literal, or Path");
    }
    auto value = operand(left);
    if (!value) return aws::fail(value.error());
    if (type == "MISSING") {
      if (left.kind != Term::Kind::path) return constant(false);
      return function("attribute_not_exists", {std::move(*value)});
    }
    const auto* test = std::ranges::find(kTypeTests, type, &TypeTest::type);
    if (test == kTypeTests.end()) {
      return invalid("Unsupported data type for IS operator: " + type +
                     ". Supported data types are [MISSING, NULL, BOOLEAN, BLOB, STRING, NUMERIC, "
                     "STRUCT, TUPLE, LIST]");
    }
    return function("attribute_type", {std::move(*value), text(test->name)});
  }

  aws::Result<Condition> call(const Term& term) {
    if (!expression::condition_function(term.text)) {
      return invalid_at("Unrecognized function: " + term.text, source_, term.span);
    }
    auto arguments = operands(term.parts);
    if (!arguments) return aws::fail(arguments.error());
    if (term.text == "attribute_type" && arguments->size() == 2) {
      if (auto error = check_type_name(arguments->back())) return aws::fail(*error);
    }
    return function(term.text, std::move(*arguments));
  }

  // The list is in another order here than in the messages about expressions.
  static std::optional<aws::Error> check_type_name(const Operand& type) {
    static constexpr std::array<std::string_view, 10> kTypes = {"N", "BS", "L",  "B",  "NULL",
                                                                "M", "S",  "SS", "NS", "BOOL"};
    if (type.kind != Operand::Kind::value || !type.value.S()) return std::nullopt;
    if (std::ranges::count(kTypes, *type.value.S()) > 0) return std::nullopt;
    return aws::dynamodb::errors::ValidationException(
        "Invalid attribute type name found; type: " + *type.value.S() +
        ", valid types: {N,BS,L,B,NULL,M,S,SS,NS,BOOL}");
  }

  aws::Result<std::vector<Operand>> operands(const std::vector<Term>& terms) {
    std::vector<Operand> operands;
    for (const Term& term : terms) {
      auto each = operand(term);
      if (!each) return aws::fail(each.error());
      operands.push_back(std::move(*each));
    }
    return operands;
  }

  aws::Result<Operand> operand(const Term& term) {
    if (is_value(term)) {
      auto value = to_value(term, source_);
      if (!value) return aws::fail(value.error());
      return Operand{.kind = Operand::Kind::value, .value = std::move(*value)};
    }
    switch (term.kind) {
      case Term::Kind::path: {
        auto path = to_path(term, source_);
        if (!path) return aws::fail(path.error());
        return Operand{.path = std::move(*path)};
      }
      case Term::Kind::missing:
        return invalid("MISSING must be compared using IS operator");
      case Term::Kind::call:
        return size(term);
      default:
        return unsupported(term);
    }
  }

  aws::Result<Operand> size(const Term& term) {
    if (!expression::condition_function(term.text)) {
      return invalid_at("Unrecognized function: " + term.text, source_, term.span);
    }
    if (term.text != "size") return invalid(expression::misused_function(term.text));
    for (const Term& part : term.parts) {
      if (part.kind == Term::Kind::call) return invalid(expression::misused_function(part.text));
    }
    auto arguments = operands(term.parts);
    if (!arguments) return aws::fail(arguments.error());
    return Operand{
        .kind = Operand::Kind::function, .name = term.text, .arguments = std::move(*arguments)};
  }

  const Source& source_;
};

}  // namespace

aws::Result<Condition> to_condition(const Term& term, const Source& source) {
  auto condition = ConditionReader(source).condition(term);
  if (!condition) return condition;
  if (const auto message = expression::check_operators(*condition)) return invalid(*message);
  return condition;
}

}  // namespace bellwether::cloud::dynamodb::partiql
