#include "cloud/dynamodb/expression/operand_check.h"

#include <algorithm>
#include <array>
#include <span>

#include "cloud/dynamodb/expression/reserved_words.h"

namespace bellwether::cloud::dynamodb::expression {

namespace {

struct Function {
  std::string_view name;
  std::size_t operands;
};

constexpr std::array<Function, 6> kConditionFunctions = {{{"attribute_exists", 1},
                                                          {"attribute_not_exists", 1},
                                                          {"attribute_type", 2},
                                                          {"begins_with", 2},
                                                          {"contains", 2},
                                                          {"size", 1}}};
constexpr std::array<Function, 4> kUpdateFunctions = {
    {{"if_not_exists", 2}, {"list_append", 2}, {"+", 2}, {"-", 2}}};

std::optional<std::size_t> operands_of(std::span<const Function> functions, std::string_view name) {
  const auto found = std::ranges::find(functions, name, &Function::name);
  return found == functions.end() ? std::nullopt : std::optional(found->operands);
}

}  // namespace

std::optional<std::size_t> condition_function(std::string_view name) {
  return operands_of(kConditionFunctions, name);
}

std::optional<std::size_t> update_function(std::string_view name) {
  return operands_of(kUpdateFunctions, name);
}

Message check_reserved(const Path& path) {
  for (const auto& element : path) {
    if (element.kind == PathElement::Kind::name && is_reserved(element.name)) {
      return "Attribute name is a reserved keyword; reserved keyword: " + element.name;
    }
  }
  return std::nullopt;
}

Message resolve(Path& path, Placeholders& placeholders) {
  for (auto& element : path) {
    if (element.kind != PathElement::Kind::placeholder) continue;
    const std::string* name = placeholders.name(element.name);
    if (!name) {
      return "An expression attribute name used in the document path is not defined; attribute "
             "name: " +
             element.name;
    }
    element.kind = PathElement::Kind::name;
    element.name = *name;
  }
  return std::nullopt;
}

Message resolve(Operand& operand, Placeholders& placeholders) {
  if (operand.kind == Operand::Kind::path) return resolve(operand.path, placeholders);
  if (is_function(operand)) return std::nullopt;
  const AttributeValue* value = placeholders.value(operand.name);
  if (!value) {
    return "An expression attribute value used in expression is not defined; attribute value: " +
           operand.name;
  }
  operand.value = *value;
  return std::nullopt;
}

std::string misused_function(std::string_view name) {
  return "The function is not allowed to be used this way in an expression; function: " +
         std::string(name);
}

std::string wrong_count(const Operand& function) {
  return "Incorrect number of operands for operator or function; operator or function: " +
         function.name + ", number of operands: " + std::to_string(function.arguments.size());
}

std::string wrong_type(std::string_view function, std::string_view type) {
  return "Incorrect operand type for operator or function; operator or function: " +
         std::string(function) + ", operand type: " + std::string(type);
}

std::string path_required(std::string_view function) {
  return "Operator or function requires a document path; operator or function: " +
         std::string(function);
}

}  // namespace bellwether::cloud::dynamodb::expression
