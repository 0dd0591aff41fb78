// What every comparison keeps of a load and of its reports, as JSON objects.
#pragma once

#include "aws/json/writer.h"
#include "lab/load.h"
#include "lab/statistics.h"

namespace bellwether::lab {

void write_summary(aws::json::Writer& json, const Summary& summary);
void write_load(aws::json::Writer& json, const LoadResult& load);
void write_reports(aws::json::Writer& json, const FunctionStatistics& reports);

}  // namespace bellwether::lab
