#include "lab/collect.h"

#include <thread>

namespace bellwether::lab {
namespace {

constexpr auto pause = std::chrono::milliseconds(50);

// CloudWatch answers at most 10,000 events a page; a page may be empty while a token says that more
// is to be searched.
// https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_FilterLogEvents.html
constexpr std::int32_t events_per_page = 10'000;
// A million reports: a bound for a service that never ends its pages.
constexpr int most_pages = 1'000;

aws::Result<std::vector<Report>> read_all(const FilterLogEvents& filter,
                                          const Collection& collection) {
  aws::logs::FilterLogEventsRequest request{
      .logGroupName = "/aws/lambda/" + collection.function,
      .startTime = collection.since.time_since_epoch().count(),
      .filterPattern = "REPORT",
      .limit = events_per_page,
  };
  std::vector<Report> reports;
  for (int page = 0; page < most_pages; ++page) {
    auto answer = filter(request);
    if (!answer) {
      if (answer.error().code == "ResourceNotFoundException") return reports;
      return aws::fail(answer.error());
    }
    if (answer->events) {
      for (const auto& event : *answer->events) {
        if (auto report = parse_report(event.message.value_or(""))) reports.push_back(*report);
      }
    }
    if (!answer->nextToken || answer->nextToken->empty()) return reports;
    request.nextToken = std::move(answer->nextToken);
  }
  return aws::fail({.code = "TooManyPages",
                    .message = "FilterLogEvents of " + *request.logGroupName + " does not end"});
}

}  // namespace

aws::Result<std::vector<Report>> collect_reports(const FilterLogEvents& filter,
                                                 const Collection& collection) {
  const auto give_up = std::chrono::steady_clock::now() + collection.patience;
  while (true) {
    auto reports = read_all(filter, collection);
    if (!reports || reports->size() >= collection.expected ||
        std::chrono::steady_clock::now() >= give_up) {
      return reports;
    }
    std::this_thread::sleep_for(pause);
  }
}

}  // namespace bellwether::lab
