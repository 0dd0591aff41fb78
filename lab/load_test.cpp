#include "lab/load.h"

#include <atomic>
#include <string>
#include <thread>

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/write.hpp>
#include <gtest/gtest.h>
#include <sys/socket.h>

namespace bellwether::lab {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using namespace std::chrono_literals;

// Answers every request without a body on a thread per connection, and knows how many were open.
class Server {
 public:
  using Answer = std::function<std::string(int index)>;

  explicit Server(Answer answer) : answer_(std::move(answer)) {
    accepting_ = std::jthread([this] { accept(); });
  }
  ~Server() {
    stopping_ = true;
    ::shutdown(acceptor_.native_handle(), SHUT_RDWR);
  }

  Origin origin() const {
    return {.host = "127.0.0.1", .port = std::to_string(acceptor_.local_endpoint().port())};
  }
  int connections() const { return connections_; }
  int most_at_once() const { return most_at_once_; }

 private:
  void accept() {
    std::vector<std::jthread> threads;
    while (!stopping_) {
      boost::system::error_code error;
      tcp::socket socket = acceptor_.accept(error);
      if (error) return;
      ++connections_;
      threads.emplace_back([this, socket = std::move(socket)]() mutable { serve(socket); });
    }
  }

  void serve(tcp::socket& socket) {
    std::string buffer;
    char bytes[4096];
    boost::system::error_code error;
    while (true) {
      const auto head = buffer.find("\r\n\r\n");
      if (head == std::string::npos) {
        const auto size = socket.read_some(asio::buffer(bytes), error);
        if (error) return;
        buffer.append(bytes, size);
        continue;
      }
      buffer.erase(0, head + 4);
      const int now = ++at_once_;
      for (int most = most_at_once_;
           now > most && !most_at_once_.compare_exchange_weak(most, now);) {
      }
      const std::string answer = answer_(requests_++);
      --at_once_;
      if (answer.empty()) return;
      asio::write(socket, asio::buffer(answer), error);
      if (error) return;
    }
  }

  Answer answer_;
  asio::io_context loop_;
  tcp::acceptor acceptor_{loop_, {asio::ip::address_v4::loopback(), 0}};
  std::atomic<bool> stopping_ = false;
  std::atomic<int> connections_ = 0;
  std::atomic<int> requests_ = 0;
  std::atomic<int> at_once_ = 0;
  std::atomic<int> most_at_once_ = 0;
  std::jthread accepting_;
};

std::string ok(int) {
  return "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
}

LoadPlan plan(const Server& server) {
  return {.origin = server.origin(),
          .request = [](std::uint64_t) { return aws::HttpRequest{.target = "/"}; },
          .classify =
              [](const aws::HttpResponse& response) {
                return response.status == 200 ? std::string("200") : std::string();
              }};
}

TEST(Load, Makes_exactly_the_calls_it_is_told_on_kept_connections) {
  Server server(ok);
  LoadPlan wanted = plan(server);
  wanted.calls = 100;
  wanted.concurrency = 4;
  std::uint64_t last_progress = 0;
  wanted.progress = [&](const LoadProgress& progress) { last_progress = progress.calls; };

  const LoadResult result = run_load(wanted);

  EXPECT_EQ(result.calls, 100u);
  EXPECT_EQ(result.answers.at("200"), 100u);
  EXPECT_EQ(result.error_count(), 0u);
  EXPECT_EQ(result.latency.count(), 100u);
  EXPECT_GT(result.wall, 0ns);
  EXPECT_EQ(server.connections(), 4);
  EXPECT_EQ(last_progress, 100u);
}

TEST(Load, Counts_its_calls_from_where_it_is_told) {
  Server server(ok);
  LoadPlan wanted = plan(server);
  std::vector<std::uint64_t> indices;
  wanted.request = [&](std::uint64_t index) {
    indices.push_back(index);
    return aws::HttpRequest{};
  };
  wanted.first_index = 5;
  wanted.calls = 3;
  run_load(wanted);
  EXPECT_EQ(indices, (std::vector<std::uint64_t>{5, 6, 7}));
}

TEST(Load, Opens_no_more_connections_than_there_are_calls) {
  Server server(ok);
  LoadPlan wanted = plan(server);
  wanted.calls = 2;
  wanted.concurrency = 50;
  EXPECT_EQ(run_load(wanted).calls, 2u);
  EXPECT_EQ(server.connections(), 2);
}

TEST(Load, Begins_its_connections_at_the_interval_it_is_told) {
  Server server([](int index) {
    std::this_thread::sleep_for(50ms);
    return ok(index);
  });
  LoadPlan wanted = plan(server);
  wanted.calls = 4;
  wanted.concurrency = 4;
  wanted.connection_interval = 70ms;
  EXPECT_EQ(run_load(wanted).calls, 4u);
  EXPECT_EQ(server.most_at_once(), 2);
}

TEST(Load, Does_not_wait_for_connections_that_have_nothing_to_do) {
  Server server(ok);
  LoadPlan wanted = plan(server);
  wanted.calls = 3;
  wanted.concurrency = 3;
  wanted.connection_interval = 1h;
  EXPECT_EQ(run_load(wanted).calls, 3u);
  EXPECT_EQ(server.connections(), 1);
}

TEST(Load, Counts_unexpected_answers_by_kind) {
  Server server([](int index) {
    return index % 2 == 0
               ? ok(index)
               : std::string("HTTP/1.1 502 Bad Gateway\r\nContent-Length: 4\r\n\r\nid 7");
  });
  LoadPlan wanted = plan(server);
  wanted.calls = 10;
  const LoadResult result = run_load(wanted);
  EXPECT_EQ(result.answers.at("200"), 5u);
  EXPECT_EQ(result.errors.at("HTTP 502: id #"), 5u);
  EXPECT_EQ(result.error_count(), 5u);
}

TEST(Load, Opens_a_closed_connection_again_and_counts_one_that_breaks_at_once) {
  // Every second request is cut off; the retry on a fresh connection is answered.
  Server server([](int index) { return index % 2 == 0 ? ok(index) : std::string(); });
  LoadPlan wanted = plan(server);
  wanted.calls = 5;
  const LoadResult result = run_load(wanted);
  EXPECT_EQ(result.answers.at("200"), 5u);

  Server gone([](int) { return std::string(); });
  const LoadResult cut = run_load([&] {
    LoadPlan plan_of_gone = plan(gone);
    plan_of_gone.calls = 2;
    return plan_of_gone;
  }());
  EXPECT_EQ(cut.error_count(), 2u);
  EXPECT_EQ(cut.calls, 2u);
}

TEST(Load, Counts_calls_that_take_too_long) {
  Server server([](int index) {
    std::this_thread::sleep_for(200ms);
    return ok(index);
  });
  LoadPlan wanted = plan(server);
  wanted.call_timeout = 20ms;
  EXPECT_EQ(run_load(wanted).errors.at("timeout"), 1u);
}

TEST(Load, Counts_a_server_that_is_not_there) {
  LoadPlan wanted = [] {
    Server server(ok);
    return plan(server);
  }();
  wanted.calls = 3;
  const LoadResult result = run_load(wanted);
  EXPECT_EQ(result.calls, 3u);
  EXPECT_EQ(result.error_count(), 3u);
}

TEST(Load, Begins_no_call_after_its_budget) {
  Server server([](int index) {
    std::this_thread::sleep_for(20ms);
    return ok(index);
  });
  LoadPlan wanted = plan(server);
  wanted.calls = 1000;
  wanted.concurrency = 2;
  wanted.budget = 100ms;
  const LoadResult result = run_load(wanted);
  EXPECT_TRUE(result.out_of_budget);
  EXPECT_LT(result.calls, 50u);
  EXPECT_EQ(result.calls, result.answers.at("200"));
}

TEST(LoadResult, Takes_up_what_came_later) {
  LoadResult first{.calls = 1, .wall = 1s, .answers = {{"200", 1}}, .errors = {}};
  LoadResult later{.calls = 2,
                   .out_of_budget = true,
                   .wall = 2s,
                   .answers = {{"200", 1}},
                   .errors = {{"timeout", 1}}};
  later.latency.record(5ms);
  first.add(later);
  EXPECT_EQ(first.calls, 3u);
  EXPECT_TRUE(first.out_of_budget);
  EXPECT_EQ(first.wall, 3s);
  EXPECT_EQ(first.answers.at("200"), 2u);
  EXPECT_EQ(first.error_count(), 1u);
  EXPECT_EQ(first.latency.count(), 1u);
}

TEST(Origin, Is_host_port_and_prefix_of_a_url) {
  const auto origin = Origin::parse("http://127.0.0.1:4566/restapis/a1/v1/_user_request_/");
  ASSERT_TRUE(origin);
  EXPECT_EQ(origin->host, "127.0.0.1");
  EXPECT_EQ(origin->port, "4566");
  EXPECT_EQ(origin->prefix, "/restapis/a1/v1/_user_request_");
  EXPECT_EQ(Origin::parse("http://localhost")->port, "80");
  for (const char* url : {"https://a", "http://", "http://:80", "http://a:b", "a"}) {
    EXPECT_FALSE(Origin::parse(url)) << url;
  }
}

}  // namespace
}  // namespace bellwether::lab
