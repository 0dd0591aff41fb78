#include "dynamodb/parallel_scan.h"

#include <algorithm>
#include <atomic>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

namespace sheep_shed {

namespace aws = bellwether::aws;
namespace dynamodb = bellwether::aws::dynamodb;

namespace {

constexpr std::int64_t items_per_segment = 100'000;
constexpr std::int64_t most_segments = 1'000'000;  // DynamoDB's limit for TotalSegments

// Lambda allows 1,024 threads; more than a few dozen only wait for each other at the wire. Segments
// beyond wait for a free thread.
constexpr std::int32_t most_threads = 32;

class SegmentedScan {
 public:
  SegmentedScan(const dynamodb::Client& client, const dynamodb::ScanInput& request,
                const PageVisitor& visit, std::int32_t segments)
      : client_(client), request_(request), visit_(visit), segments_(segments) {}

  aws::Result<void> run() {
    {
      std::vector<std::jthread> others;
      for (std::int32_t i = 1; i < std::min(segments_, most_threads); ++i) {
        others.emplace_back([this] { take_segments(); });
      }
      take_segments();
    }
    if (error_) return aws::fail(*error_);
    return {};
  }

 private:
  void take_segments() {
    for (std::int32_t segment = next_++; segment < segments_; segment = next_++) {
      if (const auto scanned = scan(segment); !scanned) {
        failed_ = true;
        const std::lock_guard lock(mutex_);
        if (!error_) error_ = scanned.error();
      }
    }
  }

  aws::Result<void> scan(std::int32_t segment) {
    dynamodb::ScanInput request = request_;
    request.Segment = segment;
    request.TotalSegments = segments_;
    while (!failed_) {
      auto page = client_.Scan(request);
      if (!page) return aws::fail(page.error());
      if (auto seen = visit_(*page); !seen) return seen;
      if (!page->LastEvaluatedKey || page->LastEvaluatedKey->empty()) break;
      request.ExclusiveStartKey = std::move(page->LastEvaluatedKey);
    }
    return {};
  }

  const dynamodb::Client& client_;
  const dynamodb::ScanInput& request_;
  const PageVisitor& visit_;
  const std::int32_t segments_;

  std::atomic<std::int32_t> next_ = 0;
  std::atomic<bool> failed_ = false;
  std::mutex mutex_;
  std::optional<aws::Error> error_;
};

}  // namespace

std::int32_t segments_for(std::int64_t item_count) {
  const std::int64_t wanted = (item_count + items_per_segment - 1) / items_per_segment;
  return static_cast<std::int32_t>(std::clamp<std::int64_t>(wanted, 1, most_segments));
}

aws::Result<void> parallel_scan(const dynamodb::Client& client, const dynamodb::ScanInput& request,
                                const PageVisitor& visit) {
  const auto described = client.DescribeTable({.TableName = request.TableName});
  if (!described) return aws::fail(described.error());
  const std::int64_t items =
      described->Table ? described->Table->ItemCount.value_or(0) : std::int64_t{0};
  return SegmentedScan(client, request, visit, segments_for(items)).run();
}

}  // namespace sheep_shed
