// Costs as columns of a table and as JSON, the same for every comparison: for both architectures
// what an invocation costs, what 100 million of them do, and how many times less the first costs.
#pragma once

#include <string>
#include <vector>

#include "aws/json/writer.h"
#include "lab/cost.h"
#include "lab/table.h"

namespace bellwether::lab {

// "0.202", "20.21", "1,234"
std::string dollars(double usd);

std::vector<Table::Column> cost_columns();
// `one` and `first` are single invocations; `first` is null in its own row.
std::vector<Cell> cost_cells(const Usage& one, const Usage* first, FreeTier free_tier);
// The same columns for GB-seconds alone that somebody else told, of 100 million on x86_64.
std::vector<Cell> cost_cells_of_compute(double usd, const double* first_usd);

// How to read the columns, and where the prices are from. Sentences.
std::string cost_legend(FreeTier free_tier);

// An object: by architecture the cost of `one` invocation, and of 100 million.
void write_cost(aws::json::Writer& json, const Usage& one, FreeTier free_tier);
// An object: the table of prices.
void write_prices(aws::json::Writer& json, FreeTier free_tier);

}  // namespace bellwether::lab
