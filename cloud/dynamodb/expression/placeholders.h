// ExpressionAttributeNames and ExpressionAttributeValues of one request, shared by its expressions.
#pragma once

#include <optional>
#include <set>
#include <string>
#include <string_view>

#include "aws/core/error.h"
#include "cloud/dynamodb/item.h"

namespace bellwether::cloud::dynamodb::expression {

class Placeholders {
 public:
  // Both must outlive this; values are normalised. Null where the request has none.
  Placeholders(const Names* names, Item* values) : names_(names), values_(values) {}

  // Malformed names and values, as AWS refuses them.
  std::optional<aws::Error> check();

  // Null when there is no such placeholder. What was asked for counts as used.
  const std::string* name(std::string_view placeholder);
  const AttributeValue* value(std::string_view placeholder);

  // What no expression used.
  std::optional<aws::Error> unused() const;

 private:
  const Names* names_;
  Item* values_;
  std::set<std::string, std::less<>> used_;
};

}  // namespace bellwether::cloud::dynamodb::expression
