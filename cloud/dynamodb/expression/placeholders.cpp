#include "cloud/dynamodb/expression/placeholders.h"

#include <algorithm>

namespace bellwether::cloud::dynamodb::expression {

namespace {

using aws::dynamodb::errors::ValidationException;

// https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html
constexpr std::size_t kMaxKeyBytes = 255;

bool is_placeholder(std::string_view key, char sigil) {
  const auto is_word = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
  };
  return key.size() > 1 && key.front() == sigil && std::ranges::all_of(key.substr(1), is_word);
}

template <class Map>
std::optional<aws::Error> check_keys(const Map& map, std::string_view parameter, char sigil) {
  if (map.empty()) return ValidationException(std::string(parameter) + " must not be empty");
  for (const auto& [key, value] : map) {
    if (key.size() > kMaxKeyBytes) {
      // AWS tells the size of names alone.
      return ValidationException(
          std::string(parameter) +
          " contains invalid key: The expression attribute map contains a key that is too long;" +
          (sigil == '#' ? " size of key: " + std::to_string(key.size()) : ""));
    }
    if (is_placeholder(key, sigil)) continue;
    return ValidationException(std::string(parameter) +
                               " contains invalid key: Syntax error; key: \"" + key + "\"");
  }
  return std::nullopt;
}

template <class Map>
std::optional<aws::Error> unused_of(const Map& map, std::string_view parameter,
                                    const std::set<std::string, std::less<>>& used) {
  std::string keys;
  for (const auto& [key, value] : map) {
    if (used.contains(key)) continue;
    if (!keys.empty()) keys += ", ";
    keys += key;
  }
  if (keys.empty()) return std::nullopt;
  return ValidationException("Value provided in " + std::string(parameter) +
                             " unused in expressions: keys: {" + keys + "}");
}

}  // namespace

std::optional<aws::Error> Placeholders::check() {
  if (names_) {
    if (auto error = check_keys(*names_, "ExpressionAttributeNames", '#')) return error;
    for (const auto& [key, name] : *names_) {
      if (!name.empty()) continue;
      return ValidationException(
          "ExpressionAttributeNames contains invalid value: Empty attribute name for key " + key);
    }
  }
  if (!values_) return std::nullopt;
  if (auto error = check_keys(*values_, "ExpressionAttributeValues", ':')) return error;
  for (auto& [key, value] : *values_) {
    if (const auto message = normalize(value)) {
      return ValidationException("ExpressionAttributeValues contains invalid value: " + *message +
                                 " for key " + key);
    }
  }
  return std::nullopt;
}

const std::string* Placeholders::name(std::string_view placeholder) {
  if (!names_) return nullptr;
  const auto found = names_->find(placeholder);
  if (found == names_->end()) return nullptr;
  used_.insert(found->first);
  return &found->second;
}

const AttributeValue* Placeholders::value(std::string_view placeholder) {
  if (!values_) return nullptr;
  const auto found = values_->find(placeholder);
  if (found == values_->end()) return nullptr;
  used_.insert(found->first);
  return &found->second;
}

std::optional<aws::Error> Placeholders::unused() const {
  if (names_) {
    if (auto error = unused_of(*names_, "ExpressionAttributeNames", used_)) return error;
  }
  if (values_) return unused_of(*values_, "ExpressionAttributeValues", used_);
  return std::nullopt;
}

}  // namespace bellwether::cloud::dynamodb::expression
