#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "cloud/cloudformation/resources/handler.h"

namespace bellwether::cloud::cloudformation {
namespace {

using Handler = std::unique_ptr<const ResourceHandler>;

// The part of a name that keeps two deployments of one template apart.
constexpr std::size_t random_length = 12;

std::string random_suffix(Random& random) {
  std::string text = random.base36(random_length);
  std::ranges::transform(text, text.begin(), [](char c) {
    return c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c;
  });
  return text;
}

const Value* property(const Value& properties, std::string_view name) {
  static const Value none;
  const Value* const value = properties.find(name);
  return value == nullptr ? &none : value;
}

}  // namespace

std::span<const Handler> resource_handlers() {
  static const std::array<Handler, 11> handlers = {
      make_api_deployment(), make_api_method(), make_api_resource(), make_api_stage(),
      make_bucket(),         make_function(),   make_log_group(),    make_permission(),
      make_rest_api(),       make_role(),       make_table(),
  };
  return handlers;
}

const ResourceHandler* find_handler(std::string_view type) {
  const auto all = resource_handlers();
  const auto found = std::ranges::find_if(all, [&](const Handler& h) { return h->type() == type; });
  return found == all.end() ? nullptr : found->get();
}

std::string physical_name(Surroundings& around, std::string_view logical_id,
                          std::size_t max_length) {
  // CloudFormation cuts the stack's name and the logical id alike, and never the random part.
  const std::size_t room = max_length - random_length - 2;
  std::string_view stack = around.stack.name;
  if (stack.size() + logical_id.size() > room) {
    logical_id = logical_id.substr(0, std::max(room / 2, room - std::min(room, stack.size())));
    stack = stack.substr(0, room - logical_id.size());
  }
  return fmt::format("{}-{}-{}", stack, logical_id, random_suffix(around.random));
}

std::unexpected<aws::Error> cannot_update(std::string_view type, std::string_view logical_id,
                                          std::string_view property, std::string_view operation) {
  return invalid(
      fmt::format("{} of {} {} cannot be changed: this cloud does not have the operation "
                  "{} yet. Rename the resource to have a new one made",
                  property, type, logical_id, operation));
}

bool is_changed(const Desired& desired, const ResourceRecord& current, std::string_view name) {
  return !(*property(desired.properties, name) == *property(current.properties, name));
}

std::string_view first_change(const Desired& desired, const ResourceRecord& current,
                              std::span<const std::string_view> names) {
  for (const std::string_view name : names) {
    if (is_changed(desired, current, name)) return name;
  }
  return {};
}

}  // namespace bellwether::cloud::cloudformation
