// What CreateTable and UpdateTable refuse alike: names, encryption, policies.
#pragma once

#include <optional>
#include <string>

#include "aws/core/error.h"
#include "aws/dynamodb/model.h"

namespace bellwether::cloud::dynamodb {

std::optional<aws::Error> check_table_name(const std::string& name);

std::optional<aws::Error> check_encryption(
    const std::optional<aws::dynamodb::SSESpecification>& encryption);

// A resource-based policy: JSON with statements, of a bounded size. Nothing enforces it.
std::optional<aws::Error> check_policy(const std::string& policy);

}  // namespace bellwether::cloud::dynamodb
