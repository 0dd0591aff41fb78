// ConsumedCapacity by AWS's arithmetic.
// https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/read-write-operations.html
#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <span>
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

// The capacity of a request that may be about several tables.
class CapacityByTable {
 public:
  // Which of ConsumedCapacity's counts are given beside the whole: transactions say them.
  enum class Detail { none, reads, writes };
  explicit CapacityByTable(const std::optional<std::string>& wanted, Detail detail = Detail::none)
      : wanted_(wanted), detail_(detail) {}

  void add(const std::string& table, double units, std::span<const IndexUnits> indexes = {});
  std::optional<std::vector<aws::dynamodb::ConsumedCapacity>> result() &&;

 private:
  struct Units {
    double table = 0;
    std::vector<IndexUnits> indexes;
  };
  const std::optional<std::string>& wanted_;
  const Detail detail_;
  std::map<std::string, Units> units_;
};

}  // namespace bellwether::cloud::dynamodb
