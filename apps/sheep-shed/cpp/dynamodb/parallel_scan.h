// Scan as DynamoDB means large tables to be read: in segments side by side, each page by page.
#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "aws/core/error.h"
#include "aws/dynamodb/client.h"

namespace sheep_shed {

// One segment for each 100,000 items, at least one. DynamoDB brings ItemCount up to date about
// every six hours, so it is good for choosing the segments and for nothing else.
// https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TableDescription.html
std::int32_t segments_for(std::int64_t item_count);

// Sees each page. Called from several threads at once; an error ends the scan.
using PageVisitor =
    std::function<bellwether::aws::Result<void>(const bellwether::aws::dynamodb::ScanOutput&)>;

// `request` says what to scan; its segments are set here. The first error of any segment is the
// answer, and the other segments then stop at their next page.
bellwether::aws::Result<void> parallel_scan(const bellwether::aws::dynamodb::Client& client,
                                            const bellwether::aws::dynamodb::ScanInput& request,
                                            const PageVisitor& visit);

}  // namespace sheep_shed
