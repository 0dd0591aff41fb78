// Making and changing a table's definition: what is kept, and what is described, of a request that
// was checked.
#pragma once

#include <cstdint>
#include <optional>

#include "aws/core/types.h"
#include "aws/dynamodb/model.h"
#include "cloud/core/clock.h"
#include "cloud/core/context.h"
#include "cloud/dynamodb/operations/check_index.h"
#include "cloud/dynamodb/table.h"

namespace bellwether::cloud::dynamodb {

// Keys are made of defined attributes.
KeySchema key_schema(const KeyElements& elements, const AttributeDefinitions& definitions);

// The table itself, without indexes, stream and number.
TableDefinition define_table(const aws::dynamodb::CreateTableInput& input, const Scope& scope,
                             aws::Timestamp now, Random& random);

// After the table's AttributeDefinitions have the attributes of its key. `number` is the index's.
void add_index(TableDefinition& definition, const aws::dynamodb::LocalSecondaryIndex& index,
               std::uint64_t number);
Index& add_index(TableDefinition& definition, const aws::dynamodb::GlobalSecondaryIndex& index,
                 std::uint64_t number);
// A global one, and the definitions of attributes that no other key has.
void remove_index(TableDefinition& definition, const std::string& name);

// How a table that is encrypted with a key of the customer's account is described.
std::optional<aws::dynamodb::SSEDescription> describe_encryption(
    const std::optional<aws::dynamodb::SSESpecification>& encryption, const Scope& scope);

// A policy gets a new revision whenever its text changes: the time, as AWS's do.
void set_policy(TableDefinition& definition, const std::string& policy, aws::Timestamp now);

}  // namespace bellwether::cloud::dynamodb
