#include "cloud/dynamodb/operations/check_settings.h"

#include <algorithm>
#include <cstddef>

#include <simdjson.h>

#include "cloud/dynamodb/operations/check_throughput.h"

namespace bellwether::cloud::dynamodb {

namespace {

using aws::dynamodb::errors::ValidationException;
using Refusal = std::optional<aws::Error>;

constexpr std::size_t kMinNameLength = 3;
constexpr std::size_t kMaxNameLength = 255;
constexpr std::size_t kMaxPolicyBytes = 20'480;

aws::Error invalid_policy(const std::string& what) {
  return invalid_parameter("Invalid policy document: " + what);
}

Refusal check_statement(simdjson::dom::element statement) {
  for (const char* field : {"Effect", "Principal", "Action", "Resource"}) {
    const std::string inverse = std::string("Not") + field;
    simdjson::dom::element found;
    if (statement[field].get(found) != simdjson::SUCCESS &&
        statement[inverse].get(found) != simdjson::SUCCESS) {
      return invalid_policy(std::string("Missing required field ") + field);
    }
  }
  return std::nullopt;
}

}  // namespace

Refusal check_table_name(const std::string& name) {
  const auto violation = [&](const std::string& rule) {
    return ValidationException("1 validation error detected: Value '" + name +
                               "' at 'tableName' failed to satisfy constraint: Member must " +
                               rule);
  };
  // The wire has seen to other names; this one may come from an ARN.
  const bool well_formed = std::ranges::all_of(name, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           c == '.' || c == '-';
  });
  if (!well_formed) {
    return violation("satisfy regular expression pattern: [a-zA-Z0-9_.-]+");
  }
  if (name.size() < kMinNameLength) return violation("have length greater than or equal to 3");
  if (name.size() > kMaxNameLength) return violation("have length less than or equal to 255");
  return std::nullopt;
}

Refusal check_encryption(const std::optional<aws::dynamodb::SSESpecification>& encryption) {
  if (!encryption) return std::nullopt;
  namespace types = aws::dynamodb::values::SSEType;
  const auto& [enabled, type, key] = *encryption;
  if (type && *type != types::KMS) {
    return invalid_parameter("SSEType " + *type + " is not supported");
  }
  if (!enabled.value_or(false)) {
    if (type) return invalid_parameter("SSEType can not be specified if Enabled is false");
    if (key) return invalid_parameter("KMSMasterKeyId can not be specified if Enabled is false");
    return std::nullopt;
  }
  if (key && !type) {
    return invalid_parameter("SSEType KMS is required if KMSMasterKeyId is specified");
  }
  return std::nullopt;
}

Refusal check_policy(const std::string& policy) {
  if (policy.size() > kMaxPolicyBytes) {
    return invalid_parameter("Maximum policy size of 20480 bytes exceeded");
  }
  simdjson::dom::parser parser;
  simdjson::dom::object document;
  if (parser.parse(policy).get(document) != simdjson::SUCCESS) {
    return invalid_policy("This policy contains invalid Json");
  }
  simdjson::dom::element statements;
  if (document["Statement"].get(statements) != simdjson::SUCCESS) {
    return invalid_policy("Missing required field Statement");
  }
  simdjson::dom::array list;
  if (statements.get(list) != simdjson::SUCCESS) return check_statement(statements);
  if (list.size() == 0) return invalid_policy("Could not parse the policy: Statement is empty!");
  for (const simdjson::dom::element statement : list) {
    if (auto refusal = check_statement(statement)) return refusal;
  }
  return std::nullopt;
}

}  // namespace bellwether::cloud::dynamodb
