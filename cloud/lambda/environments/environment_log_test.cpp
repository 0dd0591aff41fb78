#include "cloud/lambda/environments/environment_log.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "aws/core/utf8.h"

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
  std::string bytes("\xa5\x5a\x00\x03"sv);
  for (const int shift : {24, 16, 8, 0})
    bytes.push_back(static_cast<char>(message.size() >> shift));
  return bytes.append(7, '\0').append("\x01").append(message);
}

// The most bytes of an event.
constexpr std::size_t kEvent = 256 * 1024 - 26;
constexpr auto mark = "\xa5\x5a\x00\x03\n"sv;

class LogOfAnEnvironment : public ::testing::Test {
 protected:
  std::vector<std::string> written() {
    log.flush();
    return std::exchange(sink.messages, {});
  }

  // Of a process that has ended.
  std::vector<std::string> ended() {
    log.complete();
    return written();
  }
  static std::string times(std::size_t count, std::string_view text) {
    std::string made;
    while (count-- > 0) made += text;
    return made;
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
  EXPECT_THAT(written(), ElementsAre(std::string("\xEF\xBF\xBDZ\0\x03\n"sv)));
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

TEST_F(LogOfAnEnvironment, Replaces_bytes_that_are_not_UTF8_in_lines_and_records) {
  log.output("bytes \xFF\xFE\n");
  log.frames(frame("cut \xC3"));
  log.complete();
  EXPECT_EQ(ended(),
            (std::vector<std::string>{"bytes \xEF\xBF\xBD\xEF\xBF\xBD\n", "cut \xEF\xBF\xBD\n"}));
}

TEST_F(LogOfAnEnvironment, Waits_for_the_rest_of_a_character) {
  log.output("caf\xC3");
  log.output("\xA9\n");
  EXPECT_EQ(ended(), (std::vector<std::string>{"caf\xC3\xA9\n"}));
}

TEST_F(LogOfAnEnvironment, Splits_a_long_line_between_characters) {
  const std::string line = "x" + times(200'000, "\xC3\xA9");
  log.output(line.substr(0, kEvent));
  log.output(line.substr(kEvent) + "\n");
  const auto made = ended();
  ASSERT_EQ(made.size(), 2U);
  EXPECT_EQ(made[0].size(), kEvent - 1 + 1) << "a byte less, and the newline";
  std::string joined;
  for (const std::string& event : made) {
    EXPECT_TRUE(aws::is_utf8(event));
    joined += event.substr(0, event.size() - 1);
  }
  EXPECT_EQ(joined, line);
}

TEST_F(LogOfAnEnvironment, Makes_one_event_of_a_line_that_just_fits) {
  log.output(times(kEvent, "x") + "\n" + times(kEvent + 1, "y") + "\n");
  const auto made = ended();
  ASSERT_EQ(made.size(), 3U);
  EXPECT_EQ(made[0].size(), kEvent + 1);
  EXPECT_EQ(made[1].size(), kEvent + 1);
  EXPECT_EQ(made[2], "y\n");
}

TEST_F(LogOfAnEnvironment, Cuts_a_long_record_between_characters) {
  log.frames(frame("x" + times(200'000, "\xC3\xA9")));
  const auto made = ended();
  ASSERT_EQ(made.size(), 1U);
  EXPECT_TRUE(aws::is_utf8(made[0]));
}

TEST_F(LogOfAnEnvironment, Loses_nothing_of_bytes_that_grow_by_being_replaced) {
  log.output(times(100'000, "\xFF") + "\n");
  std::size_t replaced = 0;
  for (const std::string& event : ended()) {
    EXPECT_LE(event.size(), kEvent + 1);
    EXPECT_TRUE(aws::is_utf8(event));
    replaced += (event.size() - 1) / 3;
  }
  EXPECT_EQ(replaced, 100'000U);
}

TEST_F(LogOfAnEnvironment, Begins_the_tail_with_a_whole_character) {
  for (const std::size_t characters : {3'000, 5'000}) {
    log.begin_tail();
    log.output(times(characters, "\xC3\xA9") + "\n");
    const std::string tail = log.take_tail();
    EXPECT_EQ(tail.size(), log_tail_bytes - 1);
    EXPECT_TRUE(aws::is_utf8(tail));
  }
}

}  // namespace
}  // namespace bellwether::cloud::lambda
