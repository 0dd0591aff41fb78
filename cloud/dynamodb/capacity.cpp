#include "cloud/dynamodb/capacity.h"

#include <algorithm>

namespace bellwether::cloud::dynamodb {

namespace {

constexpr std::size_t kReadUnitBytes = 4096;
constexpr std::size_t kWriteUnitBytes = 1024;

double units(std::size_t bytes, std::size_t unit) {
  return static_cast<double>(std::max<std::size_t>(1, (bytes + unit - 1) / unit));
}

}  // namespace

double read_units(std::size_t bytes, bool consistent) {
  return units(bytes, kReadUnitBytes) * (consistent ? 1.0 : 0.5);
}

double write_units(std::size_t bytes) {
  return units(bytes, kWriteUnitBytes);
}

std::optional<aws::dynamodb::ConsumedCapacity> consumed(const std::optional<std::string>& wanted,
                                                        const std::string& table, double units) {
  namespace values = aws::dynamodb::values::ReturnConsumedCapacity;
  if (!wanted || *wanted == values::NONE) return std::nullopt;
  aws::dynamodb::ConsumedCapacity capacity;
  capacity.TableName = table;
  capacity.CapacityUnits = units;
  if (*wanted == values::INDEXES) capacity.Table.emplace().CapacityUnits = units;
  return capacity;
}

}  // namespace bellwether::cloud::dynamodb
