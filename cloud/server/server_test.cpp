// Connections, deadlines and bounds over real sockets.
#include "cloud/server/server.h"

#include <atomic>
#include <latch>
#include <list>
#include <thread>

#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "cloud/core/worker.h"
#include "cloud/server/test_peer.h"

namespace bellwether::cloud::server {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

// Answers with what it was asked; "/wait" blocks on a worker until the test lets it go, "/stream"
// counts the bytes of a body that it never holds, "/ignore" does not read it, "/file" answers one.
class EchoHandler final : public HttpHandler {
 public:
  BodyPlan plan_body(const aws::HttpRequest& head,
                     std::optional<std::uint64_t> length) const override {
    if (head.path() == "/stream" || head.path() == "/ignore") {
      return {.limit = 100'000'000, .streams = true};
    }
    return {.limit = length && *length <= usual_body_bytes ? usual_body_bytes : 1000};
  }
  std::uint64_t usual_body_bytes = 0;
  FileRanges file;

  aws::HttpResponse refuse(const aws::HttpRequest&, Refusal why, const Peer&) override {
    switch (why) {
      case Refusal::timed_out:
        return {.status = 408};
      case Refusal::body_too_large:
        return {.status = 413};
      case Refusal::head_too_large:
        return {.status = 431};
      case Refusal::malformed:
        break;
    }
    return {.status = 400};
  }

  static Task<Response> count(BodySource& body) {
    std::uint64_t bytes = 0;
    std::size_t largest = 0;
    for (;;) {
      auto piece = co_await body.read();
      if (!piece) {
        co_return aws::HttpResponse{
            .status = 400, .body = "failure " + std::to_string(static_cast<int>(piece.error()))};
      }
      if (piece->empty()) break;
      bytes += piece->size();
      largest = std::max(largest, piece->size());
    }
    const bool bounded = largest <= 1024 * 1024;
    co_return aws::HttpResponse{.status = bounded ? 200 : 500,
                                .body = std::to_string(bytes) + " bytes"};
  }

  Task<Response> handle(aws::HttpRequest& request, BodySource& body, const Peer& peer) override {
    if (request.path() == "/stream") co_return co_await count(body);
    if (request.path() == "/file") {
      Response response;
      response.files = file;
      co_return response;
    }
    if (request.path() == "/wait") {
      entered.count_down();
      co_await on_worker([this] { let_go.wait(); });
    }
    if (request.path() == "/large") {
      co_return aws::HttpResponse{.body = std::string(64 << 20, 'x')};
    }
    aws::HttpResponse response{.body = request.body.empty() ? request.target : request.body};
    response.headers.add("X-Peer", peer.address);
    co_return response;
  }

  std::latch entered{1};
  std::latch let_go{1};
};

class ServerTest : public testing::Test {
 protected:
  void start(const Limits& limits = {}, unsigned threads = 1,
             std::chrono::milliseconds stop = 10s) {
    loops_ = std::make_unique<Loops>(threads);
    server_ = std::make_unique<Server>(
        *loops_, handler_, ServerOptions{.port = 0, .limits = limits, .stop_patience = stop});
    thread_ = std::thread([this] { loops_->run(); });
  }

  void stop() {
    if (!thread_.joinable()) return;
    begin_stop();
    thread_.join();
  }

  void begin_stop() {
    server_->stop([this] { overdue_ = true; }, [this] { loops_->stop(); });
  }

  void TearDown() override { stop(); }

  std::uint16_t port() const { return server_->port(); }

  EchoHandler handler_;
  std::atomic<bool> overdue_ = false;
  std::unique_ptr<Loops> loops_;
  std::unique_ptr<Server> server_;
  std::thread thread_;
};

constexpr std::string_view get = "GET /a HTTP/1.1\r\nHost: h\r\n\r\n";
constexpr std::string_view get_wait = "GET /wait HTTP/1.1\r\nHost: h\r\n\r\n";

TEST_F(ServerTest, Answers_one_request_after_another_on_a_connection) {
  start();
  TestPeer peer(port());
  for (int i = 0; i < 3; ++i) {
    ASSERT_TRUE(peer.send(get));
    EXPECT_THAT(peer.read_head(), HasSubstr("X-Peer: 127.0.0.1"));
    EXPECT_EQ(peer.read_until("/a"), "/a");
  }
}

TEST_F(ServerTest, Answers_pipelined_requests_in_order) {
  start();
  TestPeer peer(port());
  std::string requests;
  for (int i = 0; i < 500; ++i) {
    requests += "GET /" + std::to_string(i) + ". HTTP/1.1\r\nHost: h\r\n\r\n";
  }
  ASSERT_TRUE(peer.send(requests));
  for (int i = 0; i < 500; ++i) {
    ASSERT_THAT(peer.read_head(), StartsWith("HTTP/1.1 200"));
    ASSERT_EQ(peer.read_until("."), "/" + std::to_string(i) + ".");
  }
}

TEST_F(ServerTest, Serves_connections_on_every_loop) {
  start({}, 3);
  std::list<TestPeer> peers;
  for (int i = 0; i < 64; ++i) peers.emplace_back(port());
  for (auto& peer : peers) ASSERT_TRUE(peer.send(get));
  for (auto& peer : peers) EXPECT_THAT(peer.read_head(), StartsWith("HTTP/1.1 200"));
}

TEST_F(ServerTest, Gives_up_a_slow_head_with_408) {
  start({.head_timeout = 100ms});
  TestPeer peer(port());
  ASSERT_TRUE(peer.send("GET / HTTP/1.1\r\n"));
  EXPECT_THAT(peer.read_head(), StartsWith("HTTP/1.1 408"));
}

TEST_F(ServerTest, Does_not_let_a_trickle_extend_the_heads_deadline) {
  start({.head_timeout = 300ms});
  TestPeer peer(port());
  ASSERT_TRUE(peer.send("GET / HTTP/1.1\r\nX: "));
  const auto begin = std::chrono::steady_clock::now();
  while (peer.send("x") && std::chrono::steady_clock::now() - begin < 2s) {
    char byte;
    if (recv(peer.fd(), &byte, 1, MSG_PEEK | MSG_DONTWAIT) > 0) break;
    std::this_thread::sleep_for(10ms);
  }
  EXPECT_THAT(peer.read_head(), StartsWith("HTTP/1.1 408"));
}

TEST_F(ServerTest, Gives_up_a_slow_body_with_408) {
  start({.body_timeout = 100ms});
  TestPeer peer(port());
  ASSERT_TRUE(peer.send("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\n\r\nab"));
  EXPECT_THAT(peer.read_head(), StartsWith("HTTP/1.1 408"));
}

TEST_F(ServerTest, Waits_longer_for_a_body_that_keeps_coming) {
  start({.body_timeout = 300ms, .slowest_bytes_per_second = 50});
  TestPeer peer(port());
  ASSERT_TRUE(peer.send("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 100\r\n\r\n"));
  for (int i = 0; i < 10; ++i) {
    ASSERT_TRUE(peer.send("0123456789"));
    std::this_thread::sleep_for(100ms);
  }
  EXPECT_THAT(peer.read_head(), StartsWith("HTTP/1.1 200"));
}

TEST_F(ServerTest, Closes_idle_connections_without_a_word) {
  start({.idle_timeout = 100ms});
  TestPeer silent(port());
  EXPECT_EQ(silent.read_rest(), "");
  TestPeer served(port());
  ASSERT_TRUE(served.send(get));
  served.read_until("/a");
  EXPECT_EQ(served.read_rest(), "");
}

TEST_F(ServerTest, Does_not_time_a_handler_out) {
  start({.head_timeout = 50ms, .body_timeout = 50ms, .idle_timeout = 50ms});
  TestPeer peer(port());
  ASSERT_TRUE(peer.send(get_wait));
  handler_.entered.wait();
  std::this_thread::sleep_for(600ms);
  handler_.let_go.count_down();
  EXPECT_THAT(peer.read_head(), StartsWith("HTTP/1.1 200"));
}

TEST_F(ServerTest, Cuts_off_a_peer_that_does_not_read_its_answer) {
  start({.body_timeout = 200ms, .slowest_bytes_per_second = std::uint64_t{1} << 40});
  TestPeer peer(port());
  ASSERT_TRUE(peer.send("GET /large HTTP/1.1\r\nHost: h\r\n\r\n"));
  std::this_thread::sleep_for(1s);
  EXPECT_LT(peer.read_rest().size(), std::size_t{64} << 20);
}

TEST_F(ServerTest, Reads_bodies_up_to_the_limit_and_refuses_longer_ones) {
  start();
  TestPeer peer(port());
  ASSERT_TRUE(peer.send("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 1000\r\n\r\n" +
                        std::string(1000, 'b')));
  EXPECT_THAT(peer.read_until(std::string(1000, 'b')), StartsWith("HTTP/1.1 200"));
  ASSERT_TRUE(peer.send("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 1001\r\n\r\n"));
  EXPECT_THAT(peer.read_head(), StartsWith("HTTP/1.1 413"));
}

TEST_F(ServerTest, Lets_a_refused_peer_finish_sending_so_that_it_reads_the_refusal) {
  start();
  TestPeer peer(port());
  ASSERT_TRUE(peer.send("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 20000000\r\n\r\n"));
  ASSERT_TRUE(peer.send(std::string(20'000'000, 'x')));
  EXPECT_THAT(peer.read_head(), StartsWith("HTTP/1.1 413"));
}

TEST_F(ServerTest, Reads_large_bodies_whole) {
  start();
  handler_.usual_body_bytes = 32 << 20;
  TestPeer peer(port());
  const std::string body(20'000'000, 'x');
  std::thread sender([&] {
    peer.send("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 20000000\r\n\r\n");
    peer.send(body);
    peer.send("GET / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");
  });
  EXPECT_THAT(peer.read_head(), HasSubstr("Content-Length: 20000000"));
  auto rest = peer.read_rest();
  sender.join();
  EXPECT_EQ(rest.substr(0, body.size()), body);
  EXPECT_THAT(rest.substr(body.size()), StartsWith("HTTP/1.1 200"));
}

TEST_F(ServerTest, Streams_a_body_and_serves_what_follows_it) {
  start();
  TestPeer peer(port());
  std::thread sender([&] {
    peer.send("PUT /stream HTTP/1.1\r\nHost: h\r\nContent-Length: 20000000\r\n\r\n");
    peer.send(std::string(20'000'000, 'x'));
    peer.send(
        "PUT /stream HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n"
        "3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n");
    peer.send(get);
  });
  EXPECT_THAT(peer.read_until("20000000 bytes"), StartsWith("HTTP/1.1 200"));
  EXPECT_THAT(peer.read_until("\r\n5 bytes"), StartsWith("HTTP/1.1 200"));
  EXPECT_THAT(peer.read_head(), StartsWith("HTTP/1.1 200"));
  sender.join();
}

TEST_F(ServerTest, Asks_for_a_streamed_body_only_once_it_is_read) {
  start();
  TestPeer peer(port());
  ASSERT_TRUE(
      peer.send("PUT /stream HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\n"
                "Expect: 100-continue\r\n\r\n"));
  EXPECT_EQ(peer.read_head(), "HTTP/1.1 100 Continue\r\n\r\n");
  ASSERT_TRUE(peer.send("abcde"));
  EXPECT_THAT(peer.read_until("5 bytes"), StartsWith("HTTP/1.1 200"));
  ASSERT_TRUE(
      peer.send("PUT /ignore HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\n"
                "Expect: 100-continue\r\n\r\n"));
  EXPECT_THAT(peer.read_head(),
              testing::AllOf(StartsWith("HTTP/1.1 200"), HasSubstr("Connection: close")));
}

TEST_F(ServerTest, Asks_even_for_a_body_of_no_bytes) {
  start();
  TestPeer peer(port());
  for (const char* path : {"/stream", "/"}) {
    ASSERT_TRUE(peer.send(std::string("PUT ") + path +
                          " HTTP/1.1\r\nHost: h\r\nContent-Length: 0\r\n"
                          "Expect: 100-continue\r\n\r\n"));
    EXPECT_EQ(peer.read_head(), "HTTP/1.1 100 Continue\r\n\r\n");
    EXPECT_THAT(peer.read_head(), StartsWith("HTTP/1.1 200"));
    peer.read_until(path == std::string("/stream") ? "0 bytes" : "");
  }
}

TEST_F(ServerTest, Answers_before_a_streamed_body_has_come_and_lets_the_peer_read_it) {
  start();
  TestPeer peer(port());
  ASSERT_TRUE(peer.send("PUT /ignore HTTP/1.1\r\nHost: h\r\nContent-Length: 20000000\r\n\r\n"));
  ASSERT_TRUE(peer.send(std::string(20'000'000, 'x')));
  EXPECT_THAT(peer.read_head(), HasSubstr("Connection: close"));
  // What is small and there already is skipped, and the connection kept.
  TestPeer second(port());
  ASSERT_TRUE(second.send("PUT /ignore HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\n\r\nabcde" +
                          std::string(get)));
  EXPECT_THAT(second.read_until("/ignore"), Not(HasSubstr("Connection: close")));
  EXPECT_THAT(second.read_head(), StartsWith("HTTP/1.1 200"));
}

TEST_F(ServerTest, Tells_the_handler_how_a_streamed_body_failed) {
  start({.body_timeout = 200ms, .slowest_bytes_per_second = std::uint64_t{1} << 40});
  const auto failure = [](BodyFailure why) {
    return "failure " + std::to_string(static_cast<int>(why));
  };
  const std::string head = "PUT /stream HTTP/1.1\r\nHost: h\r\n";
  TestPeer half(port());
  ASSERT_TRUE(half.send(head + "Content-Length: 5\r\n\r\nab"));
  half.half_close();
  EXPECT_THAT(half.read_rest(), HasSubstr(failure(BodyFailure::incomplete)));
  TestPeer broken(port());
  ASSERT_TRUE(broken.send(head + "Transfer-Encoding: chunked\r\n\r\nxyz\r\n"));
  EXPECT_THAT(broken.read_rest(), HasSubstr(failure(BodyFailure::malformed)));
  TestPeer slow(port());
  ASSERT_TRUE(slow.send(head + "Content-Length: 5\r\n\r\nab"));
  EXPECT_THAT(slow.read_rest(), HasSubstr(failure(BodyFailure::timed_out)));
}

// A file without a name, which goes with its descriptor.
std::shared_ptr<const File> file_of(std::size_t bytes) {
  std::FILE* made = std::tmpfile();
  const std::string content(bytes, 'x');
  EXPECT_EQ(std::fwrite(content.data(), 1, content.size(), made), content.size());
  std::fflush(made);
  auto file = std::make_shared<const File>(dup(fileno(made)));
  std::fclose(made);
  return file;
}

TEST_F(ServerTest, Sends_no_file_to_HEAD) {
  start();
  handler_.file = {{.file = file_of(100'000), .offset = 0, .length = 100'000}};
  TestPeer peer(port());
  ASSERT_TRUE(peer.send("HEAD /file HTTP/1.1\r\nHost: h\r\n\r\n"));
  EXPECT_THAT(peer.read_head(), HasSubstr("Content-Length: 100000\r\n"));
  ASSERT_TRUE(peer.send(get));
  EXPECT_THAT(peer.read_head(), StartsWith("HTTP/1.1 200"));
}

TEST_F(ServerTest, Outlives_peers_that_leave_while_a_file_is_sent) {
  start();
  constexpr std::size_t large = 32 << 20;
  handler_.file = {{.file = file_of(large), .offset = 0, .length = large}};
  for (int i = 0; i < 5; ++i) {
    TestPeer leaving(port());
    ASSERT_TRUE(leaving.send("GET /file HTTP/1.1\r\nHost: h\r\n\r\n"));
    EXPECT_THAT(leaving.read_head(), StartsWith("HTTP/1.1 200"));
  }
  TestPeer peer(port());
  ASSERT_TRUE(peer.send(get));
  EXPECT_THAT(peer.read_head(), StartsWith("HTTP/1.1 200"));
}

TEST_F(ServerTest, Sends_files_in_ranges) {
  start();
  std::FILE* made = std::tmpfile();
  const std::string content = std::string(3 << 20, 'a') + std::string(3 << 20, 'b');
  ASSERT_EQ(std::fwrite(content.data(), 1, content.size(), made), content.size());
  std::fflush(made);
  auto file = std::make_shared<const File>(dup(fileno(made)));
  std::fclose(made);
  handler_.file = {{.file = file, .offset = (3 << 20) - 2, .length = 3},
                   {.file = file, .offset = 0, .length = content.size()}};
  TestPeer peer(port());
  ASSERT_TRUE(peer.send("GET /file HTTP/1.1\r\nHost: h\r\n\r\n"));
  EXPECT_THAT(peer.read_head(), HasSubstr("Content-Length: 6291459\r\n"));
  ASSERT_TRUE(peer.send("GET /a HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n"));
  const auto rest = peer.read_rest();
  EXPECT_EQ(rest.substr(0, 3), "aab");
  EXPECT_EQ(rest.substr(3, content.size()), content);
  EXPECT_THAT(rest.substr(3 + content.size()), StartsWith("HTTP/1.1 200"));
}

TEST_F(ServerTest, Bounds_the_connections_it_holds_and_serves_the_rest_later) {
  start({.connections = 2});
  auto first = std::make_unique<TestPeer>(port());
  TestPeer second(port());
  for (auto* peer : {first.get(), &second}) {
    ASSERT_TRUE(peer->send(get));
    peer->read_until("/a");
  }
  TestPeer third(port());
  ASSERT_TRUE(third.send(get));
  std::this_thread::sleep_for(100ms);
  char byte;
  EXPECT_EQ(recv(third.fd(), &byte, 1, MSG_DONTWAIT), -1);
  first.reset();
  EXPECT_THAT(third.read_head(), StartsWith("HTTP/1.1 200"));
}

TEST_F(ServerTest, Stops_idle_connections_at_once_and_waits_for_busy_ones) {
  start({}, 2);
  TestPeer idle(port());
  ASSERT_TRUE(idle.send(get));
  idle.read_until("/a");
  TestPeer busy(port());
  ASSERT_TRUE(busy.send(get_wait));
  handler_.entered.wait();
  begin_stop();
  EXPECT_EQ(idle.read_rest(), "");
  handler_.let_go.count_down();
  EXPECT_THAT(busy.read_head(), HasSubstr("Connection: close"));
  thread_.join();
  EXPECT_FALSE(overdue_);
  EXPECT_FALSE(TestPeer(port()).connected());
}

TEST_F(ServerTest, Cuts_off_what_is_not_finished_within_its_patience) {
  start({}, 1, 100ms);
  TestPeer busy(port());
  ASSERT_TRUE(busy.send(get_wait));
  handler_.entered.wait();
  begin_stop();
  thread_.join();
  EXPECT_TRUE(overdue_);
  handler_.let_go.count_down();
  server_.reset();
  loops_.reset();
  EXPECT_EQ(busy.read_rest(), "");
}

TEST_F(ServerTest, Refuses_a_port_that_another_server_has) {
  start();
  Loops others(1);
  try {
    Server second(others, handler_, {.port = port()});
    FAIL() << "two servers on one port";
  } catch (const std::runtime_error& e) {
    EXPECT_THAT(e.what(), HasSubstr("127.0.0.1:" + std::to_string(port())));
  }
}

}  // namespace
}  // namespace bellwether::cloud::server
