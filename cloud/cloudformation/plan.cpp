#include "cloud/cloudformation/plan.h"

#include <algorithm>
#include <map>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "cloud/cloudformation/dependencies.h"

namespace bellwether::cloud::cloudformation {
namespace {

Result<aws::Unit> check_types(const Template& settled) {
  std::vector<std::string> unknown;
  int line = 0;
  for (const Resource& resource : settled.resources) {
    if (find_handler(resource.type) != nullptr) continue;
    if (std::ranges::find(unknown, resource.type) == unknown.end())
      unknown.push_back(resource.type);
    if (line == 0) line = resource.line;
  }
  if (unknown.empty()) return {};
  return invalid(fmt::format("Template format error: Unrecognized resource types: [{}]",
                             fmt::join(unknown, ", ")),
                 line);
}

Result<aws::Unit> check_properties(const Resource& resource, const ResourceHandler& handler) {
  for (const auto& [name, value] : resource.properties.members()) {
    if (std::ranges::find(handler.properties(), name, &PropertyRule::name) ==
        handler.properties().end()) {
      return invalid(fmt::format("Property {} of {} is not supported (resource {})", name,
                                 resource.type, resource.logical_id),
                     value);
    }
  }
  for (const PropertyRule& rule : handler.properties()) {
    if (rule.required && resource.properties.find(rule.name) == nullptr) {
      return invalid(fmt::format("Properties validation failed for resource {} with message: #: "
                                 "required key [{}] not found",
                                 resource.logical_id, rule.name),
                     resource.line);
    }
  }
  return {};
}

// Answers references while planning: what exists and stays is known, the rest is not.
class Known {
 public:
  explicit Known(const Template& settled) : settled_(settled) {}

  void add(const ResourceRecord& record) { records_[record.logical_id] = &record; }

  Result<Value> operator()(const std::string& logical_id, const std::string& attribute) const {
    const Resource* const resource = settled_.find(logical_id);
    if (resource == nullptr) {
      return invalid(
          fmt::format("Template format error: Unresolved resource dependencies [{}] in the "
                      "Resources block of the template",
                      logical_id));
    }
    const auto supported = find_handler(resource->type)->attributes();
    if (!attribute.empty() && std::ranges::find(supported, attribute) == supported.end()) {
      return invalid(
          fmt::format("Template error: resource {} does not support attribute type {} in "
                      "Fn::GetAtt",
                      logical_id, attribute));
    }
    const auto record = records_.find(logical_id);
    if (record == records_.end()) return Value::unknown();
    if (attribute.empty()) return record->second->physical_id;
    const auto found = record->second->attributes.find(attribute);
    return found == record->second->attributes.end() ? Value::unknown() : Value(found->second);
  }

 private:
  const Template& settled_;
  std::map<std::string, const ResourceRecord*, std::less<>> records_;
};

bool any_of_them_in(const std::vector<std::string>& names, const std::set<std::string>& others) {
  return std::ranges::any_of(names, [&](const std::string& name) { return others.contains(name); });
}

}  // namespace

bool Plan::changes_anything() const {
  return !dropped.empty() || std::ranges::any_of(resources, [](const PlannedResource& planned) {
    return planned.action != Action::keep;
  });
}

Result<Template> settle(const Template& source, const Evaluator& evaluator) {
  // References are looked at in every branch, so that what is wrong in one not taken is said as
  // well.
  if (auto resolved = check_references(source, evaluator); !resolved) {
    return std::unexpected(resolved.error());
  }
  Template settled = source;
  settled.resources.clear();
  for (const Resource& resource : source.resources) {
    const auto made = evaluator.holds(resource.condition, resource.line);
    if (!made) return std::unexpected(made.error());
    if (!*made) continue;
    auto properties = evaluator.take_branches(resource.properties);
    if (!properties) return std::unexpected(properties.error());
    settled.resources.push_back(resource);
    settled.resources.back().properties = std::move(*properties);
  }
  // To wait for what is not made is to wait for nothing.
  for (Resource& resource : settled.resources) {
    std::erase_if(resource.depends_on,
                  [&](const std::string& name) { return settled.find(name) == nullptr; });
  }
  settled.outputs = Value::map();
  for (const auto& [name, output] : source.outputs.members()) {
    const Value* const condition = output.find("Condition");
    const auto made = evaluator.holds(condition == nullptr ? "" : condition->text(), output.line());
    if (!made) return std::unexpected(made.error());
    if (!*made) continue;
    auto taken = evaluator.take_branches(output);
    if (!taken) return std::unexpected(taken.error());
    taken->erase("Condition");
    settled.outputs.set(name, std::move(*taken));
  }
  if (auto resolved = check_references(settled, evaluator); !resolved) {
    return std::unexpected(resolved.error());
  }
  return settled;
}

Action needed_action(const ResourceHandler& handler, const Value& properties,
                     const ResourceRecord& current) {
  if (handler.type() != current.type) return Action::replace;
  Action action = Action::keep;
  const Value absent;
  for (const PropertyRule& rule : handler.properties()) {
    const Value* const now = properties.find(rule.name);
    const Value* const before = current.properties.find(rule.name);
    const Value& a = now == nullptr ? absent : *now;
    const Value& b = before == nullptr ? absent : *before;
    if (a == b && !contains_unknown(a)) continue;
    if (rule.change == PropertyRule::Change::replacement) return Action::replace;
    action = Action::update;
  }
  return action;
}

Result<Plan> make_plan(const Template& settled, const Evaluator& evaluator,
                       const StackRecord& record, Surroundings& around) {
  if (auto known = check_types(settled); !known) return std::unexpected(known.error());
  const auto ordered = in_dependency_order(settled);
  if (!ordered) return std::unexpected(ordered.error());
  Plan plan;
  Known known(settled);
  // What is made again because it vanished, and what changes because of that.
  std::set<std::string> remade;
  const Evaluator::Lookup lookup = [&](const std::string& name, const std::string& attribute) {
    return known(name, attribute);
  };
  for (const Resource& resource : *ordered) {
    PlannedResource planned{.resource = resource,
                            .handler = find_handler(resource.type),
                            .depends_on = {},
                            .action = Action::create};
    if (auto fine = check_properties(resource, *planned.handler); !fine) {
      return std::unexpected(fine.error());
    }
    auto depends_on = dependencies(resource, settled);
    if (!depends_on) return std::unexpected(depends_on.error());
    planned.depends_on = std::move(*depends_on);
    const auto properties = evaluator.resolve(resource.properties, lookup);
    if (!properties) return std::unexpected(properties.error());
    if (const ResourceRecord* const current = record.find(resource.logical_id)) {
      const ResourceHandler* const made_by = find_handler(current->type);
      const auto exists =
          made_by == nullptr ? Result<bool>(true) : made_by->exists(around, *current);
      if (!exists) return std::unexpected(exists.error());
      if (*exists) {
        planned.action = needed_action(*planned.handler, *properties, *current);
        if (any_of_them_in(planned.depends_on, remade)) {
          planned.outdated = planned.handler->is_snapshot();
          if (planned.outdated) planned.action = Action::replace;
          if (planned.action != Action::keep) remade.insert(resource.logical_id);
        }
      } else {
        plan.vanished.insert(resource.logical_id);
        remade.insert(resource.logical_id);
      }
      // What is updated in place keeps its name and its attributes.
      if (planned.action == Action::keep || planned.action == Action::update) known.add(*current);
    }
    plan.resources.push_back(std::move(planned));
  }
  for (const ResourceRecord& current : record.resources) {
    if (settled.find(current.logical_id) == nullptr) plan.dropped.push_back(current.logical_id);
  }
  // Outputs are looked at now, so that a mistake in one is found before anything is made.
  const auto outputs = evaluator.resolve(settled.outputs, lookup);
  if (!outputs) return std::unexpected(outputs.error());
  return plan;
}

}  // namespace bellwether::cloud::cloudformation
