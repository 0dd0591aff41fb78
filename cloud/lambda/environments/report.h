// The lines that Lambda writes about a function, exactly as Lambda writes them.
//
// Programs read them (Logs Insights, Power Tuning), so tabs and decimals are an interface. Times
// are steady; the caller stamps the lines.
// https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-view.html
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "aws/core/types.h"

namespace bellwether::cloud::lambda {

using Duration = std::chrono::nanoseconds;

enum class LogFormat { text, json };
// How an invocation or an initialisation ended.
enum class Status { success, error, timeout };
// When an initialisation ran: before the first invocation, or within one.
enum class Phase { init, invoke };

// What a traced invocation is to X-Ray.
struct Segment {
  std::string trace_id;  // "1-<time>-<random>"
  std::string id;
  std::string parent_id;  // the caller's, or empty
};

// What the lines of one function say about it.
struct ReportSubject {
  LogFormat format = LogFormat::text;
  std::string function_name;
  std::string function_arn;
  std::string function_version = "$LATEST";
  std::string runtime_version;      // "python:3.13.v14"
  std::string runtime_version_arn;  // "arn:aws:lambda:us-east-1::runtime:<hash>"
  std::int64_t memory_mib = 128;
};

struct InvocationReport {
  std::string request_id;
  Duration duration{};
  // Only on an environment's first invocation whose initialisation came before it.
  std::optional<Duration> init_duration;
  // Time up to the function's timeout, when it was reached.
  std::optional<Duration> billed_limit;
  std::int64_t max_memory_mib = 0;
  Status status = Status::success;
  std::string error_type;
  std::optional<Segment> segment;
};

struct InitReport {
  Duration duration{};
  Phase phase = Phase::init;
  Status status = Status::success;
  std::string error_type;
};

// Duration rounded up to the next millisecond, init included since August 2025.
// https://aws.amazon.com/blogs/compute/aws-lambda-standardizes-billing-for-init-phase/
std::int64_t billed_milliseconds(const InvocationReport& report);

// Each returns one event without its newline: a line, two where a traced invocation is reported; in
// JSON format one platform.* record.
std::string init_start_line(const ReportSubject& subject, Phase phase, aws::Timestamp now);
std::string start_line(const ReportSubject& subject, std::string_view request_id,
                       const std::optional<Segment>& segment, aws::Timestamp now);
std::string end_line(const ReportSubject& subject, std::string_view request_id);
std::string report_line(const ReportSubject& subject, const InvocationReport& report,
                        aws::Timestamp now);
std::string init_report_line(const ReportSubject& subject, const InitReport& report,
                             aws::Timestamp now);
// platform.runtimeDone and platform.initRuntimeDone exist in JSON only.
std::string runtime_done_line(const InvocationReport& report, aws::Timestamp now);
std::string init_runtime_done_line(const InitReport& report, aws::Timestamp now);
// What a developer should know of how a function runs, as AWS's managed runtimes write such.
std::string warning_line(const ReportSubject& subject, std::string_view text, aws::Timestamp now);
// "2026-11-21T08:00:00.000Z <id> Task timed out after 3.00 seconds"
std::string timeout_line(std::string_view request_id, std::chrono::seconds timeout,
                         aws::Timestamp now);

// "2026/11/21/[$LATEST]0123456789abcdef0123456789abcdef"
std::string log_stream_name(std::string_view version, std::string_view hex, aws::Timestamp now);
// "2026-11-21T08:00:00.000Z"
std::string iso_time(aws::Timestamp time);

}  // namespace bellwether::cloud::lambda
