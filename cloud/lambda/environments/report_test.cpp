#include "cloud/lambda/environments/report.h"

#include <gtest/gtest.h>

namespace bellwether::cloud::lambda {
namespace {

using namespace std::chrono_literals;

constexpr aws::Timestamp moment{std::chrono::milliseconds{1795248000123}};  // 2026-11-21 08:00 UTC

ReportSubject text_subject() {
  return {.format = LogFormat::text,
          .function_name = "shed",
          .function_arn = "arn:aws:lambda:us-east-1:000000000000:function:shed",
          .runtime_version = "python:3.13.v1",
          .runtime_version_arn = "arn:aws:lambda:us-east-1::runtime:abc",
          .memory_mib = 128};
}

InvocationReport report() {
  return {.request_id = "5f1b7f0a-0b4e-4b5c-9a39-2f2a6a3a8f3e",
          .duration = 12'340us,
          .init_duration = {},
          .billed_limit = 3s,
          .max_memory_mib = 18,
          .status = Status::success,
          .error_type = {}};
}

TEST(Report, Writes_AWSs_lines) {
  const auto subject = text_subject();
  EXPECT_EQ(init_start_line(subject, Phase::init, moment),
            "INIT_START Runtime Version: python:3.13.v1\tRuntime Version ARN: "
            "arn:aws:lambda:us-east-1::runtime:abc");
  EXPECT_EQ(start_line(subject, "id", std::nullopt, moment),
            "START RequestId: id Version: $LATEST");
  EXPECT_EQ(end_line(subject, "id"), "END RequestId: id");
  EXPECT_EQ(report_line(subject, report(), moment),
            "REPORT RequestId: 5f1b7f0a-0b4e-4b5c-9a39-2f2a6a3a8f3e\tDuration: 12.34 ms\t"
            "Billed Duration: 13 ms\tMemory Size: 128 MB\tMax Memory Used: 18 MB\t");
}

TEST(Report, Bills_the_init_of_a_cold_start_and_rounds_up_once) {
  // From AWS's own lines: 18.45 + 1.44 is billed as 20, 1293.83 + 1049.63 as 2344.
  auto cold = report();
  cold.duration = 1'440us;
  cold.init_duration = 18'450us;
  EXPECT_EQ(billed_milliseconds(cold), 20);
  EXPECT_TRUE(report_line(text_subject(), cold, moment)
                  .ends_with("\tMax Memory Used: 18 MB\tInit Duration: 18.45 ms\t"));
  cold.duration = 1'293'830us;
  cold.init_duration = 1'049'630us;
  EXPECT_EQ(billed_milliseconds(cold), 2344);
}

TEST(Report, Bills_a_whole_millisecond_as_one) {
  auto exact = report();
  exact.duration = 1ms;
  EXPECT_EQ(billed_milliseconds(exact), 1);
  exact.duration = 1ms + 1ns;
  EXPECT_EQ(billed_milliseconds(exact), 2);
}

TEST(Report, Bills_no_more_than_the_timeout) {
  auto late = report();
  late.duration = 3'008'470us;
  late.status = Status::timeout;
  EXPECT_EQ(billed_milliseconds(late), 3000);
  const std::string line = report_line(text_subject(), late, moment);
  EXPECT_NE(line.find("Duration: 3008.47 ms\tBilled Duration: 3000 ms\t"), std::string::npos);
  EXPECT_TRUE(line.ends_with("\tMax Memory Used: 18 MB\tStatus: timeout"));
}

TEST(Report, Names_the_type_of_a_failure) {
  auto failed = report();
  failed.status = Status::error;
  failed.error_type = "Runtime.InvalidEntrypoint";
  EXPECT_TRUE(report_line(text_subject(), failed, moment)
                  .ends_with(" MB\tStatus: error\tError Type: Runtime.InvalidEntrypoint"));
  EXPECT_EQ(init_report_line(text_subject(),
                             {.duration = 1'236'040us,
                              .phase = Phase::init,
                              .status = Status::timeout,
                              .error_type = {}},
                             moment),
            "INIT_REPORT Init Duration: 1236.04 ms\tPhase: init\tStatus: timeout");
}

TEST(Report, Writes_JSON_records) {
  auto subject = text_subject();
  subject.format = LogFormat::json;
  auto cold = report();
  cold.init_duration = 100ms;
  EXPECT_EQ(report_line(subject, cold, moment),
            R"({"time":"2026-11-21T08:00:00.123Z","type":"platform.report","record":)"
            R"({"requestId":"5f1b7f0a-0b4e-4b5c-9a39-2f2a6a3a8f3e","metrics":{"durationMs":12.340,)"
            R"("billedDurationMs":113,"memorySizeMB":128,"maxMemoryUsedMB":18,)"
            R"("initDurationMs":100.000},"status":"success"}})");
}

TEST(Report, Names_the_trace_of_what_is_sampled) {
  auto traced = report();
  traced.segment = {.trace_id = "1-6a507b87-0cc4438344b48ef127ab1931",
                    .id = "d0025b207c551fde",
                    .parent_id = "0efbd19962d95b05"};
  const std::string_view xray =
      "\nXRAY TraceId: 1-6a507b87-0cc4438344b48ef127ab1931\tSegmentId: d0025b207c551fde\t"
      "Sampled: true\t";
  EXPECT_TRUE(report_line(text_subject(), traced, moment)
                  .ends_with("\tMax Memory Used: 18 MB\t" + std::string(xray)));
  auto subject = text_subject();
  subject.format = LogFormat::json;
  const std::string_view tracing =
      R"("tracing":{"spanId":"d0025b207c551fde","type":"X-Amzn-Trace-Id","value":)"
      R"("Root=1-6a507b87-0cc4438344b48ef127ab1931;Parent=0efbd19962d95b05;Sampled=1"}}})";
  EXPECT_TRUE(start_line(subject, "id", traced.segment, moment).ends_with(tracing));
  EXPECT_TRUE(report_line(subject, traced, moment).ends_with(tracing));
  EXPECT_TRUE(runtime_done_line(traced, moment).ends_with(tracing));
  traced.status = Status::error;
  traced.error_type = "Runtime.ExitError";
  EXPECT_TRUE(report_line(text_subject(), traced, moment)
                  .ends_with("\tStatus: error\tError Type: Runtime.ExitError" + std::string(xray)));
}

TEST(Report, Warns_as_managed_runtimes_do) {
  EXPECT_EQ(warning_line(text_subject(), "beware", moment),
            "[WARNING]\t2026-11-21T08:00:00.123Z\t\tLAMBDA_WARNING: beware");
  auto subject = text_subject();
  subject.format = LogFormat::json;
  EXPECT_EQ(warning_line(subject, "beware", moment),
            R"({"timestamp":"2026-11-21T08:00:00.123Z","level":"WARN",)"
            R"("message":"LAMBDA_WARNING: beware"})");
}

TEST(Report, Names_streams_and_times) {
  EXPECT_EQ(log_stream_name("$LATEST", "0123", moment), "2026/11/21/[$LATEST]0123");
  EXPECT_EQ(timeout_line("id", 3s, moment),
            "2026-11-21T08:00:00.123Z id Task timed out after 3.00 seconds");
}

}  // namespace
}  // namespace bellwether::cloud::lambda
