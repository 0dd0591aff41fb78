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
                                                        const std::string& table, double units,
                                                        const std::vector<IndexUnits>& indexes) {
  namespace values = aws::dynamodb::values::ReturnConsumedCapacity;
  if (!wanted || *wanted == values::NONE) return std::nullopt;
  aws::dynamodb::ConsumedCapacity capacity;
  capacity.TableName = table;
  double total = units;
  for (const auto& index : indexes) total += index.units;
  capacity.CapacityUnits = total;
  if (*wanted == values::INDEXES) {
    capacity.Table.emplace().CapacityUnits = units;
    for (const auto& index : indexes) {
      auto& kind = index.kind == Index::Kind::local ? capacity.LocalSecondaryIndexes
                                                    : capacity.GlobalSecondaryIndexes;
      if (!kind) kind.emplace();
      auto& counted = (*kind)[index.name].CapacityUnits;
      counted = counted.value_or(0) + index.units;
    }
  }
  return capacity;
}

void CapacityByTable::add(const std::string& table, double units,
                          std::span<const IndexUnits> indexes) {
  Units& counted = units_[table];
  counted.table += units;
  counted.indexes.insert(counted.indexes.end(), indexes.begin(), indexes.end());
}

std::optional<std::vector<aws::dynamodb::ConsumedCapacity>> CapacityByTable::result() && {
  std::vector<aws::dynamodb::ConsumedCapacity> all;
  for (const auto& [table, units] : units_) {
    auto capacity = consumed(wanted_, table, units.table, units.indexes);
    if (!capacity) return std::nullopt;
    if (detail_ == Detail::reads) capacity->ReadCapacityUnits = capacity->CapacityUnits;
    if (detail_ == Detail::writes) capacity->WriteCapacityUnits = capacity->CapacityUnits;
    all.push_back(std::move(*capacity));
  }
  return all;
}

}  // namespace bellwether::cloud::dynamodb
