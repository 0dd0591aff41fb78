#include "cloud/server/response_writer.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace bellwether::cloud::server {
namespace {

using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

std::string head(const aws::HttpResponse& response, ResponseFraming framing = {}) {
  std::string out;
  write_response_head(response, framing, out);
  return out;
}

TEST(ResponseWriter, Tells_of_a_head_request_the_length_that_its_handler_knows) {
  aws::HttpResponse response;
  response.headers.add("Content-Length", "1234");
  EXPECT_THAT(head(response, {.head_request = true}),
              testing::HasSubstr("\r\nContent-Length: 1234\r\n"));
  EXPECT_THAT(head(response, {}), testing::HasSubstr("\r\nContent-Length: 0\r\n"));
}

TEST(ResponseWriter, Writes_status_length_and_headers) {
  aws::HttpResponse response{.status = 201, .body = "abc"};
  response.headers.add("X-A", "b");
  auto text = head(response);
  EXPECT_THAT(text, StartsWith("HTTP/1.1 201 Created\r\nDate: "));
  EXPECT_THAT(text, HasSubstr("\r\nContent-Length: 3\r\n"));
  EXPECT_THAT(text, HasSubstr("\r\nX-A: b\r\n\r\n"));
}

TEST(ResponseWriter, Leaves_the_length_out_where_there_is_no_body) {
  EXPECT_THAT(head({.status = 204}), Not(HasSubstr("Content-Length")));
  EXPECT_THAT(head({.status = 304, .body = "x"}), Not(HasSubstr("Content-Length")));
}

TEST(ResponseWriter, Replaces_framing_that_the_handler_claims) {
  aws::HttpResponse response{.body = "abc"};
  for (std::string_view name :
       {"content-length", "Transfer-Encoding", "CONNECTION", "Keep-Alive", "Upgrade"}) {
    response.headers.add(name, "999");
  }
  EXPECT_THAT(head(response), Not(HasSubstr("999")));
}

TEST(ResponseWriter, Keeps_headers_from_breaking_out_of_their_line) {
  aws::HttpResponse response;
  response.headers.add("X-A", "b\r\nSet-Cookie: stolen=1");
  EXPECT_THAT(head(response), HasSubstr("X-A: bSet-Cookie: stolen=1\r\n"));
}

TEST(ResponseWriter, Says_whether_the_connection_stays) {
  EXPECT_THAT(head({}), Not(HasSubstr("Connection")));
  EXPECT_THAT(head({}, {.keep_alive = false}), HasSubstr("Connection: close"));
  EXPECT_THAT(head({}, {.http_1_0 = true}), HasSubstr("Connection: keep-alive"));
}

}  // namespace
}  // namespace bellwether::cloud::server
