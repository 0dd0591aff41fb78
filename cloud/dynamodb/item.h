// Items, and the rules for what may be one.
#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "aws/dynamodb/model.h"

namespace bellwether::cloud::dynamodb {

using aws::dynamodb::AttributeValue;
using Item = std::map<std::string, AttributeValue, std::less<>>;
using Names = std::map<std::string, std::string, std::less<>>;

// "S", "NULL", ...: how AWS's messages name the type of a value.
std::string_view type_name(const AttributeValue& value);

// Rewrites numbers in their normal form and checks what AWS checks of a value: sets, numbers, NULL,
// nesting. The answer is AWS's message, or nothing.
std::optional<std::string> normalize(AttributeValue& value);
std::optional<std::string> normalize(Item& item);

// What is wrong with a normalised value that many lists and maps are around: it nests too deeply.
std::optional<std::string> check_nesting(const AttributeValue& value, std::size_t containers);

// Bytes by AWS's rules, on normalised values.
// https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CapacityUnitCalculations.html
std::size_t size_of(const AttributeValue& value);
std::size_t size_of(const Item& item);

inline constexpr std::size_t kMaxItemBytes = std::size_t{400} * 1024;

// Equality as DynamoDB has it: numbers by value (both normalised), sets without order.
bool equal(const AttributeValue& a, const AttributeValue& b);

}  // namespace bellwether::cloud::dynamodb
