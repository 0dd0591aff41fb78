// What conditions and updates check alike: names, placeholders and functions. Each answers AWS's
// message without the "Invalid ...Expression: " before it, or nothing.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "cloud/dynamodb/expression/condition.h"
#include "cloud/dynamodb/expression/path.h"
#include "cloud/dynamodb/expression/placeholders.h"

namespace bellwether::cloud::dynamodb::expression {

using Message = std::optional<std::string>;

// How many operands the function takes; nothing where there is no such function.
std::optional<std::size_t> condition_function(std::string_view name);
// Also "+" and "-", which are functions of two here.
std::optional<std::size_t> update_function(std::string_view name);

inline bool is_function(const Operand& operand) {
  return operand.kind == Operand::Kind::function;
}

// Calls visit for every operand from left to right, those of a function before itself, until it
// gives a message.
template <class Visit>
Message each_operand(std::span<Operand> operands, const Visit& visit) {
  for (auto& operand : operands) {
    if (auto message = each_operand(operand.arguments, visit)) return message;
    if (auto message = visit(operand)) return message;
  }
  return std::nullopt;
}

Message check_reserved(const Path& path);

// Placeholders give way to what they stand for.
Message resolve(Path& path, Placeholders& placeholders);
Message resolve(Operand& operand, Placeholders& placeholders);

std::string misused_function(std::string_view name);
std::string wrong_count(const Operand& function);
std::string wrong_type(std::string_view function, std::string_view type);
std::string path_required(std::string_view function);

}  // namespace bellwether::cloud::dynamodb::expression
