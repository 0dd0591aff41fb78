#include "tests/bench/answer_reader.h"

#include <algorithm>
#include <string>

#include <gtest/gtest.h>

namespace bellwether::bench {
namespace {

void feed(AnswerReader& reader, std::string_view bytes) {
  std::ranges::copy(bytes, reader.space().begin());
  reader.filled(bytes.size());
}

TEST(AnswerReader, reads_a_body_of_known_length_in_any_pieces) {
  const std::string text = "HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nsheep";
  for (std::size_t cut = 1; cut < text.size(); ++cut) {
    AnswerReader reader;
    feed(reader, text.substr(0, cut));
    EXPECT_FALSE(reader.take()) << cut;
    feed(reader, text.substr(cut));
    const auto answer = reader.take();
    ASSERT_TRUE(answer) << cut;
    EXPECT_EQ(answer->status, 200);
    EXPECT_EQ(answer->body, "sheep");
    EXPECT_TRUE(answer->keep_alive);
    EXPECT_TRUE(reader.idle());
  }
}

TEST(AnswerReader, reads_chunks_in_any_pieces) {
  const std::string text =
      "HTTP/1.1 200 OK\r\nTransfer-Encoding: Chunked\r\n\r\n3\r\nshe\r\nA;x=y\r\nep and "
      "dog\r\n0\r\n\r\n";
  for (std::size_t cut = 1; cut < text.size(); ++cut) {
    AnswerReader reader;
    feed(reader, text.substr(0, cut));
    EXPECT_FALSE(reader.take()) << cut;
    feed(reader, text.substr(cut));
    const auto answer = reader.take();
    ASSERT_TRUE(answer) << cut;
    EXPECT_EQ(answer->body, "sheep and dog");
    EXPECT_TRUE(reader.idle());
  }
}

TEST(AnswerReader, reads_one_answer_after_the_other) {
  AnswerReader reader;
  feed(reader,
       "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 400 Bad\r\nContent-Length: 2\r\n\r\n{}"
       "HTTP/1.1 204 None\r\n\r\n");
  EXPECT_EQ(reader.take()->status, 400);
  EXPECT_EQ(reader.take()->status, 204);
  EXPECT_FALSE(reader.take());
}

TEST(AnswerReader, takes_a_body_without_length_when_the_connection_ends) {
  AnswerReader reader;
  feed(reader, "HTTP/1.0 200 OK\r\n\r\nsheep");
  EXPECT_FALSE(reader.take());
  reader.closed();
  const auto answer = reader.take();
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->body, "sheep");
  EXPECT_FALSE(answer->keep_alive);
}

TEST(AnswerReader, says_when_the_server_will_close) {
  AnswerReader reader;
  feed(reader, "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 0\r\n\r\n");
  EXPECT_FALSE(reader.take()->keep_alive);
}

TEST(AnswerReader, gives_up_on_what_is_not_HTTP) {
  for (const char* text :
       {"SSH-2.0-OpenSSH\r\n\r\n", "HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nsheep\r\n"}) {
    AnswerReader reader;
    feed(reader, text);
    const auto answer = reader.take();
    ASSERT_TRUE(answer) << text;
    EXPECT_EQ(answer->status, 0) << text;
  }
}

TEST(AnswerReader, reads_a_large_body) {
  AnswerReader reader;
  const std::string body(3'000'000, 'x');
  const std::string text = "HTTP/1.1 200 OK\r\nContent-Length: 3000000\r\n\r\n" + body;
  for (std::string_view rest = text; !rest.empty();) {
    EXPECT_FALSE(reader.take());
    const auto space = reader.space();
    const auto piece = rest.substr(0, std::min(space.size(), std::size_t{10'000}));
    std::ranges::copy(piece, space.begin());
    reader.filled(piece.size());
    rest.remove_prefix(piece.size());
  }
  EXPECT_EQ(reader.take()->body, body);
}

TEST(AnswerReader, counts_a_body_that_is_too_long_to_be_kept) {
  AnswerReader reader(4);
  feed(reader, "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nshe");
  EXPECT_FALSE(reader.take());
  feed(reader, "ep dogHTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\ncat");
  const auto passed = reader.take();
  ASSERT_TRUE(passed);
  EXPECT_EQ(passed->length, 9);
  EXPECT_EQ(passed->body, "");
  const auto kept = reader.take();
  ASSERT_TRUE(kept);
  EXPECT_EQ(kept->body, "cat");
  EXPECT_EQ(kept->length, 3);
}

}  // namespace
}  // namespace bellwether::bench
