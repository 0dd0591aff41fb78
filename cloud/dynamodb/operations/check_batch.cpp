#include "cloud/dynamodb/operations/check_batch.h"

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>

#include "aws/core/validation.h"
#include "aws/dynamodb/json.h"

namespace bellwether::cloud::dynamodb {

namespace {

using aws::dynamodb::BatchGetItemInput;
using aws::dynamodb::BatchWriteItemInput;
using aws::dynamodb::errors::ValidationException;
using Refusal = std::optional<aws::Error>;

// https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchGetItem.html
constexpr std::size_t kMostKeys = 100;
// https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchWriteItem.html
constexpr std::size_t kMostWrites = 25;

constexpr std::size_t kShortestName = 3;
constexpr std::size_t kLongestName = 255;
constexpr std::string_view kNamePattern = "[a-zA-Z0-9_.-]+";

aws::Error violation(const std::string& what, const std::string& rule) {
  return ValidationException("1 validation error detected: Value " + what +
                             " failed to satisfy constraint: " + rule);
}

bool is_name_or_arn(std::string_view name) {
  if (name.starts_with("arn:")) return true;
  return name.size() >= kShortestName && name.size() <= kLongestName &&
         aws::matches_pattern(kNamePattern, name);
}

bool names_tables(const auto& requests) {
  return std::ranges::all_of(requests,
                             [](const auto& table) { return is_name_or_arn(table.first); });
}

// `echo` is the map, as AWS prints it.
aws::Error malformed_name(const std::string& echo) {
  return violation("'" + echo + "' at 'requestItems'",
                   "Map keys must satisfy constraint: [Member must have length less than or equal "
                   "to 255, Member must have length greater than or equal to 3, Member must "
                   "satisfy regular expression pattern: " +
                       std::string(kNamePattern) + "]");
}

aws::Error too_many(const std::string& path, std::size_t most) {
  return violation("at '" + path + "'",
                   "Member must have length less than or equal to " + std::to_string(most));
}

aws::Error none(const std::string& path) {
  return violation("at '" + path + "'", "Member must have length greater than or equal to 1");
}

}  // namespace

Refusal check_batch(const BatchGetItemInput& input) {
  if (input.RequestItems.empty()) return none("RequestItems");
  if (!names_tables(input.RequestItems))
    return malformed_name(aws::json::to_json(input.RequestItems));
  std::size_t count = 0;
  for (const auto& [table, wanted] : input.RequestItems) {
    const std::string path = "RequestItems." + table + ".member.Keys";
    if (wanted.Keys.empty()) return none(path);
    if (wanted.Keys.size() > kMostKeys) return too_many(path, kMostKeys);
    count += wanted.Keys.size();
  }
  if (count <= kMostKeys) return std::nullopt;
  return ValidationException("Too many items requested for the BatchGetItem call");
}

Refusal check_batch(const BatchWriteItemInput& input) {
  if (input.RequestItems.empty()) {
    return ValidationException("The requestItems parameter is required for BatchWriteItem");
  }
  if (!names_tables(input.RequestItems)) return malformed_name(aws::describe(input.RequestItems));
  std::size_t count = 0;
  for (const auto& [table, requests] : input.RequestItems) {
    if (requests.empty()) {
      return violation("'" + aws::describe(input.RequestItems) + "' at 'requestItems'",
                       "Map value must satisfy constraint: [Member must have length less than or "
                       "equal to 25, Member must have length greater than or equal to 1]");
    }
    if (requests.size() > kMostWrites) {
      return too_many("RequestItems." + table + ".member", kMostWrites);
    }
    count += requests.size();
  }
  if (count <= kMostWrites) return std::nullopt;
  return ValidationException("Too many items requested for the BatchWriteItem call");
}

}  // namespace bellwether::cloud::dynamodb
