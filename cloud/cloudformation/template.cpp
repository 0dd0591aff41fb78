#include "cloud/cloudformation/template.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>

namespace bellwether::cloud::cloudformation {
namespace {

constexpr std::string_view serverless_transform = "AWS::Serverless-2016-10-31";
// https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html
constexpr std::size_t max_resources = 500;

bool is_alphanumeric(std::string_view name) {
  return !name.empty() && std::ranges::all_of(name, [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  });
}

Result<std::string> policy(const Value& value, std::string_view name, std::string_view logical_id) {
  if (value.text() == "Delete" || value.text() == "Retain") return value.text();
  return invalid(
      fmt::format("{} of resource {} must be Delete or Retain; this engine takes no snapshots",
                  name, logical_id),
      value);
}

Result<std::vector<std::string>> names(const Value& value, std::string_view logical_id) {
  if (value.is_string()) return std::vector{value.text()};
  std::vector<std::string> all;
  for (const Value& item : value.items()) {
    if (item.is_string()) all.push_back(item.text());
  }
  if (!value.is_list() || all.size() != value.items().size()) {
    return invalid(fmt::format("Template format error: DependsOn of resource {} must be a string "
                               "or list of strings",
                               logical_id),
                   value);
  }
  return all;
}

Result<Resource> read_resource(const std::string& logical_id, const Value& body) {
  if (!is_alphanumeric(logical_id)) {
    return invalid(
        fmt::format("Template format error: Resource name {} is non alphanumeric.", logical_id),
        body);
  }
  if (!body.is_map()) {
    return invalid(fmt::format("Template format error: Resource {} must be an object.", logical_id),
                   body);
  }
  const Value* const type = body.find("Type");
  if (type == nullptr || !type->is_string()) {
    return invalid(fmt::format("Template format error: [/Resources/{}] Every Resources object must "
                               "contain a Type member.",
                               logical_id),
                   body);
  }
  Resource resource{.logical_id = logical_id, .type = type->text(), .line = body.line()};
  for (const auto& [name, value] : body.members()) {
    if (name == "Type") continue;
    if (name == "Properties") {
      if (value.is_null()) continue;
      if (!value.is_map()) {
        return invalid(
            fmt::format("Template format error: [/Resources/{}/Properties] must be an object.",
                        logical_id),
            value);
      }
      resource.properties = value;
    } else if (name == "Metadata") {
      resource.metadata = value;
    } else if (name == "Condition") {
      if (!value.is_string()) {
        return invalid(fmt::format("Template format error: Every Condition member must be a string "
                                   "(resource {}).",
                                   logical_id),
                       value);
      }
      resource.condition = value.text();
    } else if (name == "DependsOn") {
      auto depends_on = names(value, logical_id);
      if (!depends_on) return std::unexpected(depends_on.error());
      resource.depends_on = std::move(*depends_on);
    } else if (name == "DeletionPolicy" || name == "UpdateReplacePolicy") {
      auto chosen = policy(value, name, logical_id);
      if (!chosen) return std::unexpected(chosen.error());
      (name == "DeletionPolicy" ? resource.deletion_policy : resource.update_replace_policy) =
          *chosen;
    } else if (name == "CreationPolicy" || name == "UpdatePolicy") {
      return invalid(fmt::format("{} of resource {} is not supported", name, logical_id), value);
    } else {
      return invalid(
          fmt::format("Invalid template resource property '{}' in resource {}", name, logical_id),
          value);
    }
  }
  return resource;
}

Result<bool> read_transform(const Value& value) {
  const auto is_ours = [](const Value& name) { return name.text() == serverless_transform; };
  if (is_ours(value)) return true;
  if (value.is_list() && std::ranges::all_of(value.items(), is_ours)) return !value.items().empty();
  return invalid(
      fmt::format("Transform {} is not supported; only {} is",
                  value.is_string() ? value.text() : to_json(value), serverless_transform),
      value);
}

}  // namespace

const Resource* Template::find(std::string_view logical_id) const {
  const auto found = std::ranges::find(resources, logical_id, &Resource::logical_id);
  return found == resources.end() ? nullptr : &*found;
}

Resource* Template::find(std::string_view logical_id) {
  const auto found = std::ranges::find(resources, logical_id, &Resource::logical_id);
  return found == resources.end() ? nullptr : &*found;
}

Result<Template> read_template(const Value& document) {
  if (!document.is_map()) {
    return invalid("Template format error: unsupported structure.", document);
  }
  Template result;
  const std::array<std::pair<std::string_view, Value*>, 5> sections = {{
      {"Parameters", &result.parameters},
      {"Mappings", &result.mappings},
      {"Conditions", &result.conditions},
      {"Globals", &result.globals},
      {"Outputs", &result.outputs},
  }};
  for (const auto& [name, value] : document.members()) {
    if (const auto section =
            std::ranges::find(sections, name, [](const auto& s) { return s.first; });
        section != sections.end()) {
      if (!value.is_map()) {
        return invalid(fmt::format("Template format error: {} section must be an object.", name),
                       value);
      }
      *section->second = value;
    } else if (name == "AWSTemplateFormatVersion") {
      if (value.text() != "2010-09-09") {
        return invalid("Template format error: AWSTemplateFormatVersion must be 2010-09-09", value);
      }
    } else if (name == "Description") {
      if (!value.is_scalar()) {
        return invalid("Template format error: every Description member must be a string.", value);
      }
      result.description = value.text();
    } else if (name == "Transform") {
      auto serverless = read_transform(value);
      if (!serverless) return std::unexpected(serverless.error());
      result.serverless = *serverless;
    } else if (name == "Rules" || name == "Hooks") {
      return invalid(fmt::format("The section {} is not supported", name), value);
    } else if (name != "Resources" && name != "Metadata") {
      return invalid(fmt::format("Invalid template property or properties [{}]", name), value);
    }
  }
  if (!result.serverless && !result.globals.members().empty()) {
    return invalid("Invalid template property or properties [Globals]", result.globals);
  }
  const Value* const resources = document.find("Resources");
  if (resources == nullptr || !resources->is_map() || resources->members().empty()) {
    return invalid("Template format error: At least one Resources member must be defined.");
  }
  if (resources->members().size() > max_resources) {
    return invalid(
        fmt::format("Template format error: Number of resources, {}, is greater than "
                    "maximum allowed, {}",
                    resources->members().size(), max_resources));
  }
  for (const auto& [logical_id, body] : resources->members()) {
    auto resource = read_resource(logical_id, body);
    if (!resource) return std::unexpected(resource.error());
    result.resources.push_back(std::move(*resource));
  }
  return result;
}

}  // namespace bellwether::cloud::cloudformation
