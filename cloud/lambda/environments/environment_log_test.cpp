#include "cloud/lambda/environments/environment_log.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace bellwether::cloud::lambda {
namespace {

using namespace std::string_view_literals;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

class Kept final : public logs::LogSink {
 public:
  void append(const Scope&, std::string_view, std::string_view,
              std::vector<logs::LogLine> lines) override {
    for (logs::LogLine& line : lines) {
      EXPECT_GE(line.time, last);
      last = line.time;
      messages.push_back(std::move(line.message));
    }
  }
  std::vector<std::string> messages;
  aws::Timestamp last;
};

// As a runtime sends it; stamped long before it is read.
std::string frame(std::string_view message) {
  std::string bytes("\xa5\x5a\x00\x03\x00\x00\x00"sv);
  bytes.push_back(static_cast<char>(message.size()));
  return bytes.append(7, '\0').append("\x01").append(message);
}

constexpr auto mark = "\xa5\x5a\x00\x03\n"sv;

class LogOfAnEnvironment : public ::testing::Test {
 protected:
  std::vector<std::string> written() {
    log.flush();
    return std::exchange(sink.messages, {});
  }

  Kept sink;
  ManualClock clock{aws::Timestamp{std::chrono::milliseconds{1795248000000}}};
  FunctionSpec spec;
  EnvironmentLog log{sink, clock, spec, "stream"};
};

TEST_F(LogOfAnEnvironment, Puts_records_where_their_marks_are_however_late_it_is_read) {
  log.frames(frame("first\nrecord\n") + frame("second\nrecord\n"));
  log.output("before\n");
  log.output(mark);
  log.output("between\n");
  log.output(mark.substr(0, 2));
  log.output(mark.substr(2));
  log.output("after\n");
  EXPECT_THAT(written(), ElementsAre("before\n", "first\nrecord\n", "between\n", "second\nrecord\n",
                                     "after\n"));
}

TEST_F(LogOfAnEnvironment, Ends_a_begun_line_where_a_record_comes) {
  log.frames(frame("a\nb\n"));
  log.output("begun");
  log.output(mark);
  log.output("went on\n");
  EXPECT_THAT(written(), ElementsAre("begun\n", "a\nb\n", "went on\n"));
}

TEST_F(LogOfAnEnvironment, Does_not_wait_for_marks_beyond_the_invocation) {
  log.frames(frame("a\nb\n"));
  log.output("printed\n");
  log.platform("END");
  log.output(mark);
  log.output("later\n");
  EXPECT_THAT(written(), ElementsAre("printed\n", "a\nb\n", "END\n", "later\n"));
}

TEST_F(LogOfAnEnvironment, Takes_a_mark_without_a_record_for_what_was_printed) {
  log.output(mark);
  EXPECT_THAT(written(), ElementsAre(std::string(mark)));
}

TEST_F(LogOfAnEnvironment, Forgets_what_another_process_began) {
  log.frames(frame("a\nb\n").substr(0, 18));
  log.platform("END");
  log.begin_process();
  log.frames(frame("c\nd\n"));
  log.output(mark);
  EXPECT_THAT(written(), ElementsAre("END\n", "c\nd\n"));
}

TEST_F(LogOfAnEnvironment, Writes_what_is_no_frame_as_it_is) {
  log.frames("just text that somebody wrote\n");
  log.complete();
  EXPECT_THAT(written(), ElementsAre("just text that somebody wrote\n"));
}

TEST_F(LogOfAnEnvironment, Keeps_few_records_that_have_no_marks) {
  const std::string many = frame(std::string(200, 'x'));
  for (int i = 0; i < 20'000; ++i) log.frames(many);
  EXPECT_GT(written().size(), 8000U);
}

}  // namespace
}  // namespace bellwether::cloud::lambda
