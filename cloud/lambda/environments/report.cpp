#include "cloud/lambda/environments/report.h"

#include <fmt/format.h>

#include "aws/json/writer.h"

namespace bellwether::cloud::lambda {
namespace {

double milliseconds(Duration duration) {
  return std::chrono::duration<double, std::milli>(duration).count();
}

std::string_view name(Status status) {
  switch (status) {
    case Status::success:
      return "success";
    case Status::error:
      return "error";
    case Status::timeout:
      return "timeout";
  }
  return "error";
}

std::string_view name(Phase phase) {
  return phase == Phase::init ? "init" : "invoke";
}

// The tail that lines of failures have.
std::string failure(Status status, const std::string& error_type) {
  if (status == Status::success) return {};
  std::string text = fmt::format("\tStatus: {}", name(status));
  if (!error_type.empty()) text += fmt::format("\tError Type: {}", error_type);
  return text;
}

std::string json_failure(const std::string& error_type) {
  return error_type.empty() ? std::string{}
                            : fmt::format(R"(,"errorType":{})", aws::json::quote(error_type));
}

// https://docs.aws.amazon.com/lambda/latest/dg/telemetry-schema-reference.html#TraceContext
std::string json_tracing(const std::optional<Segment>& segment) {
  if (!segment) return {};
  std::string header = "Root=" + segment->trace_id;
  if (!segment->parent_id.empty()) header += ";Parent=" + segment->parent_id;
  return fmt::format(R"(,"tracing":{{"spanId":"{}","type":"X-Amzn-Trace-Id","value":{}}})",
                     segment->id, aws::json::quote(header + ";Sampled=1"));
}

// https://docs.aws.amazon.com/lambda/latest/dg/telemetry-schema-reference.html
std::string record(std::string_view type, std::string_view inside, aws::Timestamp now) {
  return fmt::format(R"({{"time":"{}","type":"platform.{}","record":{{{}}}}})", iso_time(now), type,
                     inside);
}

}  // namespace

std::int64_t billed_milliseconds(const InvocationReport& report) {
  Duration duration = report.duration;
  if (report.billed_limit && *report.billed_limit < duration) duration = *report.billed_limit;
  duration += report.init_duration.value_or(Duration{});
  return std::chrono::ceil<std::chrono::milliseconds>(duration).count();
}

std::string init_start_line(const ReportSubject& subject, Phase phase, aws::Timestamp now) {
  if (subject.format == LogFormat::text) {
    return fmt::format("INIT_START Runtime Version: {}\tRuntime Version ARN: {}",
                       subject.runtime_version, subject.runtime_version_arn);
  }
  return record("initStart",
                fmt::format(R"("initializationType":"on-demand","phase":"{}",)"
                            R"("runtimeVersion":{},"runtimeVersionArn":{},"functionName":{},)"
                            R"("functionVersion":{})",
                            name(phase), aws::json::quote(subject.runtime_version),
                            aws::json::quote(subject.runtime_version_arn),
                            aws::json::quote(subject.function_name),
                            aws::json::quote(subject.function_version)),
                now);
}

std::string start_line(const ReportSubject& subject, std::string_view request_id,
                       const std::optional<Segment>& segment, aws::Timestamp now) {
  if (subject.format == LogFormat::text) {
    return fmt::format("START RequestId: {} Version: {}", request_id, subject.function_version);
  }
  return record("start",
                fmt::format(R"("requestId":"{}","functionArn":{},"version":{}{})", request_id,
                            aws::json::quote(subject.function_arn),
                            aws::json::quote(subject.function_version), json_tracing(segment)),
                now);
}

std::string end_line(const ReportSubject&, std::string_view request_id) {
  return fmt::format("END RequestId: {}", request_id);
}

std::string report_line(const ReportSubject& subject, const InvocationReport& report,
                        aws::Timestamp now) {
  const std::int64_t billed = billed_milliseconds(report);
  if (subject.format == LogFormat::text) {
    std::string line = fmt::format(
        "REPORT RequestId: {}\tDuration: {:.2f} ms\tBilled Duration: {} ms\tMemory Size: {} MB\t"
        "Max Memory Used: {} MB\t",
        report.request_id, milliseconds(report.duration), billed, subject.memory_mib,
        report.max_memory_mib);
    if (report.init_duration) {
      line += fmt::format("Init Duration: {:.2f} ms\t", milliseconds(*report.init_duration));
    }
    // What follows a failure's status takes the place of the last tab.
    if (const std::string tail = failure(report.status, report.error_type); !tail.empty()) {
      line.pop_back();
      line += tail;
    }
    if (report.segment) {
      line += fmt::format("\nXRAY TraceId: {}\tSegmentId: {}\tSampled: true\t",
                          report.segment->trace_id, report.segment->id);
    }
    return line;
  }
  std::string metrics = fmt::format(
      R"("durationMs":{:.3f},"billedDurationMs":{},"memorySizeMB":{},"maxMemoryUsedMB":{})",
      milliseconds(report.duration), billed, subject.memory_mib, report.max_memory_mib);
  if (report.init_duration) {
    metrics += fmt::format(R"(,"initDurationMs":{:.3f})", milliseconds(*report.init_duration));
  }
  return record("report",
                fmt::format(R"("requestId":"{}","metrics":{{{}}},"status":"{}"{}{})",
                            report.request_id, metrics, name(report.status),
                            json_failure(report.error_type), json_tracing(report.segment)),
                now);
}

std::string init_report_line(const ReportSubject& subject, const InitReport& report,
                             aws::Timestamp now) {
  if (subject.format == LogFormat::text) {
    return fmt::format("INIT_REPORT Init Duration: {:.2f} ms\tPhase: {}{}",
                       milliseconds(report.duration), name(report.phase),
                       failure(report.status, report.error_type));
  }
  return record("initReport",
                fmt::format(R"("initializationType":"on-demand","phase":"{}","status":"{}"{},)"
                            R"("metrics":{{"durationMs":{:.3f}}})",
                            name(report.phase), name(report.status),
                            json_failure(report.error_type), milliseconds(report.duration)),
                now);
}

std::string runtime_done_line(const InvocationReport& report, aws::Timestamp now) {
  return record(
      "runtimeDone",
      fmt::format(R"("requestId":"{}","status":"{}"{},"metrics":{{"durationMs":{:.3f}}}{})",
                  report.request_id, name(report.status), json_failure(report.error_type),
                  milliseconds(report.duration), json_tracing(report.segment)),
      now);
}

std::string init_runtime_done_line(const InitReport& report, aws::Timestamp now) {
  return record(
      "initRuntimeDone",
      fmt::format(R"("initializationType":"on-demand","phase":"{}","status":"{}"{})",
                  name(report.phase), name(report.status), json_failure(report.error_type)),
      now);
}

std::string warning_line(const ReportSubject& subject, std::string_view text, aws::Timestamp now) {
  if (subject.format == LogFormat::text) {
    return fmt::format("[WARNING]\t{}\t\tLAMBDA_WARNING: {}", iso_time(now), text);
  }
  return fmt::format(R"({{"timestamp":"{}","level":"WARN","message":{}}})", iso_time(now),
                     aws::json::quote(fmt::format("LAMBDA_WARNING: {}", text)));
}

std::string timeout_line(std::string_view request_id, std::chrono::seconds timeout,
                         aws::Timestamp now) {
  return fmt::format("{} {} Task timed out after {:.2f} seconds", iso_time(now), request_id,
                     static_cast<double>(timeout.count()));
}

std::string log_stream_name(std::string_view version, std::string_view hex, aws::Timestamp now) {
  const std::chrono::year_month_day date{std::chrono::floor<std::chrono::days>(now)};
  return fmt::format("{:04}/{:02}/{:02}/[{}]{}", static_cast<int>(date.year()),
                     static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                     version, hex);
}

std::string iso_time(aws::Timestamp time) {
  const auto day = std::chrono::floor<std::chrono::days>(time);
  const std::chrono::year_month_day date{day};
  const std::chrono::hh_mm_ss clock{time - day};
  return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:03}Z", static_cast<int>(date.year()),
                     static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                     clock.hours().count(), clock.minutes().count(), clock.seconds().count(),
                     clock.subseconds().count());
}

}  // namespace bellwether::cloud::lambda
