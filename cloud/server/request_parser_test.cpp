#include "cloud/server/request_parser.h"

#include <string>

#include <gtest/gtest.h>

namespace bellwether::cloud::server {
namespace {

using State = RequestParser::State;

constexpr Limits small{.header_value_bytes = 20, .header_count = 3, .head_bytes = 200};

class RequestParserTest : public testing::Test {
 protected:
  // Feeds everything at once, asking for the body when there is one.
  State parse(std::string_view bytes) {
    rest_ = bytes;
    auto state = parser_.feed(rest_);
    if (state == State::head) state = parser_.feed(rest_);
    return state;
  }

  // Keeps what is left over and adds a byte at a time.
  State parse_slowly(std::string_view bytes) {
    std::string held;
    for (char c : bytes) {
      held.push_back(c);
      std::string_view view = held;
      auto state = parser_.feed(view);
      if (state == State::head) state = parser_.feed(view);
      held = std::string(view);
      if (state != State::more) return state;
    }
    return State::more;
  }

  Limits limits_;
  RequestParser parser_{limits_};
  std::string_view rest_;
};

constexpr std::string_view chunked =
    "POST /x HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
    "3\r\nabc\r\n2;note=1\r\nde\r\n0\r\n\r\n";

TEST_F(RequestParserTest, Reads_a_request_without_a_body) {
  ASSERT_EQ(parse("GET /p?q=1 HTTP/1.1\r\nHost: a\r\nX-Y:  z \r\n\r\n"), State::complete);
  EXPECT_EQ(parser_.request().method, "GET");
  EXPECT_EQ(parser_.request().target, "/p?q=1");
  EXPECT_EQ(parser_.request().headers.get("x-y"), "z");
  EXPECT_TRUE(parser_.keep_alive());
}

TEST_F(RequestParserTest, Leaves_the_next_request_unread) {
  ASSERT_EQ(parse("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\nabGET /"),
            State::complete);
  EXPECT_EQ(parser_.request().body, "ab");
  EXPECT_EQ(rest_, "GET /");
}

TEST_F(RequestParserTest, Reads_byte_by_byte) {
  ASSERT_EQ(parse_slowly("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhello"),
            State::complete);
  EXPECT_EQ(parser_.request().body, "hello");
  parser_.start();
  ASSERT_EQ(parse_slowly(chunked), State::complete);
  EXPECT_EQ(parser_.request().body, "abcde");
}

TEST_F(RequestParserTest, Joins_chunks) {
  ASSERT_EQ(parse(chunked), State::complete);
  EXPECT_EQ(parser_.request().body, "abcde");
}

TEST_F(RequestParserTest, Leaves_room_behind_the_body_for_the_json_parser) {
  for (std::string_view message :
       {chunked, std::string_view("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\n{}")}) {
    parser_.start();
    ASSERT_EQ(parse(message), State::complete);
    const auto& body = parser_.request().body;
    EXPECT_GE(body.capacity() - body.size(), 64U);
  }
}

TEST_F(RequestParserTest, Stops_at_the_head_so_that_the_limit_can_depend_on_it) {
  std::string_view bytes = "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhello";
  ASSERT_EQ(parser_.feed(bytes), State::head);
  EXPECT_EQ(parser_.content_length(), 5U);
  EXPECT_EQ(bytes, "hello");
  parser_.set_body_limit(4);
  ASSERT_EQ(parser_.feed(bytes), State::failed);
  EXPECT_EQ(parser_.refusal(), Refusal::body_too_large);
}

TEST_F(RequestParserTest, Counts_chunks_against_the_limit) {
  std::string_view bytes = chunked;
  ASSERT_EQ(parser_.feed(bytes), State::head);
  EXPECT_EQ(parser_.content_length(), std::nullopt);
  parser_.set_body_limit(4);
  ASSERT_EQ(parser_.feed(bytes), State::failed);
  EXPECT_EQ(parser_.refusal(), Refusal::body_too_large);
}

TEST_F(RequestParserTest, Turns_an_absolute_target_into_its_path) {
  ASSERT_EQ(parse("GET http://a.b/c?d HTTP/1.1\r\nHost: a.b\r\n\r\n"), State::complete);
  EXPECT_EQ(parser_.request().target, "/c?d");
  parser_.start();
  ASSERT_EQ(parse("GET http://a.b HTTP/1.1\r\nHost: a.b\r\n\r\n"), State::complete);
  EXPECT_EQ(parser_.request().target, "/");
}

TEST_F(RequestParserTest, Knows_who_waits_for_100_Continue) {
  std::string_view bytes =
      "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nExpect: 100-Continue\r\n\r\n";
  ASSERT_EQ(parser_.feed(bytes), State::head);
  EXPECT_TRUE(parser_.expects_continue());
}

TEST(RequestParser, Bounds_heads) {
  for (std::string_view message : {
           "GET / HTTP/1.1\r\nHost: a\r\nX: 123456789012345678901\r\n\r\n",
           "GET / HTTP/1.1\r\nHost: a\r\nB: b\r\nC: c\r\nD: d\r\n\r\n",
       }) {
    RequestParser parser(small);
    ASSERT_EQ(parser.feed(message), State::failed) << message;
    EXPECT_EQ(parser.refusal(), Refusal::head_too_large);
  }
  RequestParser parser(small);
  std::string endless = "GET /" + std::string(300, 'x');
  std::string_view bytes = endless;
  ASSERT_EQ(parser.feed(bytes), State::failed);
  EXPECT_EQ(parser.refusal(), Refusal::head_too_large);
}

TEST_F(RequestParserTest, Refuses_what_could_smuggle_a_second_request) {
  for (std::string_view message : {
           "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n",
           "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nContent-Length: 1\r\n\r\n",
           "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
           "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: +1\r\n\r\n",
           "GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
           "GET / HTTP/1.1\r\nHost : a\r\n\r\n",
           "GET x HTTP/1.1\r\nHost: a\r\n\r\n",
           "GET / HTTP/1.1\r\nX: y\r\n\r\n",
       }) {
    parser_.start();
    EXPECT_EQ(parse(message), State::failed) << message;
    EXPECT_EQ(parser_.refusal(), Refusal::malformed) << message;
  }
}

}  // namespace
}  // namespace bellwether::cloud::server
