// ConsumedCapacity by AWS's arithmetic.
// https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/read-write-operations.html
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "aws/dynamodb/model.h"
#include "cloud/dynamodb/index.h"

namespace bellwether::cloud::dynamodb {

// One unit for each 4 KB begun, half of it when an older state would do; at least one.
double read_units(std::size_t bytes, bool consistent);
// One unit for each 1 KB begun, at least one.
double write_units(std::size_t bytes);

struct IndexUnits {
  std::string name;
  Index::Kind kind = Index::Kind::global;
  double units = 0;
};

// What ReturnConsumedCapacity asks for, or nothing: the table's units and those of its indexes.
std::optional<aws::dynamodb::ConsumedCapacity> consumed(
    const std::optional<std::string>& wanted, const std::string& table, double units,
    const std::vector<IndexUnits>& indexes = {});

}  // namespace bellwether::cloud::dynamodb
