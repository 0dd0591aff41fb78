#include "cloud/cloudformation/evaluate.h"

#include <algorithm>

#include <fmt/format.h>

#include "cloud/cloudformation/functions.h"

namespace bellwether::cloud::cloudformation {

const Value::Member* as_call(const Value& value) {
  if (value.members().size() != 1) return nullptr;
  const Value::Member& member = value.members().front();
  return member.first == "Ref" || member.first.starts_with("Fn::") ? &member : nullptr;
}

struct Evaluator::Deciding {
  const Value& declared;
  std::map<std::string, bool, std::less<>>& decided;
  std::vector<std::string> underway;
};

Evaluator::Evaluator(StackIdentity stack, ParameterValues parameters, Value mappings)
    : stack_(std::move(stack)),
      parameters_(std::move(parameters)),
      mappings_(std::move(mappings)) {}

std::optional<Value> Evaluator::parameter(std::string_view name) const {
  if (const auto found = parameters_.find(name); found != parameters_.end()) return found->second;
  if (name == "AWS::Region") return stack_.region;
  if (name == "AWS::AccountId") return stack_.account;
  if (name == "AWS::StackName") return stack_.name;
  if (name == "AWS::StackId") return stack_.id;
  if (name == "AWS::Partition") return Value("aws");
  if (name == "AWS::URLSuffix") return Value("amazonaws.com");
  if (name == "AWS::NotificationARNs") return Value::list();
  if (name == "AWS::NoValue") return Value::no_value();
  return std::nullopt;
}

Value Evaluator::settled(const Value& value) const {
  const auto* const call = as_call(value);
  if (call == nullptr || call->first != "Ref") return value;
  return parameter(call->second.text()).value_or(value);
}

Result<aws::Unit> Evaluator::decide_conditions(const Value& conditions) {
  std::map<std::string, bool, std::less<>> decided;
  Deciding deciding{.declared = conditions, .decided = decided, .underway = {}};
  for (const auto& [name, condition] : conditions.members()) {
    if (const auto held = decide_named(name, deciding, condition.line()); !held) {
      return std::unexpected(held.error());
    }
  }
  conditions_ = std::move(decided);
  return {};
}

Result<bool> Evaluator::decide_named(const std::string& name, Deciding& deciding, int line) const {
  if (const auto found = deciding.decided.find(name); found != deciding.decided.end()) {
    return found->second;
  }
  const Value* const condition = deciding.declared.find(name);
  if (condition == nullptr) {
    return invalid(fmt::format("Template format error: Unresolved condition dependency {} in the "
                               "Conditions block of the template",
                               name),
                   line);
  }
  if (std::ranges::find(deciding.underway, name) != deciding.underway.end()) {
    return invalid(fmt::format("Template format error: Circular dependency of condition {}", name),
                   line);
  }
  deciding.underway.push_back(name);
  const auto held = decide(*condition, deciding);
  deciding.underway.pop_back();
  if (held) deciding.decided[name] = *held;
  return held;
}

Result<bool> Evaluator::decide(const Value& condition, Deciding& deciding) const {
  const auto malformed = [&] {
    return invalid("Template format error: Every Conditions member must be a condition function",
                   condition);
  };
  if (condition.members().size() != 1) return malformed();
  const auto& [name, arguments] = condition.members().front();
  if (name == "Condition") return decide_named(arguments.text(), deciding, arguments.line());
  const auto& items = arguments.items();
  if (name == "Fn::Equals") {
    if (items.size() != 2) {
      return invalid(
          "Template error: every Fn::Equals object requires a list of 2 string parameters.",
          condition);
    }
    const auto no_resources = [&](const std::string& logical_id,
                                  const std::string&) -> Result<Value> {
      return invalid(fmt::format("Template format error: Unresolved dependencies [{}]. Cannot "
                                 "reference resources in the Conditions block of the template",
                                 logical_id),
                     condition);
    };
    const auto a = resolve(items[0], no_resources);
    if (!a) return std::unexpected(a.error());
    const auto b = resolve(items[1], no_resources);
    if (!b) return std::unexpected(b.error());
    return *a == *b;
  }
  if (name == "Fn::Not") {
    if (items.size() != 1) {
      return invalid("Template error: every Fn::Not object requires one boolean parameter.",
                     condition);
    }
    auto held = decide(items[0], deciding);
    if (held) held = !*held;
    return held;
  }
  if (name != "Fn::And" && name != "Fn::Or") return malformed();
  if (items.size() < 2 || items.size() > 10) {
    return invalid(
        fmt::format("Template error: every {} object requires a list of at least 2 and at most 10 "
                    "boolean parameters.",
                    name),
        condition);
  }
  const bool is_and = name == "Fn::And";
  bool result = is_and;
  for (const Value& item : items) {
    const auto held = decide(item, deciding);
    if (!held) return held;
    result = is_and ? result && *held : result || *held;
  }
  return result;
}

Result<bool> Evaluator::holds(const std::string& condition, int line) const {
  if (condition.empty()) return true;
  const auto found = conditions_.find(condition);
  if (found == conditions_.end()) {
    return invalid(
        fmt::format("Template format error: Unresolved condition dependency {} in the Resources "
                    "block of the template",
                    condition),
        line);
  }
  return found->second;
}

Result<const Value*> Evaluator::branch(const Value& arguments) const {
  const auto& items = arguments.items();
  if (items.size() != 3 || !items[0].is_string()) {
    return invalid(
        "Template error: Fn::If requires a list argument with the name of a condition and two "
        "values",
        arguments);
  }
  const auto held = holds(items[0].text(), arguments.line());
  if (!held) return std::unexpected(held.error());
  return *held ? &items[1] : &items[2];
}

Result<Value> Evaluator::take_branches(const Value& value) const {
  if (const auto* const call = as_call(value); call != nullptr && call->first == "Fn::If") {
    const auto taken = branch(call->second);
    if (!taken) return std::unexpected(taken.error());
    return take_branches(**taken);
  }
  Value result = value;
  for (Value& item : result.items()) {
    auto taken = take_branches(item);
    if (!taken) return taken;
    item = std::move(*taken);
  }
  for (auto& [name, member] : result.members()) {
    auto taken = take_branches(member);
    if (!taken) return taken;
    member = std::move(*taken);
  }
  return result;
}

Result<Value> Evaluator::resolve(const Value& value, const Lookup& lookup) const {
  const auto variable = [&](const std::string& name, int line) -> Result<Value> {
    if (auto found = parameter(name)) return *found;
    const std::size_t dot = name.find('.');
    auto known = dot == std::string::npos ? lookup(name, "")
                                          : lookup(name.substr(0, dot), name.substr(dot + 1));
    if (!known && line > 0) return invalid(known.error().message, line);
    return known;
  };

  const auto* const call = as_call(value);
  if (call == nullptr) {
    Value result = value;
    result.items().clear();
    result.members().clear();
    for (const Value& item : value.items()) {
      auto resolved = resolve(item, lookup);
      if (!resolved) return resolved;
      if (!resolved->is_no_value()) result.items().push_back(std::move(*resolved));
    }
    for (const auto& [name, member] : value.members()) {
      if (name.starts_with("Fn::")) {
        return invalid(
            fmt::format("Template format error: {} must stand alone in its object", name), member);
      }
      auto resolved = resolve(member, lookup);
      if (!resolved) return resolved;
      if (!resolved->is_no_value()) result.members().emplace_back(name, std::move(*resolved));
    }
    return result;
  }

  const auto& [name, raw] = *call;
  const int line = value.line() > 0 ? value.line() : raw.line();
  if (name == "Ref") {
    if (!raw.is_string()) return invalid("Template format error: Ref requires a name", raw);
    auto found = variable(raw.text(), line);
    if (found) found->set_line(line);
    return found;
  }
  if (name == "Fn::If") {
    const auto taken = branch(raw);
    if (!taken) return std::unexpected(taken.error());
    return resolve(**taken, lookup);
  }
  auto arguments = resolve(raw, lookup);
  if (!arguments) return arguments;
  arguments->set_line(line);
  const auto run = [&]() -> Result<Value> {
    if (name == "Fn::Sub") return functions::sub(*arguments, variable);
    if (contains_unknown(*arguments)) return Value::unknown();
    if (name == "Fn::Join") return functions::join(*arguments);
    if (name == "Fn::Select") return functions::select(*arguments);
    if (name == "Fn::Split") return functions::split(*arguments);
    if (name == "Fn::Base64") return functions::base64(*arguments);
    if (name == "Fn::FindInMap") return functions::find_in_map(*arguments, mappings_);
    if (name == "Fn::GetAtt") {
      if (arguments->items().size() != 2) {
        return invalid(
            "Template error: every Fn::GetAtt object requires two non-empty parameters, the "
            "resource name and the resource attribute",
            line);
      }
      return lookup(arguments->items()[0].text(), arguments->items()[1].text());
    }
    return invalid(fmt::format("Template error: the function {} is not supported", name), line);
  };
  auto result = run();
  if (result) result->set_line(line);
  return result;
}

}  // namespace bellwether::cloud::cloudformation
