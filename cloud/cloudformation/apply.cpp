#include "cloud/cloudformation/apply.h"

#include <algorithm>
#include <map>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "cloud/cloudformation/parallel.h"

namespace bellwether::cloud::cloudformation {
namespace {

ResourceRecord make_record(const PlannedResource& planned, Value properties, const Live& live) {
  return {
      .logical_id = planned.resource.logical_id,
      .type = planned.resource.type,
      .physical_id = live.physical_id,
      .attributes = live.attributes,
      .properties = std::move(properties),
      .depends_on = planned.depends_on,
      .deletion_policy = planned.resource.deletion_policy,
      .update_replace_policy = planned.resource.update_replace_policy,
  };
}

// What an event of a resource that is not made yet tells.
ResourceRecord nameless(const PlannedResource& planned) {
  return {.logical_id = planned.resource.logical_id, .type = planned.resource.type};
}

}  // namespace

Apply::Apply(Surroundings& around, StackState& state, StackRecord& record,
             const Engine::Progress& progress)
    : around_(around), state_(state), progress_(progress), record_(record) {}

Evaluator::Lookup Apply::lookup() {
  return [this](const std::string& logical_id, const std::string& attribute) -> Result<Value> {
    const auto resource = recorded(logical_id);
    if (!resource) {
      return invalid(
          fmt::format("Template format error: Unresolved resource dependencies [{}] in the "
                      "Resources block of the template",
                      logical_id));
    }
    if (attribute.empty()) return Value(resource->physical_id);
    const auto found = resource->attributes.find(attribute);
    if (found == resource->attributes.end()) {
      return invalid(
          fmt::format("Template error: resource {} does not support attribute type {} in "
                      "Fn::GetAtt",
                      logical_id, attribute));
    }
    return Value(found->second);
  };
}

Result<aws::Unit> Apply::set_status(const std::string& status, const std::string& reason) {
  record_.status = status;
  report(
      status,
      {.logical_id = record_.name, .type = "AWS::CloudFormation::Stack", .physical_id = record_.id},
      reason);
  return save();
}

Result<aws::Unit> Apply::save() {
  const std::lock_guard lock(mutex_);
  return state_.save(record_);
}

void Apply::report(const std::string& status, const ResourceRecord& resource,
                   const std::string& reason) {
  const std::lock_guard lock(mutex_);
  progress_({.status = status,
             .logical_id = resource.logical_id,
             .type = resource.type,
             .physical_id = resource.physical_id,
             .reason = reason});
}

std::optional<ResourceRecord> Apply::recorded(const std::string& logical_id) {
  const std::lock_guard lock(mutex_);
  const ResourceRecord* const found = record_.find(logical_id);
  return found == nullptr ? std::nullopt : std::optional(*found);
}

void Apply::keep(ResourceRecord resource) {
  const std::lock_guard lock(mutex_);
  const auto found =
      std::ranges::find(record_.resources, resource.logical_id, &ResourceRecord::logical_id);
  if (found == record_.resources.end()) {
    record_.resources.push_back(std::move(resource));
  } else {
    *found = std::move(resource);
  }
}

aws::Error Apply::failure(const ResourceRecord& resource, const aws::Error& error) {
  const std::lock_guard lock(mutex_);
  failed_.push_back(resource.logical_id);
  aws::Error named = error;
  named.message =
      fmt::format("Resource {} ({}): {}", resource.logical_id, resource.type, error.message);
  return named;
}

Result<aws::Unit> Apply::run(const Plan& plan, const Evaluator& evaluator) {
  const bool is_new = record_.resources.empty() && record_.outputs.empty();
  const std::string verb = is_new ? "CREATE" : "UPDATE";
  if (auto set = set_status(verb + "_IN_PROGRESS", "User Initiated"); !set) return set;
  std::erase_if(record_.resources, [&](const ResourceRecord& resource) {
    return plan.vanished.contains(resource.logical_id);
  });

  std::map<std::string, std::size_t> index;
  std::vector<Step> steps;
  for (const PlannedResource& planned : plan.resources) {
    Step step{.after = {},
              .run = [this, &planned, &evaluator] { return carry_out(planned, evaluator); }};
    for (const std::string& name : planned.depends_on) step.after.push_back(index.at(name));
    index[planned.resource.logical_id] = steps.size();
    steps.push_back(std::move(step));
  }
  const auto errors = run_steps(steps);
  if (!errors.empty()) {
    const std::string reason = fmt::format("The following resource(s) failed to {}: [{}].",
                                           is_new ? "create" : "update", fmt::join(failed_, ", "));
    static_cast<void>(set_status(is_new ? "ROLLBACK_IN_PROGRESS" : "UPDATE_ROLLBACK_IN_PROGRESS",
                                 reason + " Rollback requested by user."));
    roll_back();
    static_cast<void>(set_status(is_new ? "ROLLBACK_COMPLETE" : "UPDATE_ROLLBACK_COMPLETE"));
    return std::unexpected(errors.front());
  }

  for (const std::string& name : plan.dropped) {
    const auto resource = recorded(name);
    if (resource) record_.superseded.push_back(*resource);
    std::erase_if(record_.resources, [&](const auto& r) { return r.logical_id == name; });
  }
  if (!record_.superseded.empty()) {
    if (auto set = set_status("UPDATE_COMPLETE_CLEANUP_IN_PROGRESS"); !set) return set;
    clean_up();
  }
  return set_status(verb + "_COMPLETE");
}

Result<aws::Unit> Apply::carry_out(const PlannedResource& planned, const Evaluator& evaluator) {
  if (planned.action == Action::keep) return aws::Unit{};
  const auto properties = evaluator.resolve(planned.resource.properties, lookup());
  if (!properties) return std::unexpected(failure(nameless(planned), properties.error()));
  const auto current = recorded(planned.resource.logical_id);
  if (!current) return create(planned, *properties, nullptr);
  // What was unknown when the plan was made is known by now.
  switch (planned.outdated ? Action::replace
                           : needed_action(*planned.handler, *properties, *current)) {
    case Action::keep:
      return aws::Unit{};
    case Action::update:
      return update(planned, *properties, *current);
    case Action::create:
    case Action::replace:
      return create(planned, *properties, &*current);
  }
  return aws::Unit{};
}

Result<aws::Unit> Apply::create(const PlannedResource& planned, const Value& properties,
                                const ResourceRecord* replaces) {
  const ResourceRecord pending = nameless(planned);
  const std::string verb = replaces == nullptr ? "CREATE" : "UPDATE";
  const std::string_view name = planned.handler->name_property();
  if (replaces != nullptr && replaces->type == planned.resource.type && !name.empty() &&
      properties.find(name) != nullptr && properties.find(name)->text() == replaces->physical_id) {
    auto error =
        invalid(fmt::format("CloudFormation cannot update a stack when a custom-named resource "
                            "requires replacing. Rename {} and update the stack again.",
                            replaces->physical_id));
    report("UPDATE_FAILED", *replaces, error.error().message);
    return std::unexpected(failure(pending, error.error()));
  }
  report(verb + "_IN_PROGRESS", replaces == nullptr ? pending : *replaces,
         replaces == nullptr ? ""
                             : "Requested update requires the creation of a new physical resource; "
                               "hence creating one.");
  const auto live = planned.handler->create(
      around_, {.logical_id = planned.resource.logical_id, .properties = properties});
  if (!live) {
    report(verb + "_FAILED", pending, live.error().message);
    return std::unexpected(failure(pending, live.error()));
  }
  const ResourceRecord made = make_record(planned, properties, *live);
  {
    const std::lock_guard lock(mutex_);
    if (replaces == nullptr) {
      undo_.push_back({.kind = Undo::Kind::remove_created, .after = made});
    } else {
      undo_.push_back({.kind = Undo::Kind::remove_replacement, .after = made, .before = *replaces});
      ResourceRecord old = *replaces;
      old.deletion_policy = old.update_replace_policy;
      record_.superseded.push_back(std::move(old));
    }
  }
  keep(made);
  report(verb + "_COMPLETE", made, live->note);
  return save();
}

Result<aws::Unit> Apply::update(const PlannedResource& planned, const Value& properties,
                                const ResourceRecord& current) {
  report("UPDATE_IN_PROGRESS", current);
  const auto live = planned.handler->update(
      around_, {.logical_id = planned.resource.logical_id, .properties = properties}, current);
  ResourceRecord wanted = current;
  wanted.properties = properties;
  if (!live) {
    // It may have been changed half; going back is tried all the same.
    const std::lock_guard lock(mutex_);
    undo_.push_back({.kind = Undo::Kind::restore_updated, .after = wanted, .before = current});
  }
  if (!live) {
    report("UPDATE_FAILED", current, live.error().message);
    return std::unexpected(failure(current, live.error()));
  }
  const ResourceRecord made = make_record(planned, properties, *live);
  {
    const std::lock_guard lock(mutex_);
    undo_.push_back({.kind = Undo::Kind::restore_updated, .after = made, .before = current});
  }
  keep(made);
  report("UPDATE_COMPLETE", made, live->note);
  return save();
}

void Apply::roll_back() {
  // Dependents were made after what they depend on, so the order backwards is the right one.
  for (auto step = undo_.rbegin(); step != undo_.rend(); ++step) undo(*step);
  undo_.clear();
}

void Apply::undo(const Undo& step) {
  const ResourceHandler& handler = *find_handler(step.after.type);
  if (step.kind == Undo::Kind::restore_updated) {
    report("UPDATE_IN_PROGRESS", step.before);
    const auto live = handler.update(
        around_, {.logical_id = step.before.logical_id, .properties = step.before.properties},
        step.after);
    if (!live) {
      report("UPDATE_FAILED", step.before, live.error().message);
    } else {
      report("UPDATE_COMPLETE", step.before);
    }
    keep(step.before);
    static_cast<void>(save());
    return;
  }
  Result<aws::Unit> removed;
  if (step.kind == Undo::Kind::remove_created && step.after.deletion_policy == "Retain") {
    report("DELETE_SKIPPED", step.after);
  } else {
    report("DELETE_IN_PROGRESS", step.after);
    removed = handler.remove(around_, step.after);
    report(removed ? "DELETE_COMPLETE" : "DELETE_FAILED", step.after,
           removed ? "" : removed.error().message);
  }
  std::erase_if(record_.resources,
                [&](const auto& r) { return r.logical_id == step.after.logical_id; });
  if (step.kind == Undo::Kind::remove_replacement) {
    std::erase_if(record_.superseded,
                  [&](const auto& r) { return r.physical_id == step.before.physical_id; });
    keep(step.before);
  }
  // What could not be removed is tried again by the next deployment or deletion.
  if (!removed) record_.superseded.push_back(step.after);
  static_cast<void>(save());
}

void Apply::clean_up() {
  // What fails stays in the record, and is tried again with the next deployment.
  static_cast<void>(remove_resources(record_.superseded, true));
}

std::vector<aws::Error> Apply::remove_resources(const std::vector<ResourceRecord>& resources,
                                                bool superseded) {
  // The record shrinks while the steps run.
  const std::vector<ResourceRecord> all(resources.begin(), resources.end());
  std::vector<Step> steps;
  for (const ResourceRecord& resource : all) {
    Step step;
    for (std::size_t other = 0; other < all.size(); ++other) {
      const auto& needs = all[other].depends_on;
      if (std::ranges::find(needs, resource.logical_id) != needs.end()) step.after.push_back(other);
    }
    step.run = [this, &resource, superseded]() -> Result<aws::Unit> {
      if (resource.deletion_policy == "Retain") {
        report("DELETE_SKIPPED", resource);
      } else {
        report("DELETE_IN_PROGRESS", resource);
        const ResourceHandler* const handler = find_handler(resource.type);
        const auto removed = handler == nullptr
                                 ? Result<aws::Unit>(invalid(fmt::format(
                                       "Resource type {} is not supported", resource.type)))
                                 : handler->remove(around_, resource);
        if (!removed) {
          report("DELETE_FAILED", resource, removed.error().message);
          return std::unexpected(failure(resource, removed.error()));
        }
        report("DELETE_COMPLETE", resource);
      }
      {
        const std::lock_guard lock(mutex_);
        auto& list = superseded ? record_.superseded : record_.resources;
        std::erase_if(list, [&](const auto& r) {
          return r.logical_id == resource.logical_id && r.physical_id == resource.physical_id;
        });
      }
      return save();
    };
    steps.push_back(std::move(step));
  }
  return run_steps(steps);
}

Result<aws::Unit> Apply::remove_all() {
  if (auto set = set_status("DELETE_IN_PROGRESS", "User Initiated"); !set) return set;
  auto errors = remove_resources(record_.superseded, true);
  if (errors.empty()) errors = remove_resources(record_.resources, false);
  if (!errors.empty()) {
    static_cast<void>(
        set_status("DELETE_FAILED", fmt::format("The following resource(s) failed to delete: [{}].",
                                                fmt::join(failed_, ", "))));
    return std::unexpected(errors.front());
  }
  return set_status("DELETE_COMPLETE");
}

}  // namespace bellwether::cloud::cloudformation
