#include "cloud/cloudformation/dependencies.h"

#include <algorithm>
#include <map>
#include <set>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "cloud/cloudformation/functions.h"

namespace bellwether::cloud::cloudformation {
namespace {

Result<aws::Unit> collect_sub(const Value& argument, std::vector<Reference>& found) {
  const bool with_variables = argument.items().size() == 2;
  const Value& text = with_variables ? argument.items()[0] : argument;
  const auto parts = functions::sub_parts(text);
  if (!parts) return std::unexpected(parts.error());
  for (const auto& part : *parts) {
    if (!part.is_variable) continue;
    if (with_variables && argument.items()[1].find(part.text) != nullptr) continue;
    const std::size_t dot = part.text.find('.');
    found.push_back({.name = part.text.substr(0, dot),
                     .attribute = dot == std::string::npos ? "" : part.text.substr(dot + 1),
                     .line = argument.line()});
  }
  return {};
}

Result<aws::Unit> collect(const Value& value, std::vector<Reference>& found) {
  if (const auto* const call = as_call(value)) {
    const auto& [name, argument] = *call;
    const int line = value.line() > 0 ? value.line() : argument.line();
    if (name == "Ref") {
      found.push_back({.name = argument.text(), .attribute = "", .line = line});
      return {};
    }
    if (name == "Fn::GetAtt" && argument.items().size() == 2) {
      found.push_back({.name = argument.items()[0].text(),
                       .attribute = argument.items()[1].text(),
                       .line = line});
      return collect(argument.items()[1], found);
    }
    if (name == "Fn::Sub") {
      if (auto done = collect_sub(argument, found); !done) return done;
    }
  }
  for (const Value& item : value.items()) {
    if (auto done = collect(item, found); !done) return done;
  }
  for (const auto& [name, member] : value.members()) {
    if (auto done = collect(member, found); !done) return done;
  }
  return {};
}

class Check {
 public:
  Check(const Template& source, const Evaluator& evaluator)
      : source_(source), evaluator_(evaluator) {}

  // Ref and Sub name the block they stand in; GetAtt has a sentence of its own.
  Result<aws::Unit> block(const std::vector<Reference>& found, std::string_view name) const {
    std::vector<std::string> unresolved;
    int line = 0;
    for (const Reference& reference : found) {
      if (source_.find(reference.name) != nullptr) continue;
      if (reference.attribute.empty() && evaluator_.parameter(reference.name)) continue;
      if (!reference.attribute.empty()) {
        return invalid(
            fmt::format("Template error: instance of Fn::GetAtt references undefined resource {}",
                        reference.name),
            reference.line);
      }
      if (std::ranges::find(unresolved, reference.name) == unresolved.end()) {
        unresolved.push_back(reference.name);
      }
      if (line == 0) line = reference.line;
    }
    if (unresolved.empty()) return {};
    return invalid(
        fmt::format("Template format error: Unresolved resource dependencies [{}] in the "
                    "{} block of the template",
                    fmt::join(unresolved, ", "), name),
        line);
  }

 private:
  const Template& source_;
  const Evaluator& evaluator_;
};

}  // namespace

Result<std::vector<Reference>> references(const Value& value) {
  std::vector<Reference> found;
  if (auto done = collect(value, found); !done) return std::unexpected(done.error());
  return found;
}

Result<aws::Unit> check_references(const Template& source, const Evaluator& evaluator) {
  const Check check(source, evaluator);
  std::vector<Reference> all;
  for (const Resource& resource : source.resources) {
    auto found = references(resource.properties);
    if (!found) return std::unexpected(found.error());
    std::ranges::move(*found, std::back_inserter(all));
    for (const std::string& name : resource.depends_on) {
      all.push_back({.name = name, .attribute = "", .line = resource.line});
    }
  }
  if (auto resolved = check.block(all, "Resources"); !resolved) return resolved;
  const auto outputs = references(source.outputs);
  if (!outputs) return std::unexpected(outputs.error());
  return check.block(*outputs, "Outputs");
}

Result<std::vector<std::string>> dependencies(const Resource& resource, const Template& source) {
  const auto found = references(resource.properties);
  if (!found) return std::unexpected(found.error());
  std::set<std::string> names;
  for (const Reference& reference : *found) names.insert(reference.name);
  names.insert(resource.depends_on.begin(), resource.depends_on.end());
  std::vector<std::string> result;
  for (const std::string& name : names) {
    if (source.find(name) != nullptr) result.push_back(name);
  }
  return result;
}

Result<std::vector<Resource>> in_dependency_order(const Template& source) {
  std::map<std::string, std::vector<std::string>> waiting_for;
  for (const Resource& resource : source.resources) {
    auto names = dependencies(resource, source);
    if (!names) return std::unexpected(names.error());
    waiting_for[resource.logical_id] = std::move(*names);
  }
  std::vector<Resource> ordered;
  std::set<std::string> placed;
  while (ordered.size() < source.resources.size()) {
    const std::size_t before = ordered.size();
    for (const Resource& resource : source.resources) {
      if (placed.contains(resource.logical_id)) continue;
      const auto is_placed = [&](const std::string& name) { return placed.contains(name); };
      if (!std::ranges::all_of(waiting_for[resource.logical_id], is_placed)) continue;
      ordered.push_back(resource);
      placed.insert(resource.logical_id);
    }
    if (ordered.size() > before) continue;
    std::vector<std::string> circle;
    for (const Resource& resource : source.resources) {
      if (!placed.contains(resource.logical_id)) circle.push_back(resource.logical_id);
    }
    return invalid(
        fmt::format("Circular dependency between resources: [{}]", fmt::join(circle, ", ")));
  }
  return ordered;
}

}  // namespace bellwether::cloud::cloudformation
