#include "cloud/dynamodb/partiql/update.h"

#include <string>
#include <string_view>
#include <utility>

#include "cloud/dynamodb/expression/operand_check.h"
#include "cloud/dynamodb/expression/projection.h"

namespace bellwether::cloud::dynamodb::partiql {

namespace {

using expression::Operand;
using expression::Update;
using Action = Update::Action;

bool changes_set(const Term& term) {
  return term.kind == Term::Kind::call && (term.text == "set_add" || term.text == "set_delete");
}

bool is_set(const AttributeValue& value) {
  return value.SS() || value.NS() || value.BS();
}

class UpdateReader {
 public:
  explicit UpdateReader(const Source& source) : source_(source) {}

  aws::Result<Action> action(const Assignment& assignment) {
    auto path = to_path(assignment.target, source_);
    if (!path) return aws::fail(path.error());
    Action action{.kind = Action::Kind::remove, .path = std::move(*path), .value = {}};
    if (!assignment.value) return action;
    const Term& value = *assignment.value;
    const bool set = changes_set(value);
    action.kind = !set                      ? Action::Kind::set
                  : value.text == "set_add" ? Action::Kind::add
                                            : Action::Kind::erase;
    auto operand = set ? set_operand(value, action.path) : assigned(value);
    if (!operand) return aws::fail(operand.error());
    action.value = std::move(*operand);
    return action;
  }

 private:
  // a = set_add(a, <<...>>) is what ADD a <<...>> is.
  aws::Result<Operand> set_operand(const Term& call, const expression::Path& target) {
    const std::string name = upper(call.text);
    if (call.parts.size() != 2) {
      return invalid_at(name + " must have exactly two arguments", source_, call.span);
    }
    const Term& first = call.parts[0];
    const auto path =
        first.kind == Term::Kind::path ? to_path(first, source_) : aws::Result<expression::Path>();
    if (!path) return aws::fail(path.error());
    if (*path != target) {
      return invalid_at("The first argument to " + name + " must equal the assignment value",
                        source_, call.span);
    }
    const auto no_set = [&] {
      return invalid_at("The second argument to " + name + " must be a value with type SET",
                        source_, first.span);
    };
    if (!is_value(call.parts[1])) return no_set();
    auto value = to_value(call.parts[1], source_);
    if (!value) return aws::fail(value.error());
    if (!is_set(*value)) return no_set();
    return Operand{.kind = Operand::Kind::value, .value = std::move(*value)};
  }

  aws::Result<Operand> assigned(const Term& term) {
    if (term.kind == Term::Kind::call) {
      if (term.text != "list_append") {
        return invalid_at("Unrecognized function: " + term.text, source_, term.span);
      }
      return function(term, "L");
    }
    if (term.kind != Term::Kind::operation) return operand(term);
    if (term.text == "IS") return invalid("IS operator is not supported in update expressions");
    const bool sum = term.text == "+" || term.text == "-";
    if (!sum || term.parts.size() != 2) return unsupported(term);
    return function(term, "N");
  }

  // A function of two, each of the type or a path.
  aws::Result<Operand> function(const Term& term, std::string_view type) {
    Operand function{.kind = Operand::Kind::function, .name = term.text};
    for (const Term& part : term.parts) {
      auto argument = operand(part);
      if (!argument) return argument;
      function.arguments.push_back(std::move(*argument));
    }
    if (function.arguments.size() != 2) return invalid(expression::wrong_count(function));
    for (const Operand& argument : function.arguments) {
      if (argument.kind != Operand::Kind::value || type_name(argument.value) == type) continue;
      return invalid(expression::wrong_type(function.name, type_name(argument.value)));
    }
    return function;
  }

  aws::Result<Operand> operand(const Term& term) {
    if (term.kind == Term::Kind::path) {
      auto path = to_path(term, source_);
      if (!path) return aws::fail(path.error());
      return Operand{.path = std::move(*path)};
    }
    if (term.kind == Term::Kind::call) return invalid(expression::misused_function(term.text));
    if (term.kind == Term::Kind::operation) return unsupported(term);
    auto value = to_value(term, source_);
    if (!value) return aws::fail(value.error());
    return Operand{.kind = Operand::Kind::value, .value = std::move(*value)};
  }

  static std::unexpected<aws::Error> unsupported(const Term& term) {
    return invalid("Unsupported operator in Update Expression. Operator: " + term.text);
  }

  const Source& source_;
};

}  // namespace

aws::Result<Update> to_update(const std::vector<Assignment>& assignments, const Source& source) {
  UpdateReader reader(source);
  Update update;
  std::vector<expression::Path> paths;
  for (const Assignment& assignment : assignments) {
    auto action = reader.action(assignment);
    if (!action) return aws::fail(action.error());
    paths.push_back(action->path);
    update.actions.push_back(std::move(*action));
  }
  if (const auto message = expression::check_overlap(paths)) return invalid(*message);
  return update;
}

}  // namespace bellwether::cloud::dynamodb::partiql
