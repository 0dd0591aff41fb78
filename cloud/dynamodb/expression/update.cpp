#include "cloud/dynamodb/expression/update.h"

#include <algorithm>
#include <string>

namespace bellwether::cloud::dynamodb::expression {

namespace {

std::string_view known_type(const Operand& operand) {
  switch (operand.kind) {
    case Operand::Kind::path:
      return "";
    case Operand::Kind::value:
      return type_name(operand.value);
    case Operand::Kind::function:
      if (operand.name == "if_not_exists") return "";
      return operand.name == "list_append" ? "L" : "N";
  }
  return "";
}

}  // namespace

bool creates(const Update& update) {
  using Kind = Update::Action::Kind;
  return update.actions.empty() ||
         std::ranges::any_of(update.actions, [](const Update::Action& action) {
           return action.kind == Kind::set || action.kind == Kind::add;
         });
}

Projection touched(const Update& update) {
  std::vector<Path> paths;
  paths.reserve(update.actions.size());
  for (const auto& action : update.actions) paths.push_back(action.path);
  return Projection(paths);
}

std::optional<aws::Error> check_keys(const Update& update, const KeySchema& keys) {
  const auto changes = [&](const KeyAttribute& key) {
    return std::ranges::any_of(update.actions, [&](const Update::Action& action) {
      return action.path.front().name == key.name;
    });
  };
  const auto refusal = [](const KeyAttribute& key) {
    return aws::dynamodb::errors::ValidationException(
        "One or more parameter values were invalid: Cannot update attribute " + key.name +
        ". This attribute is part of the key");
  };
  if (changes(keys.partition)) return refusal(keys.partition);
  if (keys.sort && changes(*keys.sort)) return refusal(*keys.sort);
  return std::nullopt;
}

std::string_view known_type(const Update::Action& action) {
  using Kind = Update::Action::Kind;
  if (action.kind != Kind::set && action.kind != Kind::add) return "";
  return known_type(action.value);
}

}  // namespace bellwether::cloud::dynamodb::expression
