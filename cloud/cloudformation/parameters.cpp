#include "cloud/cloudformation/parameters.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>
#include <regex>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace bellwether::cloud::cloudformation {
namespace {

enum class Type { string, number, number_list, string_list };

std::optional<double> as_number(std::string_view text) {
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

std::vector<std::string> split_list(std::string_view text) {
  std::vector<std::string> parts;
  while (true) {
    const std::size_t comma = text.find(',');
    std::string_view part = text.substr(0, comma);
    while (part.starts_with(' ')) part.remove_prefix(1);
    while (part.ends_with(' ')) part.remove_suffix(1);
    parts.emplace_back(part);
    if (comma == std::string_view::npos) return parts;
    text.remove_prefix(comma + 1);
  }
}

Result<Type> read_type(const std::string& name, const Value& declaration) {
  const Value* const type = declaration.find("Type");
  if (type == nullptr) {
    return invalid(
        fmt::format("Template format error: Every Parameters object must contain a Type member "
                    "(parameter {}).",
                    name),
        declaration);
  }
  if (type->text() == "String") return Type::string;
  if (type->text() == "Number") return Type::number;
  if (type->text() == "List<Number>") return Type::number_list;
  if (type->text() == "CommaDelimitedList") return Type::string_list;
  return invalid(
      fmt::format("Template format error: Unrecognized parameter type: {}", type->text()), *type);
}

// The checks of one parameter; `fail` words what each reports.
class Constraints {
 public:
  Constraints(const std::string& name, const Value& declaration)
      : name_(name), declaration_(declaration) {}

  Result<aws::Unit> check_members() const {
    for (const auto& [member, value] : declaration_.members()) {
      static constexpr std::array<std::string_view, 11> known = {
          "Type",     "Description", "Default", "AllowedValues",         "AllowedPattern",
          "MinValue", "MaxValue",    "NoEcho",  "ConstraintDescription", "MinLength",
          "MaxLength"};
      if (std::ranges::find(known, member) == known.end()) {
        return invalid(
            fmt::format("Invalid template parameter property '{}' of parameter {}", member, name_),
            value);
      }
    }
    return {};
  }

  Result<aws::Unit> check_scalar(const std::string& text, bool numeric) const {
    if (numeric && !as_number(text)) {
      return fail(fmt::format("Parameter '{}' must be a number.", name_));
    }
    if (const Value* const allowed = declaration_.find("AllowedValues")) {
      const auto is_it = [&](const Value& item) { return item.text() == text; };
      if (std::ranges::none_of(allowed->items(), is_it)) {
        return fail(fmt::format("Parameter '{}' must be one of AllowedValues", name_));
      }
    }
    if (const Value* const pattern = declaration_.find("AllowedPattern")) {
      try {
        if (!std::regex_match(text, std::regex(pattern->text(), std::regex::ECMAScript))) {
          return fail(fmt::format("Parameter '{}' must match pattern {}", name_, pattern->text()));
        }
      } catch (const std::regex_error&) {
        return invalid(
            fmt::format("AllowedPattern of parameter {} is not a regular expression this "
                        "engine reads: {}",
                        name_, pattern->text()),
            *pattern);
      }
    }
    return numeric ? check_range(text) : check_length(text);
  }

 private:
  Result<aws::Unit> check_range(const std::string& text) const {
    const double value = *as_number(text);
    if (const auto least = bound("MinValue"); least && value < *least) {
      return fail(fmt::format("Parameter '{}' must be a number not less than {:g}", name_, *least));
    }
    if (const auto most = bound("MaxValue"); most && value > *most) {
      return fail(
          fmt::format("Parameter '{}' must be a number not greater than {:g}", name_, *most));
    }
    return {};
  }

  Result<aws::Unit> check_length(const std::string& text) const {
    const auto length = static_cast<double>(text.size());
    if (const auto least = bound("MinLength"); least && length < *least) {
      return fail(
          fmt::format("Parameter '{}' must contain at least {:g} characters", name_, *least));
    }
    if (const auto most = bound("MaxLength"); most && length > *most) {
      return fail(fmt::format("Parameter '{}' must contain at most {:g} characters", name_, *most));
    }
    return {};
  }

  std::optional<double> bound(std::string_view member) const {
    const Value* const value = declaration_.find(member);
    return value == nullptr ? std::nullopt : as_number(value->text());
  }

  std::unexpected<aws::Error> fail(std::string message) const {
    if (const Value* const description = declaration_.find("ConstraintDescription")) {
      message =
          fmt::format("Parameter {} failed to satisfy constraint: {}", name_, description->text());
    }
    return invalid(std::move(message));
  }

  const std::string& name_;
  const Value& declaration_;
};

Result<Value> read_value(const std::string& name, const Value& declaration,
                         const std::string& text) {
  const auto type = read_type(name, declaration);
  if (!type) return std::unexpected(type.error());
  const Constraints constraints(name, declaration);
  if (auto known = constraints.check_members(); !known) return std::unexpected(known.error());
  const bool numeric = *type == Type::number || *type == Type::number_list;
  if (*type == Type::string || *type == Type::number) {
    if (auto met = constraints.check_scalar(text, numeric); !met)
      return std::unexpected(met.error());
    return Value::scalar(numeric ? Value::Kind::number : Value::Kind::string, text);
  }
  Value list = Value::list();
  for (const std::string& part : split_list(text)) {
    if (auto met = constraints.check_scalar(part, numeric); !met)
      return std::unexpected(met.error());
    list.items().emplace_back(part);
  }
  return list;
}

}  // namespace

Result<ChosenParameters> choose_parameters(const Value& declared, const ParameterTexts& given,
                                           const ParameterTexts& previous) {
  std::vector<std::string> unknown;
  for (const auto& [name, text] : given) {
    if (declared.find(name) == nullptr) unknown.push_back(name);
  }
  if (!unknown.empty()) {
    return invalid(
        fmt::format("Parameters: [{}] do not exist in the template", fmt::join(unknown, ", ")));
  }

  ChosenParameters chosen;
  std::vector<std::string> missing;
  for (const auto& [name, declaration] : declared.members()) {
    if (const auto now = given.find(name); now != given.end()) {
      chosen.texts[name] = now->second;
    } else if (const auto before = previous.find(name); before != previous.end()) {
      chosen.texts[name] = before->second;
    } else if (const Value* const standard = declaration.find("Default")) {
      chosen.texts[name] = standard->text();
    } else {
      missing.push_back(name);
      continue;
    }
    auto value = read_value(name, declaration, chosen.texts[name]);
    if (!value) return std::unexpected(value.error());
    chosen.values[name] = std::move(*value);
  }
  if (!missing.empty()) {
    return invalid(fmt::format("Parameters: [{}] must have values", fmt::join(missing, ", ")));
  }
  return chosen;
}

}  // namespace bellwether::cloud::cloudformation
