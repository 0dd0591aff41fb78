#include "cloud/cloudformation/stack.h"

#include <algorithm>

#include <fmt/format.h>

namespace bellwether::cloud::cloudformation {
namespace {

constexpr std::string_view format_version = "1";
// https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_CreateStack.html
constexpr std::size_t max_stack_name = 128;

bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

std::string text_of(const Value& document, std::string_view name) {
  const Value* const member = document.find(name);
  return member == nullptr ? "" : member->text();
}

Value to_list(const std::vector<std::string>& texts) {
  Value list = Value::list();
  for (const std::string& text : texts) list.items().emplace_back(text);
  return list;
}

template <class Map>
Value to_map(const Map& texts) {
  Value map = Value::map();
  for (const auto& [name, text] : texts) map.members().emplace_back(name, Value(text));
  return map;
}

template <class Map>
Map read_map(const Value* value) {
  Map map;
  if (value == nullptr) return map;
  for (const auto& [name, text] : value->members()) map[name] = text.text();
  return map;
}

Value to_document(const std::vector<ResourceRecord>& resources) {
  Value list = Value::list();
  for (const ResourceRecord& resource : resources) {
    list.items().push_back(Value::map({
        {"LogicalResourceId", resource.logical_id},
        {"ResourceType", resource.type},
        {"PhysicalResourceId", resource.physical_id},
        {"Attributes", to_map(resource.attributes)},
        {"Properties", resource.properties},
        {"DependsOn", to_list(resource.depends_on)},
        {"DeletionPolicy", resource.deletion_policy},
        {"UpdateReplacePolicy", resource.update_replace_policy},
    }));
  }
  return list;
}

std::vector<ResourceRecord> read_resources(const Value* list) {
  std::vector<ResourceRecord> resources;
  if (list == nullptr) return resources;
  for (const Value& item : list->items()) {
    ResourceRecord resource{
        .logical_id = text_of(item, "LogicalResourceId"),
        .type = text_of(item, "ResourceType"),
        .physical_id = text_of(item, "PhysicalResourceId"),
        .attributes = read_map<Attributes>(item.find("Attributes")),
        .depends_on = {},
        .deletion_policy = text_of(item, "DeletionPolicy"),
        .update_replace_policy = text_of(item, "UpdateReplacePolicy"),
    };
    if (const Value* const properties = item.find("Properties")) resource.properties = *properties;
    if (const Value* const depends_on = item.find("DependsOn")) {
      for (const Value& name : depends_on->items()) resource.depends_on.push_back(name.text());
    }
    resources.push_back(std::move(resource));
  }
  return resources;
}

void collect_artifacts(const Value& value, std::set<std::string>& digests) {
  if (const Value* const artifact = value.find("Artifact")) digests.insert(artifact->text());
  for (const auto& [name, member] : value.members()) collect_artifacts(member, digests);
}

}  // namespace

const ResourceRecord* StackRecord::find(std::string_view logical_id) const {
  const auto found = std::ranges::find(resources, logical_id, &ResourceRecord::logical_id);
  return found == resources.end() ? nullptr : &*found;
}

bool is_stack_name(std::string_view name) {
  return !name.empty() && name.size() <= max_stack_name && is_letter(name.front()) &&
         std::ranges::all_of(
             name, [](char c) { return is_letter(c) || (c >= '0' && c <= '9') || c == '-'; });
}

Result<aws::Unit> check_stack_name(std::string_view name) {
  if (is_stack_name(name)) return {};
  return invalid(
      fmt::format("1 validation error detected: Value '{}' at 'stackName' failed to satisfy "
                  "constraint: Member must satisfy regular expression pattern: "
                  "[a-zA-Z][-a-zA-Z0-9]*",
                  name));
}

std::set<std::string> artifacts_of(const StackRecord& record) {
  std::set<std::string> digests;
  for (const auto* const list : {&record.resources, &record.superseded}) {
    for (const ResourceRecord& resource : *list) collect_artifacts(resource.properties, digests);
  }
  return digests;
}

Value to_document(const StackRecord& record) {
  Value outputs = Value::list();
  for (const OutputRecord& output : record.outputs) {
    outputs.items().push_back(Value::map({
        {"OutputKey", output.name},
        {"OutputValue", output.value},
        {"Description", output.description},
    }));
  }
  return Value::map({
      {"FormatVersion", format_version},
      {"StackName", record.name},
      {"StackId", record.id},
      {"StackStatus", record.status},
      {"Description", record.description},
      {"Parameters", to_map(record.parameters)},
      {"Outputs", std::move(outputs)},
      {"Resources", to_document(record.resources)},
      {"Superseded", to_document(record.superseded)},
  });
}

Result<StackRecord> read_record(const Value& document) {
  const std::string version = text_of(document, "FormatVersion");
  if (version != format_version) {
    return invalid(fmt::format("The stack's record has format '{}'; this program reads format {}",
                               version, format_version));
  }
  StackRecord record{
      .name = text_of(document, "StackName"),
      .id = text_of(document, "StackId"),
      .status = text_of(document, "StackStatus"),
      .description = text_of(document, "Description"),
      .parameters = read_map<ParameterTexts>(document.find("Parameters")),
      .resources = read_resources(document.find("Resources")),
      .superseded = read_resources(document.find("Superseded")),
      .outputs = {},
  };
  if (const Value* const outputs = document.find("Outputs")) {
    for (const Value& output : outputs->items()) {
      record.outputs.push_back({.name = text_of(output, "OutputKey"),
                                .value = text_of(output, "OutputValue"),
                                .description = text_of(output, "Description")});
    }
  }
  return record;
}

}  // namespace bellwether::cloud::cloudformation
