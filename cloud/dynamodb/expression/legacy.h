// The parameters that came before expressions, as what expressions become. Refusals are AWS's
// ValidationException; values are normalised on the way.
// https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/LegacyConditionalParameters.html
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "aws/core/error.h"
#include "aws/dynamodb/model.h"
#include "cloud/dynamodb/expression/condition.h"
#include "cloud/dynamodb/expression/key_condition.h"
#include "cloud/dynamodb/expression/path.h"
#include "cloud/dynamodb/expression/update.h"

namespace bellwether::cloud::dynamodb::expression {

using Expected = std::map<std::string, aws::dynamodb::ExpectedAttributeValue, std::less<>>;
// QueryFilter, ScanFilter and KeyConditions.
using Comparisons = std::map<std::string, aws::dynamodb::Condition, std::less<>>;
using AttributeUpdates = std::map<std::string, aws::dynamodb::AttributeValueUpdate, std::less<>>;

// Nothing where nothing is compared. `conditional_operator` is "AND", "OR" or none, which is "AND".
aws::Result<std::optional<Condition>> legacy_condition(
    Expected expected, const std::optional<std::string>& conditional_operator);
aws::Result<std::optional<Condition>> legacy_condition(
    Comparisons filter, const std::optional<std::string>& conditional_operator);

// KeyConditions.
aws::Result<KeyConditions> legacy_key_conditions(Comparisons comparisons);

// AttributesToGet.
aws::Result<std::vector<Path>> legacy_projection(const std::vector<std::string>& attributes);

aws::Result<Update> legacy_update(AttributeUpdates updates);

}  // namespace bellwether::cloud::dynamodb::expression
