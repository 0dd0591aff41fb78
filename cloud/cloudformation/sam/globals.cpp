#include <algorithm>

#include <fmt/format.h>

#include "cloud/cloudformation/sam/errors.h"
#include "cloud/cloudformation/sam/transform.h"

namespace bellwether::cloud::cloudformation::sam {
namespace {

constexpr std::string_view prefix = "AWS::Serverless::";

Value merge(const Value& global, const Value& local) {
  // An intrinsic function is a value of its own, not a map to merge into.
  if (as_call(global) != nullptr || as_call(local) != nullptr) return local;
  if (global.is_map() && local.is_map()) {
    Value merged = global;
    for (const auto& [name, value] : local.members()) {
      const Value* const from_global = global.find(name);
      merged.set(name, from_global == nullptr ? value : merge(*from_global, value));
    }
    merged.set_line(local.line());
    return merged;
  }
  if (global.is_list() && local.is_list()) {
    Value merged = global;
    for (const Value& item : local.items()) merged.items().push_back(item);
    merged.set_line(local.line());
    return merged;
  }
  return local;
}

}  // namespace

Result<Value> with_globals(const Resource& resource, const Value& globals) {
  for (const auto& [section, value] : globals.members()) {
    if (section != "Function" && section != "Api" && section != "SimpleTable") {
      return invalid(
          fmt::format("'Globals' section is invalid. '{}' is not supported. Must be one of "
                      "the following values - ['Api', 'Function', 'SimpleTable']",
                      section),
          value);
    }
  }
  if (!resource.type.starts_with(prefix)) return resource.properties;
  const Value* const section = globals.find(std::string_view(resource.type).substr(prefix.size()));
  return section == nullptr ? resource.properties : merge(*section, resource.properties);
}

}  // namespace bellwether::cloud::cloudformation::sam
