#include "cli/stack_report.h"

#include <algorithm>

#include <fmt/format.h>
#include <unistd.h>

#include "cloud/cloudformation/value.h"

namespace bellwether::cli {
namespace {

using cloud::cloudformation::ResourceRecord;
using cloud::cloudformation::StackEvent;
using cloud::cloudformation::StackRecord;
using cloud::cloudformation::Value;

std::string_view colour_of(std::string_view status) {
  if (status.ends_with("_FAILED") || status.find("ROLLBACK") != std::string_view::npos) {
    return "\033[31m";
  }
  if (status.ends_with("_IN_PROGRESS")) return "\033[33m";
  return "\033[32m";
}

void print_json(const Value& document) {
  fmt::print("{}\n", to_json(document));
}

std::size_t widest(const auto& pairs) {
  std::size_t width = 0;
  for (const auto& [name, value] : pairs) width = std::max(width, name.size());
  return width;
}

}  // namespace

LocalEndpoints local_endpoints(const StackRecord& stack, std::string_view endpoint_url) {
  LocalEndpoints endpoints;
  for (const ResourceRecord& stage : stack.resources) {
    if (stage.type != "AWS::ApiGateway::Stage") continue;
    const Value* const id = stage.properties.find("RestApiId");
    if (id == nullptr) continue;
    const auto api = std::ranges::find_if(stack.resources, [&](const ResourceRecord& resource) {
      return resource.type == "AWS::ApiGateway::RestApi" && resource.physical_id == id->text();
    });
    const std::string name = api == stack.resources.end() ? id->text() : api->logical_id;
    endpoints.emplace_back(fmt::format("{}/{}", name, stage.physical_id),
                           fmt::format("{}/restapis/{}/{}/_user_request_", endpoint_url, id->text(),
                                       stage.physical_id));
  }
  std::ranges::sort(endpoints);
  return endpoints;
}

StackReport::StackReport(bool json)
    : json_(json), progress_(json ? stderr : stdout), coloured_(isatty(fileno(progress_)) != 0) {}

void StackReport::line(std::string_view text) const {
  fmt::print(progress_, "{}\n", text);
  std::fflush(progress_);
}

void StackReport::event(const StackEvent& event) const {
  constexpr std::size_t status_width = 36;
  constexpr std::size_t type_width = 28;
  std::string status = fmt::format("{:<{}}", event.status, status_width);
  if (coloured_) status = fmt::format("{}{}\033[0m", colour_of(event.status), status);
  line(fmt::format("{}  {:<{}}  {}{}{}", status, event.type, type_width, event.logical_id,
                   event.reason.empty() ? "" : "  ", event.reason));
}

void StackReport::deployed(const cloud::cloudformation::Deployed& deployed,
                           const LocalEndpoints& endpoints) const {
  const StackRecord& stack = deployed.stack;
  if (json_) {
    Value outputs = Value::list();
    for (const auto& output : stack.outputs) {
      outputs.items().push_back(Value::map({{"OutputKey", output.name},
                                            {"OutputValue", output.value},
                                            {"Description", output.description}}));
    }
    Value resources = Value::list();
    for (const auto& resource : stack.resources) {
      resources.items().push_back(Value::map({{"LogicalResourceId", resource.logical_id},
                                              {"PhysicalResourceId", resource.physical_id},
                                              {"ResourceType", resource.type}}));
    }
    Value local = Value::map();
    for (const auto& [name, url] : endpoints) local.set(name, url);
    print_json(Value::map({{"StackName", stack.name},
                           {"StackId", stack.id},
                           {"StackStatus", stack.status},
                           {"Changed", Value::boolean(deployed.changed)},
                           {"Outputs", std::move(outputs)},
                           {"LocalEndpoints", std::move(local)},
                           {"Resources", std::move(resources)}}));
    return;
  }
  if (!deployed.changed) {
    line(fmt::format("No changes to deploy. Stack {} is up to date", stack.name));
  }
  std::vector<std::pair<std::string, std::string>> rows;
  for (const auto& output : stack.outputs) rows.emplace_back(output.name, output.value);
  if (!rows.empty()) line("\nOutputs");
  for (const auto& [name, value] : rows)
    line(fmt::format("  {:<{}}  {}", name, widest(rows), value));
  if (!endpoints.empty()) line("\nHere");
  for (const auto& [name, url] : endpoints) {
    line(fmt::format("  {:<{}}  {}", name, widest(endpoints), url));
  }
}

void StackReport::deleted(const std::string& stack_name) const {
  if (json_) {
    print_json(Value::map({{"StackName", stack_name}, {"StackStatus", "DELETE_COMPLETE"}}));
  } else {
    line(fmt::format("Stack {} is deleted", stack_name));
  }
}

int StackReport::failed(const std::string& stack_name, const aws::Error& error) const {
  if (json_) {
    print_json(
        Value::map({{"StackName", stack_name},
                    {"Error", Value::map({{"Code", error.code}, {"Message", error.message}})}}));
  }
  fmt::print(stderr, "bellwether: {}: {}\n", error.code, error.message);
  return 1;
}

}  // namespace bellwether::cli
