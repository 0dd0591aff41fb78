// The REPORT lines of a function, read through CloudWatch Logs as anybody could on AWS.
#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <string>
#include <vector>

#include "aws/core/error.h"
#include "aws/core/types.h"
#include "aws/logs/model.h"
#include "lab/report.h"

namespace bellwether::lab {

// One FilterLogEvents call: a client's, or a test's.
using FilterLogEvents = std::function<aws::Result<aws::logs::FilterLogEventsResponse>(
    const aws::logs::FilterLogEventsRequest&)>;

struct Collection {
  std::string function;
  aws::Timestamp since;
  // Lambda writes its reports after it has answered: so many are waited for, up to `patience`.
  std::size_t expected = 0;
  std::chrono::milliseconds patience{5000};
};

// All reports since then, fewer than expected when patience ran out, in the order of the log. An
// error is the log service's; a log group that does not exist yet counts as an empty one.
aws::Result<std::vector<Report>> collect_reports(const FilterLogEvents& filter,
                                                 const Collection& collection);

}  // namespace bellwether::lab
