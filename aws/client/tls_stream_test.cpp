#include "aws/client/tls_stream.h"

#include <gtest/gtest.h>

#include "aws/client/amazon_roots.h"
#include "aws/client/connection_pool.h"
#include "aws/client/test_server.h"

namespace bellwether::aws {
namespace {

using testing::BundleFile;
using testing::Identity;
using testing::ok;
using testing::TestServer;

const HttpRequest get{.method = "GET", .target = "/", .headers = {}, .body = {}};

Transported<HttpResponse> fetch(const std::string& url, const std::string& ca_bundle) {
  ConnectionPool pool({}, ca_bundle);
  return pool.exchange(*parse_url(url), get);
}

std::string localhost_url(const TestServer& server) {
  return "https://localhost:" + std::to_string(server.port());
}

TEST(Tls, speaks_with_a_trusted_host_by_name_and_by_address) {
  const Identity identity = Identity::for_name("DNS:localhost,IP:127.0.0.1");
  TestServer server([](const std::string&) { return ok("secret"); }, identity);
  const BundleFile bundle(identity.certificate_pem);
  for (const std::string& url : {localhost_url(server), server.url()}) {
    const auto response = fetch(url, bundle.path());
    ASSERT_TRUE(response) << response.error().message;
    EXPECT_EQ(response->body, "secret");
  }
}

TEST(Tls, keeps_the_connection_and_carries_large_bodies) {
  const Identity identity = Identity::for_name("IP:127.0.0.1");
  const std::string large(3'000'000, 'x');
  TestServer server([&](const std::string&) { return ok(large); }, identity);
  const BundleFile bundle(identity.certificate_pem);
  ConnectionPool pool({}, bundle.path());
  HttpRequest request{.method = "POST", .target = "/", .headers = {}, .body = large};
  for (int i = 0; i < 3; ++i) {
    const auto response = pool.exchange(*parse_url(server.url()), request);
    ASSERT_TRUE(response) << response.error().message;
    EXPECT_EQ(response->body.size(), large.size());
  }
  EXPECT_EQ(server.connections(), 1);
}

TEST(Tls, refuses_a_certificate_of_another_name) {
  const Identity identity = Identity::for_name("DNS:elsewhere.example");
  TestServer server([](const std::string&) { return ok(""); }, identity);
  const BundleFile bundle(identity.certificate_pem);
  for (const std::string& url : {localhost_url(server), server.url()}) {
    const auto response = fetch(url, bundle.path());
    ASSERT_FALSE(response);
    EXPECT_EQ(response.error().kind, TransportError::Kind::untrusted);
    EXPECT_NE(response.error().message.find("mismatch"), std::string::npos)
        << response.error().message;
  }
  EXPECT_TRUE(server.requests().empty());
}

TEST(Tls, refuses_a_certificate_that_no_amazon_root_signed) {
  const Identity identity = Identity::for_name("DNS:localhost");
  TestServer server([](const std::string&) { return ok(""); }, identity);
  const auto response = fetch(localhost_url(server), "");
  ASSERT_FALSE(response);
  EXPECT_EQ(response.error().kind, TransportError::Kind::untrusted);
  EXPECT_NE(response.error().message.find("self-signed"), std::string::npos)
      << response.error().message;
}

TEST(Tls, refuses_a_peer_that_speaks_plain_http) {
  TestServer server([](const std::string&) { return ok(""); });
  ConnectionPool pool({.connect = std::chrono::milliseconds(500)}, "");
  const auto response = pool.exchange(*parse_url(localhost_url(server)), get);
  ASSERT_FALSE(response);
}

TEST(Tls, bounds_a_handshake_that_never_ends) {
  TestServer server([](const std::string&) { return ok(""); });
  ConnectionPool pool({.connect = std::chrono::milliseconds(100)}, "");
  const auto start = std::chrono::steady_clock::now();
  const auto response = pool.exchange(*parse_url(localhost_url(server)), get);
  ASSERT_FALSE(response);
  EXPECT_EQ(response.error().kind, TransportError::Kind::connect_timed_out);
  EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(5));
}

TEST(Tls, says_what_is_wrong_with_a_bundle) {
  EXPECT_NE(fetch("https://localhost:1", "/nonexistent.pem").error().message, "");
  EXPECT_FALSE(TlsContext::create("/nonexistent.pem"));
  const BundleFile empty("no certificate");
  const auto context = TlsContext::create(empty.path());
  ASSERT_FALSE(context);
  EXPECT_NE(context.error().message.find("holds no certificate"), std::string::npos);
}

TEST(AmazonRoots, are_five) {
  std::size_t count = 0;
  for (std::size_t at = 0;
       (at = amazon_roots().find("BEGIN CERTIFICATE", at)) != std::string_view::npos; ++at) {
    ++count;
  }
  EXPECT_EQ(count, 5U);
}

}  // namespace
}  // namespace bellwether::aws
