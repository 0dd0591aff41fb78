#include "bellwether/log.h"

#include <cstdlib>
#include <limits>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "runtime/fake_runtime_api.h"
#include "runtime/log_sink.h"

namespace bellwether::log {
namespace {

class LogTest : public ::testing::Test {
 protected:
  void configure(const char* format, const char* level) {
    setenv("AWS_LAMBDA_LOG_FORMAT", format, 1);
    setenv("AWS_LAMBDA_LOG_LEVEL", level, 1);
    configure_from_environment();
  }
  ~LogTest() override {
    unsetenv("AWS_LAMBDA_LOG_FORMAT");
    unsetenv("AWS_LAMBDA_LOG_LEVEL");
    configure_from_environment();
    set_request_id("");
  }
  bellwether::testing::CapturedLog log_;
};

TEST_F(LogTest, writes_text_with_time_and_request) {
  configure("Text", "");
  set_request_id("id-1");
  info("a sheep came in", {{"tattoo", 42U}, {"weight", "80 kg"}, {"new", true}, {"delta", -1}});
  EXPECT_THAT(log_.text(),
              ::testing::MatchesRegex(
                  "\\[INFO\\]\t20[0-9-]+T[0-9:]+\\.[0-9][0-9][0-9]Z\tid-1\ta sheep came in "
                  "tattoo=42 weight=80 kg new=true delta=-1\n"));
}

TEST_F(LogTest, writes_json_that_escapes) {
  configure("JSON", "INFO");
  set_request_id("id-1");
  warn("a \"wolf\"\n", {{"count", 2}, {"name", "a\tb"}, {"tame", false}});
  EXPECT_THAT(log_.text(),
              ::testing::MatchesRegex(
                  R"(\{"timestamp":"20[^"]+Z","level":"WARN","message":"a \\"wolf\\"\\n",)"
                  R"("requestId":"id-1","count":2,"name":"a\\tb","tame":false\}.)"));
}

TEST_F(LogTest, writes_decimals) {
  const Fields fields = {{"seconds", 1.5},
                         {"tiny", 1e-30},
                         {"half", 0.5F},
                         {"none", std::numeric_limits<double>::quiet_NaN()},
                         {"endless", -std::numeric_limits<double>::infinity()}};
  configure("Text", "");
  info("x", fields);
  EXPECT_THAT(log_.text(), ::testing::EndsWith(
                               "x seconds=1.5 tiny=1e-30 half=0.5 none=NaN endless=-Infinity\n"));
  configure("JSON", "");
  info("x", fields);
  EXPECT_THAT(log_.text(),
              ::testing::EndsWith(
                  R"("seconds":1.5,"tiny":1e-30,"half":0.5,"none":"NaN","endless":"-Infinity"})"
                  "\n"));
}

TEST_F(LogTest, gives_no_member_twice) {
  configure("JSON", "");
  set_request_id("id-1");
  info("x", {{"level", 3}, {"message", "y"}, {"timestamp", "now"}, {"requestId", "z"}});
  EXPECT_THAT(log_.text(),
              ::testing::EndsWith(R"("level":"INFO","message":"x","requestId":"id-1","level_":3,)"
                                  R"("message_":"y","timestamp_":"now","requestId_":"z"})"
                                  "\n"));
}

TEST_F(LogTest, keeps_a_text_with_newlines_within_one_event) {
  configure("Text", "");
  info("a\nb", {{"c", "d\ne"}});
  EXPECT_THAT(log_.text(), ::testing::EndsWith("\ta\rb c=d\re\n"));
}

TEST_F(LogTest, leaves_out_what_is_below_the_level) {
  configure("JSON", "ERROR");
  warn("no");
  EXPECT_EQ(log_.text(), "");
  EXPECT_FALSE(enabled(Level::warn));
  EXPECT_TRUE(enabled(Level::fatal));
  configure("Text", "TRACE");
  trace("yes");
  EXPECT_NE(log_.text(), "");
}

TEST_F(LogTest, keeps_an_errors_stack_within_one_event) {
  FunctionError failure("Type", "two\nlines");
  failure.stack = {"0x1", "0x2"};
  failure.causes = {{"Inner", "deep"}};
  configure("Text", "INFO");
  write_error(failure);
  EXPECT_THAT(log_.text(), ::testing::HasSubstr(
                               "\tType: two\rlines\r\tat 0x1\r\tat 0x2\rCaused by: Inner: deep\n"));
  configure("JSON", "INFO");
  write_error(failure);
  EXPECT_THAT(log_.text(),
              ::testing::HasSubstr(
                  R"("errorType":"Type","errorMessage":"two\nlines","stackTrace":["0x1","0x2"],)"
                  R"("cause":{"errorType":"Inner","errorMessage":"deep"}})"));
}

}  // namespace
}  // namespace bellwether::log
