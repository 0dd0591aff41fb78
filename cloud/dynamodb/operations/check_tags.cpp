#include "cloud/dynamodb/operations/check_tags.h"

#include <set>
#include <string_view>

#include "aws/core/validation.h"

namespace bellwether::cloud::dynamodb {

namespace {

using aws::dynamodb::errors::ValidationException;
using Refusal = std::optional<aws::Error>;

constexpr std::size_t kMaxTags = 50;
// Characters, of any script.
constexpr std::string_view kKeyPattern = R"([\p{L}\p{Z}\p{N}_.:/=+\-@]{1,128})";
constexpr std::string_view kValuePattern = R"([\p{L}\p{Z}\p{N}_.:/=+\-@]{0,256})";

Refusal check_key(const std::string& key) {
  if (!aws::matches_pattern(kKeyPattern, key)) {
    return ValidationException("The Tag Key provided is invalid, Key: " + key);
  }
  if (key.starts_with("aws:")) {
    return ValidationException("Tag Key cannot be prefixed with aws:, Key: " + key);
  }
  return std::nullopt;
}

}  // namespace

Refusal check_tags(const std::vector<aws::dynamodb::Tag>& tags) {
  std::set<std::string_view> seen;
  for (const auto& [key, value] : tags) {
    if (auto refusal = check_key(key)) return refusal;
    if (!aws::matches_pattern(kValuePattern, value)) {
      return ValidationException("The Tag Value provided is invalid, Value: " + value);
    }
    if (!seen.insert(key).second) {
      return ValidationException("Duplicate Tag Keys provided as input: Duplicate Tag Key found " +
                                 key);
    }
  }
  return check_tag_count(tags.size());
}

Refusal check_tag_keys(const std::vector<std::string>& keys) {
  for (const auto& key : keys) {
    if (auto refusal = check_key(key)) return refusal;
  }
  return check_tag_count(keys.size());
}

Refusal check_tag_count(std::size_t count) {
  if (count <= kMaxTags) return std::nullopt;
  return ValidationException(
      "Number of Tags exceed the current limit for the provided ResourceArn");
}

}  // namespace bellwether::cloud::dynamodb
