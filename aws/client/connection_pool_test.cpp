#include "aws/client/connection_pool.h"

#include <gtest/gtest.h>

#include "aws/client/test_server.h"

namespace bellwether::aws {
namespace {

using testing::ok;
using testing::TestServer;

const HttpRequest get{.method = "GET", .target = "/", .headers = {}, .body = {}};

TEST(ConnectionPool, reuses_a_connection) {
  TestServer server([](const std::string&) { return ok("x"); });
  ConnectionPool pool({}, "");
  const Url url = *parse_url(server.url());
  for (int i = 0; i < 5; ++i) ASSERT_TRUE(pool.exchange(url, get));
  EXPECT_EQ(server.connections(), 1);
  EXPECT_EQ(pool.statistics().idle, 1U);
}

TEST(ConnectionPool, replaces_a_connection_that_was_closed_while_idle) {
  std::atomic<int> calls = 0;
  // The second request on the first connection finds it closed.
  TestServer server([&](const std::string&) { return ++calls == 2 ? std::string() : ok("x"); });
  ConnectionPool pool({}, "");
  const Url url = *parse_url(server.url());
  ASSERT_TRUE(pool.exchange(url, get));
  ASSERT_TRUE(pool.exchange(url, get));
  EXPECT_EQ(server.connections(), 2);
}

TEST(ConnectionPool, reports_a_new_connection_that_is_closed) {
  TestServer server([](const std::string&) { return std::string(); });
  ConnectionPool pool({}, "");
  const auto response = pool.exchange(*parse_url(server.url()), get);
  ASSERT_FALSE(response);
  EXPECT_EQ(response.error().kind, TransportError::Kind::closed);
  EXPECT_EQ(pool.statistics().idle, 0U);
}

TEST(ConnectionPool, does_not_keep_a_connection_that_the_server_ends) {
  TestServer server([](const std::string&) { return ok("x", "Connection: close\r\n"); });
  ConnectionPool pool({}, "");
  const Url url = *parse_url(server.url());
  ASSERT_TRUE(pool.exchange(url, get));
  EXPECT_EQ(pool.statistics().idle, 0U);
}

TEST(ConnectionPool, warms_up_to_the_count_and_no_further) {
  TestServer server([](const std::string&) { return ok("x"); });
  ConnectionPool pool({}, "");
  const Url url = *parse_url(server.url());
  ASSERT_TRUE(pool.warm_up(url, 3));
  ASSERT_TRUE(pool.warm_up(url, 2));
  EXPECT_EQ(pool.statistics().dialed, 3U);
  ASSERT_TRUE(pool.warm_up(url, 1000));
  EXPECT_EQ(pool.statistics().idle, most_idle_connections);
}

}  // namespace
}  // namespace bellwether::aws
