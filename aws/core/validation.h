// Checks a decoded request against the constraints of AWS's model, in AWS's words.
//
// "2 validation errors detected: Value '' at 'tableName' failed to satisfy constraint: Member must
// have length greater than or equal to 3; Value null at 'keySchema' failed to ...". The generated
// validate(Validator&, const Shape&) overloads call these; services only check semantics.
#pragma once

#include <algorithm>
#include <concepts>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "aws/core/types.h"

namespace bellwether::aws {

// Whether the whole text matches; AWS's patterns are Java's, of which RE2 knows those in use.
bool matches_pattern(std::string_view pattern, std::string_view text);

// How Coral prints a value inside its messages.
std::string describe(const std::string& value);
std::string describe(bool value);
std::string describe(std::int64_t value);
std::string describe(double value);
std::string describe(const Blob& value);
template <class T>
std::string describe(const T& shape);  // shapes: their size is not ours to print
template <class T>
std::string describe(const std::vector<T>& values);
template <class T>
std::string describe(const std::map<std::string, T, std::less<>>& values);

// What the keys of a map have to be.
struct KeyRules {
  std::optional<std::int64_t> min{};
  std::optional<std::int64_t> max{};
  std::string_view pattern{};
  // AWS shows no values that are secrets.
  bool hidden = false;
};

class Validator {
 public:
  // Paths of required members that were not in the request.
  explicit Validator(std::span<const std::string> missing) : missing_(missing) {}

  // The message of all that was wrong, or empty.
  std::string message() const;

  // True when the member is there; otherwise the violation is noted.
  bool required(std::string_view member);

  // AWS counts characters of strings, bytes of blobs, elements of lists and maps.
  template <class T>
  void length(std::string_view member, const T& value, std::int64_t min, std::int64_t max) {
    if constexpr (requires { value.has_value(); }) {
      if (value) length(member, *value, min, max);
    } else {
      check_length(
          member, size_of(value), [&] { return describe(value); }, min, max);
    }
  }

  template <class T>
  void range(std::string_view member, const T& value, double min, double max) {
    if constexpr (requires { value.has_value(); }) {
      if (value) range(member, *value, min, max);
    } else {
      check_range(member, static_cast<double>(value), describe_number(value), min, max);
    }
  }

  void pattern(std::string_view member, const std::string& value, std::string_view pattern);
  void pattern(std::string_view member, const std::optional<std::string>& value,
               std::string_view expression) {
    if (value) pattern(member, *value, expression);
  }

  // A name of at most `max` characters that match the pattern, unless it is an ARN. Of an empty one
  // its own length() tells.
  void name_or_arn(std::string_view member, const std::string& value, std::int64_t max,
                   std::string_view pattern);
  void name_or_arn(std::string_view member, const std::optional<std::string>& value,
                   std::int64_t max, std::string_view expression) {
    if (value) name_or_arn(member, *value, max, expression);
  }

  void one_of(std::string_view member, const std::string& value,
              std::span<const std::string_view> values);
  void one_of(std::string_view member, const std::optional<std::string>& value,
              std::span<const std::string_view> values) {
    if (value) one_of(member, *value, values);
  }

  // One violation, and in it all the rules, when any key breaks one.
  template <class T>
  void keys(std::string_view member, const T& value, const KeyRules& rules) {
    if constexpr (requires { value.has_value(); }) {
      if (value) keys(member, *value, rules);
    } else {
      const auto fits = [&](const auto& entry) { return key_fits(entry.first, rules); };
      if (!std::ranges::all_of(value, fits)) keys_violation(member, describe(value), rules);
    }
  }

  // Calls check(value) with the path one step deeper.
  template <class T, class Check>
  void nested(std::string_view member, const T& value, Check check) {
    if constexpr (requires { value.has_value(); }) {
      if (value) nested(member, *value, check);
    } else {
      const std::size_t length = path_.size();
      step(member);
      check(value);
      path_.resize(length);
    }
  }

  // Calls check(element) for every element of a list or value of a map, with its path. A constraint
  // of the element itself names the member "member" inside: "names.1.member".
  template <class T, class Check>
  void each(const T& values, Check check) {
    const std::size_t length = path_.size();
    std::size_t index = 0;
    for (const auto& entry : values) {
      if constexpr (requires { entry.second; }) {
        step(entry.first);
        check(entry.second);
      } else {
        step(std::to_string(++index));
        check(entry);
      }
      path_.resize(length);
    }
  }

 private:
  static std::int64_t size_of(const std::string& value);
  static std::int64_t size_of(const Blob& value) {
    return static_cast<std::int64_t>(value.bytes.size());
  }
  template <class T>
  static std::int64_t size_of(const T& value) {
    return static_cast<std::int64_t>(value.size());
  }
  static std::string describe_number(std::integral auto value) {
    return describe(static_cast<std::int64_t>(value));
  }
  static std::string describe_number(double value) { return describe(value); }

  void step(std::string_view name);
  std::string path_of(std::string_view member) const;
  void violation(std::string_view member, const std::string& value, const std::string& rule);
  void note(std::string_view subject, std::string_view member, const std::string& rule);
  static bool key_fits(const std::string& key, const KeyRules& rules);
  void keys_violation(std::string_view member, const std::string& value, const KeyRules& rules);
  void check_length(std::string_view member, std::int64_t size,
                    const std::function<std::string()>& value, std::int64_t min, std::int64_t max);
  void check_range(std::string_view member, double number, const std::string& value, double min,
                   double max);

  std::span<const std::string> missing_;
  std::string path_;
  std::vector<std::string> violations_;
};

template <class T>
std::string describe(const T&) {
  return "...";
}

template <class T>
std::string describe(const std::vector<T>& values) {
  std::string text = "[";
  for (const auto& value : values) {
    if (text.size() > 1) text += ", ";
    text += describe(value);
  }
  return text + "]";
}

template <class T>
std::string describe(const std::map<std::string, T, std::less<>>& values) {
  std::string text = "{";
  for (const auto& [name, value] : values) {
    if (text.size() > 1) text += ", ";
    text += name + "=" + describe(value);
  }
  return text + "}";
}

}  // namespace bellwether::aws
