#include "cloud/cloudformation/functions.h"

#include <algorithm>
#include <charconv>

#include <fmt/format.h>

#include "aws/core/types.h"

namespace bellwether::cloud::cloudformation::functions {
namespace {

bool is_variable_character(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' ||
         c == '.' || c == ':';
}

bool is_list_of_scalars(const Value& value) {
  return value.is_list() && std::ranges::all_of(value.items(), &Value::is_scalar);
}

}  // namespace

Result<Value> join(const Value& arguments) {
  if (arguments.items().size() != 2 || !arguments.items()[0].is_scalar() ||
      !is_list_of_scalars(arguments.items()[1])) {
    return invalid(
        "Template error: every Fn::Join object requires two parameters, (1) a string delimiter and "
        "(2) a list of strings to be joined or a function that returns a list of strings (such as "
        "Fn::GetAZs) to be joined.",
        arguments);
  }
  std::string joined;
  bool first = true;
  for (const Value& item : arguments.items()[1].items()) {
    if (!std::exchange(first, false)) joined += arguments.items()[0].text();
    joined += item.text();
  }
  return Value(std::move(joined));
}

Result<Value> select(const Value& arguments) {
  std::size_t index = 0;
  bool well_formed = arguments.items().size() == 2 && arguments.items()[1].is_list();
  if (well_formed) {
    const std::string& text = arguments.items()[0].text();
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), index);
    well_formed = error == std::errc() && end == text.data() + text.size();
  }
  if (!well_formed) {
    return invalid(
        "Template error: every Fn::Select object requires two parameters, (1) an index and (2) a "
        "list of objects to select from",
        arguments);
  }
  const auto& items = arguments.items()[1].items();
  if (index >= items.size()) {
    return invalid(
        fmt::format("Template error: Fn::Select cannot select nonexistent value at index {}",
                    index),
        arguments);
  }
  return items[index];
}

Result<Value> split(const Value& arguments) {
  const auto& items = arguments.items();
  if (items.size() != 2 || !items[0].is_scalar() || !items[1].is_scalar() ||
      items[0].text().empty()) {
    return invalid(
        "Template error: every Fn::Split object requires two parameters, (1) a string delimiter "
        "and "
        "(2) a string to be split or a function that returns a string to be split.",
        arguments);
  }
  Value parts = Value::list();
  std::string_view rest = items[1].text();
  while (true) {
    const std::size_t at = rest.find(items[0].text());
    parts.items().emplace_back(rest.substr(0, at));
    if (at == std::string_view::npos) return parts;
    rest.remove_prefix(at + items[0].text().size());
  }
}

Result<Value> base64(const Value& argument) {
  if (!argument.is_scalar()) {
    return invalid("Template error: every Fn::Base64 object must have a String-typed value.",
                   argument);
  }
  return Value(aws::base64_encode(argument.text()));
}

Result<Value> find_in_map(const Value& arguments, const Value& mappings) {
  const auto& items = arguments.items();
  if (items.size() != 3 || !is_list_of_scalars(arguments)) {
    return invalid(
        "Template error: every Fn::FindInMap object requires three parameters, the map name, map "
        "key and the attribute for return value",
        arguments);
  }
  const Value* found = &mappings;
  for (const Value& key : items) {
    if (found != nullptr) found = found->find(key.text());
  }
  if (found == nullptr) {
    return invalid(fmt::format("Template error: Unable to get mapping for {}::{}::{}",
                               items[0].text(), items[1].text(), items[2].text()),
                   arguments);
  }
  return *found;
}

Result<std::vector<SubPart>> sub_parts(const Value& text) {
  std::vector<SubPart> parts;
  std::string_view rest = text.text();
  while (true) {
    const std::size_t open = rest.find("${");
    if (open == std::string_view::npos) break;
    const std::size_t close = rest.find('}', open);
    if (close == std::string_view::npos) break;
    const std::string_view name = rest.substr(open + 2, close - open - 2);
    if (open > 0) parts.push_back({std::string(rest.substr(0, open)), false});
    if (name.starts_with('!')) {
      parts.push_back({fmt::format("${{{}}}", name.substr(1)), false});
    } else if (name.empty() || !std::ranges::all_of(name, is_variable_character)) {
      return invalid(
          "Template error: variable names in Fn::Sub syntax must contain only alphanumeric "
          "characters, underscores, periods, and colons",
          text);
    } else {
      parts.push_back({std::string(name), true});
    }
    rest.remove_prefix(close + 1);
  }
  if (!rest.empty()) parts.push_back({std::string(rest), false});
  return parts;
}

Result<Value> sub(const Value& argument, const Variable& variable) {
  const Value* text = &argument;
  const Value* variables = nullptr;
  if (argument.items().size() == 2 && argument.items()[1].is_map()) {
    text = &argument.items()[0];
    variables = &argument.items()[1];
  }
  if (!text->is_scalar()) {
    return invalid(
        "Template error: One or more Fn::Sub intrinsic functions don't specify expected arguments. "
        "Specify a string as first argument, and an optional second argument to specify a mapping "
        "of values to replace in the string",
        argument);
  }
  const auto parts = sub_parts(*text);
  if (!parts) return std::unexpected(parts.error());
  std::string result;
  bool unknown = false;
  for (const SubPart& part : *parts) {
    if (!part.is_variable) {
      result += part.text;
      continue;
    }
    const Value* const own = variables == nullptr ? nullptr : variables->find(part.text);
    const Result<Value> value = own != nullptr ? *own : variable(part.text, argument.line());
    if (!value) return value;
    if (value->is_unknown()) {
      unknown = true;
    } else if (value->is_scalar()) {
      result += value->text();
    } else {
      return invalid(
          fmt::format("Template error: the variable {} of Fn::Sub is not a string", part.text),
          argument);
    }
  }
  return unknown ? Value::unknown() : Value(std::move(result));
}

}  // namespace bellwether::cloud::cloudformation::functions
