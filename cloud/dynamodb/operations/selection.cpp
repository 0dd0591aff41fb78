#include "cloud/dynamodb/operations/selection.h"

#include <algorithm>
#include <string_view>

namespace bellwether::cloud::dynamodb {

namespace {

using aws::dynamodb::errors::ValidationException;
namespace values = aws::dynamodb::values::Select;

std::string listed(std::span<const std::string> names) {
  std::string list;
  for (const auto& name : names) {
    if (!list.empty()) list += ", ";
    list += name;
  }
  return "[" + list + "]";
}

}  // namespace

std::optional<aws::Error> check_select(const SelectParameters& parameters) {
  if (!parameters.select) return std::nullopt;
  const std::string& wanted = *parameters.select;
  if (wanted == values::ALL_PROJECTED_ATTRIBUTES && !parameters.index_named) {
    return ValidationException(
        "ALL_PROJECTED_ATTRIBUTES can be used only when Querying using an IndexName");
  }
  const bool names = parameters.projection_given || parameters.attributes_to_get_given;
  if (wanted == values::SPECIFIC_ATTRIBUTES) {
    if (names) return std::nullopt;
    return ValidationException(
        "Must specify the AttributesToGet or ProjectionExpression when choosing to get "
        "SPECIFIC_ATTRIBUTES");
  }
  if (!names) return std::nullopt;
  return ValidationException(
      std::string("Cannot specify the ") +
      (parameters.projection_given ? "ProjectionExpression" : "AttributesToGet") +
      " when choosing to get " + (wanted == values::COUNT ? "only the Count" : wanted));
}

aws::Result<Selection> select(const SelectParameters& parameters, const Table& table,
                              const Index* index,
                              const std::optional<expression::Projection>& projection,
                              std::span<const std::string> mentioned) {
  Selection selection{.counts_only = parameters.select == values::COUNT, .fetches_items = false};
  if (!index || index->projects == Index::Projects::all) return selection;
  const bool everything = parameters.select == values::ALL_ATTRIBUTES;
  const auto lacks = [&](const std::string& attribute) {
    return !index->has(attribute, table.keys);
  };
  if (index->kind == Index::Kind::local) {
    selection.fetches_items = everything || std::ranges::any_of(mentioned, lacks);
    return selection;
  }
  if (everything) {
    return aws::fail(ValidationException(
        "One or more parameter values were invalid: Select type ALL_ATTRIBUTES is not supported "
        "for global secondary index " +
        index->name + " because its projection type is not ALL"));
  }
  if (!projection) return selection;
  std::vector<std::string> lacking;
  std::ranges::copy_if(projection->attributes(), std::back_inserter(lacking), lacks);
  if (lacking.empty()) return selection;
  return aws::fail(
      ValidationException("One or more parameter values were invalid: Global secondary index " +
                          index->name + " does not project " + listed(lacking)));
}

}  // namespace bellwether::cloud::dynamodb
