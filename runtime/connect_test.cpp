#include "runtime/connect.h"

#include <cerrno>
#include <cstdlib>
#include <map>
#include <system_error>
#include <thread>
#include <tuple>

#include <arpa/inet.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include "aws/client/test_server.h"
#include "aws/dynamodb/model.h"
#include "bellwether/log.h"
#include "runtime/fake_runtime_api.h"

namespace bellwether {
namespace {

using ::testing::HasSubstr;

// Ends every connection at its first bytes.
class ClosingPeer {
 public:
  ClosingPeer() {
    sockaddr_in address{.sin_family = AF_INET, .sin_addr = {.s_addr = htonl(INADDR_LOOPBACK)}};
    socklen_t size = sizeof address;
    if (::bind(listener_, reinterpret_cast<sockaddr*>(&address), size) != 0 ||
        ::listen(listener_, SOMAXCONN) != 0 ||
        ::getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size) != 0) {
      throw std::system_error(errno, std::generic_category());
    }
    port_ = ntohs(address.sin_port);
    thread_ = std::thread([this] {
      for (int peer = 0; (peer = ::accept(listener_, nullptr, nullptr)) >= 0; ::close(peer)) {
        char bytes[4096];
        std::ignore = ::read(peer, bytes, sizeof bytes);
      }
    });
  }
  ~ClosingPeer() {
    ::shutdown(listener_, SHUT_RDWR);
    thread_.join();
    ::close(listener_);
  }
  std::string port() const { return std::to_string(port_); }

 private:
  int listener_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  std::uint16_t port_ = 0;
  std::thread thread_;
};

class ConnectCore : public ::testing::Test {
 protected:
  ConnectCore() {
    set("AWS_REGION", "eu-west-3");
    set("AWS_ACCESS_KEY_ID", "AKID");
    set("AWS_SECRET_ACCESS_KEY", "secret");
    set("AWS_CONFIG_FILE", "/dev/null");
  }
  ~ConnectCore() override {
    for (const auto& [name, value] : set_) unsetenv(name.c_str());
  }

  void set(const std::string& name, const std::string& value) {
    setenv(name.c_str(), value.c_str(), 1);
    set_[name] = value;
  }
  auto connect() { return connect_core(aws::dynamodb::ListTables::info.service, 1); }

  testing::CapturedLog log_;

 private:
  std::map<std::string, std::string> set_;
};

TEST_F(ConnectCore, Warns_of_an_endpoint_that_ends_the_connection_during_the_handshake) {
  const ClosingPeer peer;
  set("AWS_ENDPOINT_URL", "https://127.0.0.1:" + peer.port());
  const auto core = connect();
  ASSERT_TRUE(core) << core.error().code << ": " << core.error().message;
  EXPECT_THAT(log_.text(), HasSubstr("[WARN]"));
  EXPECT_THAT(log_.text(), HasSubstr("Connection was closed"));
}

TEST_F(ConnectCore, Refuses_a_certificate_that_it_cannot_trust) {
  const auto identity = aws::testing::Identity::for_name("IP:127.0.0.1");
  const aws::testing::TestServer server([](const std::string&) { return std::string(); }, identity);
  set("AWS_ENDPOINT_URL", "https://127.0.0.1:" + std::to_string(server.port()));
  const auto core = connect();
  ASSERT_FALSE(core);
  EXPECT_EQ(core.error().code, "SSLError");
}

TEST_F(ConnectCore, Warns_of_a_retry_mode_that_runs_as_standard) {
  const ClosingPeer peer;
  set("AWS_ENDPOINT_URL", "http://127.0.0.1:" + peer.port());
  set("AWS_RETRY_MODE", "adaptive");
  ASSERT_TRUE(connect());
  EXPECT_THAT(log_.text(), HasSubstr("The retry mode adaptive runs as standard"));
}

}  // namespace
}  // namespace bellwether
