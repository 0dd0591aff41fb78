#include <set>
#include <string_view>
#include <utility>

#include "cloud/dynamodb/expression/legacy.h"

namespace bellwether::cloud::dynamodb::expression {

namespace {

using Kind = Update::Action::Kind;
using Member = AttributeValue::Member;

std::unexpected<aws::Error> refuse(std::string message) {
  return aws::fail(aws::dynamodb::errors::ValidationException(std::move(message)));
}

std::unexpected<aws::Error> invalid(const std::string& what) {
  return refuse("One or more parameter values were invalid: " + what);
}

Path path_of(const std::string& attribute) {
  return {{.kind = PathElement::Kind::name, .name = attribute}};
}

bool is_set(const AttributeValue& value) {
  return value.SS() || value.NS() || value.BS();
}

aws::Result<Update::Action> action_of(const std::string& attribute,
                                      aws::dynamodb::AttributeValueUpdate& update) {
  namespace actions = aws::dynamodb::values::AttributeAction;
  const std::string_view name = update.Action ? std::string_view(*update.Action) : actions::PUT;
  Update::Action action{.kind = Kind::remove, .path = path_of(attribute), .value = {}};
  if (!update.Value) {
    if (name == actions::DELETE) return action;
    return invalid("Only DELETE action is allowed when no attribute value is specified");
  }
  if (auto message = normalize(*update.Value)) return refuse(std::move(*message));
  const AttributeValue& value = *update.Value;
  const std::string type(type_name(value));
  if (name == actions::DELETE && !is_set(value)) {
    return invalid("DELETE action with value is not supported for the type " + type);
  }
  if (name == actions::ADD && !is_set(value) && !value.N() && !value.L()) {
    return invalid("ADD action is not supported for the type " + type);
  }
  action.kind = name == actions::DELETE ? Kind::erase
                : name == actions::ADD  ? Kind::add
                                        : Kind::set;
  action.value.kind = Operand::Kind::value;
  action.value.value = std::move(*update.Value);
  return action;
}

}  // namespace

aws::Result<std::vector<Path>> legacy_projection(const std::vector<std::string>& attributes) {
  std::vector<Path> paths;
  std::set<std::string_view> known;
  for (const auto& attribute : attributes) {
    if (!known.insert(attribute).second) {
      return invalid("Duplicate value in attribute name: " + attribute);
    }
    paths.push_back(path_of(attribute));
  }
  return paths;
}

aws::Result<Update> legacy_update(AttributeUpdates updates) {
  Update update{.actions = {}, .legacy = true};
  for (auto& [attribute, changed] : updates) {
    auto action = action_of(attribute, changed);
    if (!action) return aws::fail(action.error());
    update.actions.push_back(std::move(*action));
  }
  return update;
}

}  // namespace bellwether::cloud::dynamodb::expression
