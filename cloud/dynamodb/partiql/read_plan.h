// How a SELECT reads: a few ranges of keys one after another, or everything.
//
// AWS makes a Query of each partition key, and of each sort key or range of them, that the WHERE
// gives by itself, and a Scan of a WHERE that does not give the partition key.
// https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ql-reference.select.html
#pragma once

#include <optional>
#include <vector>

#include "aws/core/error.h"
#include "cloud/core/context.h"
#include "cloud/dynamodb/expression/condition.h"
#include "cloud/dynamodb/operations/item_page.h"
#include "cloud/dynamodb/partiql/compile.h"
#include "cloud/dynamodb/table.h"

namespace bellwether::cloud::dynamodb::partiql {

struct PlannedRead {
  KeyRange range;
  std::optional<expression::Condition> filter;
  AttributeValue partition;  // where the plan is keyed
  bool one_item = false;     // the whole key is given, and nothing else is asked
};

struct ReadPlan {
  const Index* index = nullptr;
  std::vector<PlannedRead> reads;  // in the order in which they are made; they do not overlap
  bool keyed = false;
  bool forward = true;
  bool fetches_items = false;  // from the table, what a local index does not have

  bool is_one_item() const { return !index && reads.size() == 1 && reads.front().one_item; }
};

// Refers to the table.
aws::Result<ReadPlan> plan_read(const Scope& scope, const Compiled& select, const Table& table,
                                bool consistent);

}  // namespace bellwether::cloud::dynamodb::partiql
