#include "cloud/lambda/environments/http_message.h"

#include <gtest/gtest.h>

namespace bellwether::cloud::lambda {
namespace {

TEST(HttpMessage, Reads_the_headers_that_matter_without_case) {
  RequestHead head;
  const std::string bytes =
      "POST /2018-06-01/runtime/init/error HTTP/1.1\r\nhost: x\r\ncontent-length: 12\r\n"
      "LAMBDA-Runtime-Function-Error-Type:  Init.NoLuck \r\nexpect: 100-Continue\r\n\r\nbody";
  ASSERT_EQ(parse_head(bytes, head), ParseError::none);
  EXPECT_EQ(head.method, "POST");
  EXPECT_EQ(head.target, "/2018-06-01/runtime/init/error");
  EXPECT_EQ(head.content_length, 12U);
  EXPECT_EQ(head.function_error_type, "Init.NoLuck");
  EXPECT_TRUE(head.expects_continue);
  EXPECT_TRUE(head.keep_alive);
  EXPECT_EQ(bytes.substr(head.size), "body");
}

TEST(HttpMessage, Waits_for_the_empty_line) {
  const std::string whole = "GET / HTTP/1.1\r\nHost: x\r\n\r\n";
  RequestHead head;
  for (std::size_t size = 0; size < whole.size(); ++size) {
    EXPECT_EQ(parse_head(whole.substr(0, size), head), ParseError::incomplete) << size;
  }
}

TEST(HttpMessage, Refuses_what_is_no_request) {
  RequestHead head;
  for (const char* bytes :
       {"\r\n\r\n", "GET\r\n\r\n", "GET /\r\n\r\n", "GET / HTTP/2\r\n\r\n",
        "GET / HTTP/1.1\r\nno colon\r\n\r\n", "GET / HTTP/1.1\r\nContent-Length: -1\r\n\r\n",
        "GET / HTTP/1.1\r\nContent-Length: 1x\r\n\r\n", "GET / HTTP/1.1\r\n: x\r\n\r\n",
        "GET / HTTP/1.1\r\nTransfer-Encoding: gzip\r\n\r\n"}) {
    EXPECT_EQ(parse_head(bytes, head), ParseError::malformed) << bytes;
  }
}

TEST(HttpMessage, Decodes_chunks_however_they_are_cut) {
  const std::string whole =
      "5\r\nhello\r\n6;name=value\r\n world\r\n0\r\n"
      "Lambda-Runtime-Function-Error-Type: Late\r\n\r\n";
  for (std::size_t cut = 1; cut < whole.size(); ++cut) {
    ChunkDecoder decoder;
    std::string body;
    std::string pending;
    for (const std::string& part : {whole.substr(0, cut), whole.substr(cut)}) {
      pending += part;
      pending.erase(0, decoder.feed(pending, body, 100));
    }
    EXPECT_TRUE(decoder.done()) << cut;
    EXPECT_EQ(body, "hello world");
    EXPECT_EQ(decoder.function_error_type(), "Late");
  }
}

TEST(HttpMessage, Counts_what_is_beyond_the_limit_without_keeping_it) {
  ChunkDecoder decoder;
  std::string body;
  decoder.feed("a\r\n0123456789\r\n0\r\n\r\n", body, 4);
  EXPECT_TRUE(decoder.done());
  EXPECT_EQ(body, "0123");
  EXPECT_EQ(decoder.total(), 10U);
}

TEST(HttpMessage, Refuses_malformed_chunks) {
  for (const char* bytes : {"x\r\n", "\r\n", "2\r\nabc\r\n", "-1\r\n"}) {
    ChunkDecoder decoder;
    std::string body;
    decoder.feed(bytes, body, 100);
    EXPECT_TRUE(decoder.malformed()) << bytes;
  }
}

}  // namespace
}  // namespace bellwether::cloud::lambda
