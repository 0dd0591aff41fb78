#include "aws/client/http_connection.h"

#include <deque>

#include <gtest/gtest.h>

namespace bellwether::aws {
namespace {

// Gives the pieces one by one, then ends.
class Pieces final : public Stream {
 public:
  explicit Pieces(std::deque<std::string> pieces) : pieces_(std::move(pieces)) {}
  Transported<void> write(std::string_view, std::string_view) override {
    if (!refuses_writes) return {};
    return std::unexpected(TransportError{TransportError::Kind::closed, "broken pipe"});
  }
  Transported<std::size_t> read(char* into, std::size_t capacity) override {
    if (pieces_.empty()) return std::size_t{0};
    std::string& piece = pieces_.front();
    const std::size_t size = std::min(capacity, piece.size());
    std::copy_n(piece.data(), size, into);
    piece.erase(0, size);
    if (piece.empty()) pieces_.pop_front();
    return size;
  }

  bool refuses_writes = false;

 private:
  std::deque<std::string> pieces_;
};

struct Outcome {
  Transported<HttpResponse> response;
  bool reusable;
};

Outcome receive(std::deque<std::string> pieces, bool head = false) {
  HttpConnection connection(std::make_unique<Pieces>(std::move(pieces)));
  auto response = connection.exchange("", "", head);
  return {std::move(response), connection.reusable()};
}

TransportError::Kind kind(const Outcome& outcome) {
  EXPECT_FALSE(outcome.response);
  EXPECT_FALSE(outcome.reusable);
  return outcome.response ? TransportError::Kind::unresolved : outcome.response.error().kind;
}

std::deque<std::string> byte_by_byte(std::string_view text) {
  std::deque<std::string> pieces;
  for (const char c : text) pieces.emplace_back(1, c);
  return pieces;
}

TEST(HttpConnection, reads_a_body_of_declared_length) {
  const auto [response, reusable] =
      receive({"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nX-A:  b \r\n\r\nhe", "llo"});
  ASSERT_TRUE(response);
  EXPECT_EQ(response->status, 200);
  EXPECT_EQ(response->body, "hello");
  EXPECT_EQ(response->headers.get("x-a"), "b");
  EXPECT_TRUE(reusable);
}

TEST(HttpConnection, reads_a_chunked_body_in_any_fragmentation) {
  constexpr std::string_view text =
      "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
      "5;x=1\r\nhello\r\nB\r\n, wonderful\r\n0\r\nTrailer: 1\r\n\r\n";
  for (auto pieces : {byte_by_byte(text), std::deque<std::string>{std::string(text)}}) {
    const auto [response, reusable] = receive(pieces);
    ASSERT_TRUE(response);
    EXPECT_EQ(response->body, "hello, wonderful");
    EXPECT_TRUE(reusable);
  }
}

TEST(HttpConnection, reads_to_the_end_without_a_length) {
  const auto [response, reusable] = receive({"HTTP/1.0 200 OK\r\n\r\nall ", "of it"});
  ASSERT_TRUE(response);
  EXPECT_EQ(response->body, "all of it");
  EXPECT_FALSE(reusable);
}

TEST(HttpConnection, skips_interim_responses_but_not_for_ever) {
  const std::string interim = "HTTP/1.1 100 Continue\r\n\r\n";
  const std::string last = "HTTP/1.1 204 No Content\r\n\r\n";
  EXPECT_EQ(receive({interim + last}).response->status, 204);
  std::string many;
  for (int i = 0; i < 20; ++i) many += interim;
  EXPECT_EQ(kind(receive({many + last})), TransportError::Kind::malformed);
}

TEST(HttpConnection, expects_no_body_after_head_204_and_304) {
  EXPECT_TRUE(receive({"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n"}, true).response);
  EXPECT_TRUE(receive({"HTTP/1.1 304 Not Modified\r\nContent-Length: 5\r\n\r\n"}).response);
}

TEST(HttpConnection, is_not_reused_after_connection_close_or_surplus_bytes) {
  EXPECT_FALSE(
      receive({"HTTP/1.1 200 OK\r\nConnection: x, Close\r\nContent-Length: 0\r\n\r\n"}).reusable);
  EXPECT_FALSE(receive({"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\nmore"}).reusable);
}

TEST(HttpConnection, refuses_what_is_not_http) {
  using Kind = TransportError::Kind;
  EXPECT_EQ(kind(receive({"nonsense\r\n\r\n"})), Kind::malformed);
  EXPECT_EQ(kind(receive({"HTTP/1.1 abc OK\r\n\r\n"})), Kind::malformed);
  EXPECT_EQ(kind(receive({"HTTP/1.1 200 OK\r\nno colon\r\n\r\n"})), Kind::malformed);
  EXPECT_EQ(kind(receive({"HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n"})), Kind::malformed);
  EXPECT_EQ(kind(receive({"HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\n\r\n"})), Kind::malformed);
  EXPECT_EQ(kind(receive({"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n"})),
            Kind::malformed);
  EXPECT_EQ(kind(receive({"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nab\r\n"})),
            Kind::malformed);
}

TEST(HttpConnection, bounds_head_and_body) {
  using Kind = TransportError::Kind;
  EXPECT_EQ(kind(receive({"HTTP/1.1 200 OK\r\nA: " + std::string(100'000, 'a')})), Kind::too_large);
  std::string many = "HTTP/1.1 200 OK\r\n";
  for (int i = 0; i < 10'000; ++i) many += "Header: value\r\n";
  EXPECT_EQ(kind(receive({many + "\r\n"})), Kind::too_large);
  EXPECT_EQ(kind(receive({"HTTP/1.1 200 OK\r\nContent-Length: 99999999999\r\n\r\n"})),
            Kind::too_large);
  EXPECT_EQ(kind(receive({"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
                          "ffffffffffffffff\r\n"})),
            Kind::too_large);
}

TEST(HttpConnection, tells_a_cut_response) {
  using Kind = TransportError::Kind;
  EXPECT_EQ(kind(receive({})), Kind::closed);
  EXPECT_EQ(kind(receive({"HTTP/1.1 200 OK\r\nConte"})), Kind::closed);
  EXPECT_EQ(kind(receive({"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhel"})), Kind::closed);
}

TEST(HttpConnection, takes_an_answer_that_came_before_the_body_was_read) {
  for (const bool answered : {true, false}) {
    auto stream = std::make_unique<Pieces>(
        answered ? std::deque<std::string>{"HTTP/1.1 413 Too Large\r\nContent-Length: 0\r\n\r\n"}
                 : std::deque<std::string>{});
    stream->refuses_writes = true;
    HttpConnection connection(std::move(stream));
    const auto response = connection.exchange("POST / HTTP/1.1\r\n\r\n", "body", false);
    EXPECT_EQ(response.has_value(), answered);
    if (answered) {
      EXPECT_EQ(response->status, 413);
    } else {
      EXPECT_EQ(response.error().message, "broken pipe");
    }
    EXPECT_FALSE(connection.reusable());
  }
}

TEST(RequestHead, adds_a_content_length_where_http_wants_one) {
  EXPECT_EQ(request_head({.method = "GET", .target = "/"}), "GET / HTTP/1.1\r\n\r\n");
  EXPECT_EQ(request_head({.method = "POST", .target = "/"}),
            "POST / HTTP/1.1\r\nContent-Length: 0\r\n\r\n");
  EXPECT_EQ(request_head({.method = "DELETE", .target = "/", .body = "x"}),
            "DELETE / HTTP/1.1\r\nContent-Length: 1\r\n\r\n");
}

}  // namespace
}  // namespace bellwether::aws
