#include "cloud/dynamodb/operations/check_index.h"

#include <algorithm>
#include <set>
#include <string_view>

#include "cloud/dynamodb/operations/check_throughput.h"

namespace bellwether::cloud::dynamodb {

namespace {

using aws::dynamodb::AttributeDefinition;
using aws::dynamodb::CreateTableInput;
using aws::dynamodb::KeySchemaElement;
using aws::dynamodb::errors::ValidationException;
using Refusal = std::optional<aws::Error>;
namespace values = aws::dynamodb::values;

constexpr std::size_t kMaxLocalIndexes = 5;
// Of a table and of a local index.
constexpr std::size_t kMaxKeyElements = 2;
constexpr std::ptrdiff_t kMaxGlobalKeysOfAKind = 4;

template <class T>
std::string names_of(const std::vector<T>& elements) {
  std::string names;
  for (const auto& element : elements) {
    if (!names.empty()) names += ", ";
    names += element.AttributeName;
  }
  return "[" + names + "]";
}

bool is_defined(const KeySchemaElement& key, const AttributeDefinitions& definitions) {
  return std::ranges::count(definitions, key.AttributeName, &AttributeDefinition::AttributeName) >
         0;
}

Refusal check_element_count(const KeyElements& keys, const std::string& member) {
  if (keys.size() <= kMaxKeyElements) return std::nullopt;
  std::string described;
  for (const auto& key : keys) {
    if (!described.empty()) described += ", ";
    described +=
        "KeySchemaElement(attributeName=" + key.AttributeName + ", keyType=" + key.KeyType + ")";
  }
  return ValidationException("1 validation error detected: Value '[" + described + "]' at '" +
                             member +
                             "' failed to satisfy constraint: Member must have length less than or "
                             "equal to 2");
}

Refusal check_local(const aws::dynamodb::LocalSecondaryIndex& index, const std::string& table_hash,
                    const AttributeDefinitions& definitions) {
  if (auto refusal = check_keys_defined(index.KeySchema, definitions)) return refusal;
  if (auto refusal = check_key_elements(index.KeySchema)) return refusal;
  if (index.KeySchema.size() != kMaxKeyElements) {
    return invalid_parameter("Index KeySchema does not have a range key for index: " +
                             index.IndexName);
  }
  const std::string& hash = index.KeySchema[0].AttributeName;
  if (hash != table_hash) {
    return invalid_parameter(
        "Index KeySchema does not have the same leading hash key as table KeySchema for index: " +
        index.IndexName + ". index hash key: " + hash + ", table hash key: " + table_hash);
  }
  return check_projection(index.Projection);
}

Refusal check_global(const aws::dynamodb::GlobalSecondaryIndex& index, bool is_on_demand,
                     const AttributeDefinitions& definitions) {
  if (auto refusal = check_keys_defined(index.KeySchema, definitions)) return refusal;
  if (auto refusal = check_global_keys(index.IndexName, index.KeySchema)) return refusal;
  if (auto refusal = check_key_elements(index.KeySchema)) return refusal;
  if (auto refusal = check_projection(index.Projection)) return refusal;
  if (is_on_demand && index.ProvisionedThroughput) {
    return invalid_parameter("ProvisionedThroughput should not be specified for index: " +
                             index.IndexName + " when BillingMode is PAY_PER_REQUEST");
  }
  if (!is_on_demand && !index.ProvisionedThroughput) {
    return invalid_parameter("ProvisionedThroughput is not specified for index: " +
                             index.IndexName);
  }
  if (auto refusal = check_bounds(index.ProvisionedThroughput)) return refusal;
  const ThroughputOwner owner{index.IndexName};
  if (auto refusal = check_on_demand(index.OnDemandThroughput, is_on_demand, owner)) return refusal;
  return check_warm(index.WarmThroughput, index.ProvisionedThroughput, owner);
}

Refusal check_lists(const CreateTableInput& input) {
  const auto& locals = input.LocalSecondaryIndexes;
  const auto& globals = input.GlobalSecondaryIndexes;
  if (locals && locals->empty()) {
    return invalid_parameter("List of LocalSecondaryIndexes is empty");
  }
  if (locals && input.KeySchema->size() != kMaxKeyElements) {
    return invalid_parameter(
        "Table KeySchema does not have a range key, which is required when specifying a "
        "LocalSecondaryIndex");
  }
  if (globals && globals->empty()) {
    return invalid_parameter("List of GlobalSecondaryIndexes is empty");
  }
  for (std::size_t i = 0; locals && i < locals->size(); ++i) {
    const std::string member =
        "localSecondaryIndexes." + std::to_string(i + 1) + ".member.keySchema";
    if (auto refusal = check_element_count((*locals)[i].KeySchema, member)) return refusal;
  }
  return std::nullopt;
}

// Exactly the attributes of keys are defined.
Refusal check_definitions(const CreateTableInput& input) {
  const AttributeDefinitions& definitions = *input.AttributeDefinitions;
  KeyElements used;
  const auto use = [&](const KeyElements& keys) -> Refusal {
    for (const auto& key : keys) {
      if (std::ranges::count(used, key.AttributeName, &KeySchemaElement::AttributeName) == 0) {
        used.push_back(key);
      }
    }
    return check_keys_defined(keys, definitions);
  };
  use(*input.KeySchema);
  const auto use_all = [&](const auto& indexes) -> Refusal {
    if (!indexes) return std::nullopt;
    for (const auto& index : *indexes) {
      if (auto refusal = use(index.KeySchema)) return refusal;
    }
    return std::nullopt;
  };
  if (auto refusal = use_all(input.LocalSecondaryIndexes)) return refusal;
  if (auto refusal = use_all(input.GlobalSecondaryIndexes)) return refusal;
  if (used.size() == definitions.size()) return std::nullopt;
  if (!input.LocalSecondaryIndexes && !input.GlobalSecondaryIndexes) {
    return invalid_parameter(
        "Number of attributes in KeySchema does not exactly match number of attributes defined in "
        "AttributeDefinitions");
  }
  return invalid_parameter("Some AttributeDefinitions are not used. AttributeDefinitions: " +
                           names_of(definitions) + ", keys used: " + names_of(used));
}

}  // namespace

Refusal check_key_elements(const KeyElements& keys) {
  if (auto refusal = check_element_count(keys, "keySchema")) return refusal;
  if (keys.size() > 1 && keys[0].AttributeName == keys[1].AttributeName) {
    return ValidationException(
        "Both the Hash Key and the Range Key element in the KeySchema have the same name");
  }
  if (keys[0].KeyType != values::KeyType::HASH) {
    return ValidationException(
        "Invalid KeySchema: The first KeySchemaElement is not a HASH key type");
  }
  if (keys.size() > 1 && keys[1].KeyType != values::KeyType::RANGE) {
    return ValidationException(
        "Invalid KeySchema: The second KeySchemaElement is not a RANGE key type");
  }
  return std::nullopt;
}

Refusal check_keys_defined(const KeyElements& keys, const AttributeDefinitions& definitions) {
  if (std::ranges::all_of(keys, [&](const auto& key) { return is_defined(key, definitions); })) {
    return std::nullopt;
  }
  return invalid_parameter(
      "Some index key attributes are not defined in AttributeDefinitions. Keys: " + names_of(keys) +
      ", AttributeDefinitions: " + names_of(definitions));
}

Refusal check_projection(const aws::dynamodb::Projection& projection) {
  namespace types = values::ProjectionType;
  if (!projection.ProjectionType) return invalid_parameter("Unknown ProjectionType: null");
  const std::string& type = *projection.ProjectionType;
  if (!projection.NonKeyAttributes) {
    if (type != types::INCLUDE) return std::nullopt;
    return invalid_parameter("ProjectionType is INCLUDE, but NonKeyAttributes is not specified");
  }
  if (type != types::INCLUDE) {
    return invalid_parameter("ProjectionType is " + type + ", but NonKeyAttributes is specified");
  }
  std::set<std::string_view> seen;
  for (const auto& attribute : *projection.NonKeyAttributes) {
    if (!seen.insert(attribute).second) {
      return invalid_parameter("Duplicate element in NonKeyAttributes: " + attribute);
    }
  }
  return std::nullopt;
}

std::size_t count_projected(const std::optional<aws::dynamodb::Projection>& projection) {
  return projection && projection->NonKeyAttributes ? projection->NonKeyAttributes->size() : 0;
}

Refusal check_projected_count(std::size_t projected) {
  if (projected <= kMaxProjectedAttributes) return std::nullopt;
  return invalid_parameter("Number of NonKeyAttributes of all indexes exceeds per-table limit of " +
                           std::to_string(kMaxProjectedAttributes));
}

Refusal check_global_keys(const std::string& index, const KeyElements& keys) {
  bool has_several = false;
  for (const auto& kind : {values::KeyType::HASH, values::KeyType::RANGE}) {
    const auto count = std::ranges::count(keys, kind, &KeySchemaElement::KeyType);
    if (count > kMaxGlobalKeysOfAKind) {
      return invalid_parameter("The KeySchema exceeds the maximum allowed number of " +
                               std::string(kind) + " key attributes");
    }
    has_several = has_several || count > 1;
  }
  if (!has_several || keys.front().KeyType != values::KeyType::HASH) return std::nullopt;
  return ValidationException("The KeySchema of index " + index +
                             " has several HASH or RANGE attributes: Bellwether supports global "
                             "secondary indexes with one of each");
}

Refusal check_indexes(const CreateTableInput& input) {
  if (auto refusal = check_lists(input)) return refusal;
  if (auto refusal = check_definitions(input)) return refusal;
  const bool is_on_demand = input.BillingMode == values::BillingMode::PAY_PER_REQUEST;
  const AttributeDefinitions& definitions = *input.AttributeDefinitions;
  std::set<std::string_view> names;
  std::size_t projected = 0;
  const auto note = [&](const auto& index) -> Refusal {
    projected += count_projected(index.Projection);
    if (names.insert(index.IndexName).second) return std::nullopt;
    return invalid_parameter("Duplicate index name: " + index.IndexName);
  };
  if (const auto& locals = input.LocalSecondaryIndexes) {
    for (const auto& index : *locals) {
      const std::string& table_hash = input.KeySchema->front().AttributeName;
      if (auto refusal = check_local(index, table_hash, definitions)) return refusal;
      if (auto refusal = note(index)) return refusal;
    }
    if (locals->size() > kMaxLocalIndexes) {
      return invalid_parameter("Number of LocalSecondaryIndexes exceeds per-table limit of " +
                               std::to_string(kMaxLocalIndexes));
    }
  }
  if (const auto& globals = input.GlobalSecondaryIndexes) {
    for (const auto& index : *globals) {
      if (auto refusal = check_global(index, is_on_demand, definitions)) return refusal;
      if (auto refusal = note(index)) return refusal;
    }
    if (globals->size() > kMaxGlobalIndexes) {
      return invalid_parameter("GlobalSecondaryIndex count exceeds the per-table limit of " +
                               std::to_string(kMaxGlobalIndexes));
    }
  }
  return check_projected_count(projected);
}

}  // namespace bellwether::cloud::dynamodb
