#include "aws/client/resolver.h"

#include <atomic>
#include <filesystem>
#include <fstream>
#include <functional>
#include <thread>

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "aws/client/dns_message.h"

namespace bellwether::aws {
namespace {

using namespace std::chrono_literals;

std::string name_of(const std::string& question) {
  std::string name;
  for (std::size_t at = 12; question[at] != 0;) {
    const auto length = static_cast<std::size_t>(question[at]);
    name += question.substr(at + 1, length) + ".";
    at += length + 1;
  }
  return name;
}

int type_of(const std::string& question) {
  return question[question.size() - 3];
}

std::string header(const std::string& question, int flags_low, int answers, int flags_high = 0x81) {
  std::string message = question;
  message[2] = static_cast<char>(flags_high);
  message[3] = static_cast<char>(flags_low);
  message[7] = static_cast<char>(answers);
  return message;
}

std::string record(int type, const std::string& data) {
  std::string text("\xc0\x0c", 2);
  text += std::string(
      {0, static_cast<char>(type), 0, 1, 0, 0, 0, 60, 0, static_cast<char>(data.size())});
  return text + data;
}

// Answers UDP questions on the loopback; and over TCP, on the same port, where given.
class NameServer {
 public:
  using Answer = std::function<std::string(const std::string& question)>;
  explicit NameServer(Answer over_udp, Answer over_tcp = {}) {
    // What is free for one protocol may be taken for the other.
    for (int tries = 0; tries < 20 && !open(); ++tries) {
      close(udp_);
      close(tcp_);
    }
    EXPECT_NE(port, 0);
    listen(tcp_, 4);
    thread_ = std::thread([this, over_udp, over_tcp] { run(over_udp, over_tcp); });
  }
  ~NameServer() {
    stopping_ = true;
    thread_.join();
    close(udp_);
    close(tcp_);
  }
  std::uint16_t port = 0;

 private:
  bool open() {
    udp_ = socket(AF_INET, SOCK_DGRAM, 0);
    tcp_ = socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    if (bind(tcp_, reinterpret_cast<sockaddr*>(&address), size) != 0) return false;
    getsockname(tcp_, reinterpret_cast<sockaddr*>(&address), &size);
    if (bind(udp_, reinterpret_cast<sockaddr*>(&address), size) != 0) return false;
    port = ntohs(address.sin_port);
    return true;
  }

  void run(const Answer& over_udp, const Answer& over_tcp) {
    while (!stopping_) {
      pollfd waiting[2] = {{udp_, POLLIN, 0}, {tcp_, POLLIN, 0}};
      if (poll(waiting, 2, 5) <= 0) continue;
      char block[1024];
      if (waiting[0].revents != 0) {
        sockaddr_in peer{};
        socklen_t size = sizeof peer;
        const auto got =
            recvfrom(udp_, block, sizeof block, 0, reinterpret_cast<sockaddr*>(&peer), &size);
        const std::string answer = over_udp({block, static_cast<std::size_t>(got)});
        if (!answer.empty()) {
          sendto(udp_, answer.data(), answer.size(), 0, reinterpret_cast<sockaddr*>(&peer), size);
        }
      } else {
        const int fd = accept(tcp_, nullptr, nullptr);
        const auto got = recv(fd, block, sizeof block, 0);
        const std::string answer = over_tcp({block + 2, static_cast<std::size_t>(got - 2)});
        const std::string framed = std::string({static_cast<char>(answer.size() >> 8),
                                                static_cast<char>(answer.size() & 0xff)}) +
                                   answer;
        send(fd, framed.data(), framed.size(), MSG_NOSIGNAL);
        close(fd);
      }
    }
  }

  int udp_ = -1;
  int tcp_ = -1;
  std::atomic<bool> stopping_ = false;
  std::thread thread_;
};

class ResolverTest : public testing::Test {
 protected:
  ResolverTest() {
    std::string name = "/tmp/bellwether-dns-XXXXXX";
    folder_ = mkdtemp(name.data());
    write_resolv_conf("nameserver 127.0.0.1\noptions timeout:1 attempts:1\n");
  }
  ~ResolverTest() override { std::filesystem::remove_all(folder_); }

  void write_resolv_conf(const std::string& text) { std::ofstream(folder_ / "resolv") << text; }
  void write_hosts(const std::string& text) { std::ofstream(folder_ / "hosts") << text; }
  Resolver resolver(std::uint16_t port = 1) {
    return Resolver({.hosts = folder_ / "hosts", .resolv_conf = folder_ / "resolv"}, port);
  }
  std::string resolve(const Resolver& resolver, std::string_view host) {
    const auto found = resolver.resolve(host, 80, std::chrono::steady_clock::now() + 2s);
    if (!found) return found.error().message;
    std::string text;
    for (const Address& address : *found) text += (text.empty() ? "" : " ") + address.text();
    return text;
  }

  std::filesystem::path folder_;
};

TEST_F(ResolverTest, needs_no_file_for_addresses_and_localhost) {
  const Resolver none({.hosts = "/nonexistent", .resolv_conf = "/nonexistent"}, 1);
  EXPECT_EQ(resolve(none, "192.0.2.7"), "192.0.2.7");
  EXPECT_EQ(resolve(none, "2001:db8::1"), "2001:db8::1");
  EXPECT_EQ(resolve(none, "LocalHost"), "127.0.0.1 ::1");
  EXPECT_EQ(resolve(none, "abc.execute-api.localhost"), "127.0.0.1 ::1");
}

TEST_F(ResolverTest, prefers_the_hosts_file) {
  write_hosts("# comment\n192.0.2.1 other\n192.0.2.2\tcloud alias # it\n");
  EXPECT_EQ(resolve(resolver(), "ALIAS"), "192.0.2.2");
}

TEST_F(ResolverTest, asks_the_name_server_and_follows_an_alias) {
  NameServer server([](const std::string& question) {
    return header(question, 0, 3) + record(5, std::string("\x01y\0", 3)) +
           record(1, std::string("\xc0\x00\x02\x05", 4)) +
           record(1, std::string("\xc0\x00\x02\x06", 4));
  });
  EXPECT_EQ(resolve(resolver(server.port), "dynamodb.example"), "192.0.2.5 192.0.2.6");
}

TEST_F(ResolverTest, asks_for_ipv6_when_there_is_no_ipv4) {
  NameServer server([](const std::string& question) {
    if (type_of(question) == 1) return header(question, 0, 0);
    return header(question, 0, 1) + record(28, std::string(15, '\0') + "\x01");
  });
  EXPECT_EQ(resolve(resolver(server.port), "six.example"), "::1");
}

TEST_F(ResolverTest, tries_search_domains_for_short_names) {
  write_resolv_conf("search a.example b.example\nnameserver 127.0.0.1\n");
  NameServer server([](const std::string& question) {
    if (name_of(question) != "cloud.b.example.") return header(question, 3, 0);
    return header(question, 0, 1) + record(1, std::string("\xc0\x00\x02\x09", 4));
  });
  EXPECT_EQ(resolve(resolver(server.port), "cloud"), "192.0.2.9");
}

TEST_F(ResolverTest, takes_a_truncated_answer_again_over_tcp) {
  NameServer server([](const std::string& question) { return header(question, 0, 0, 0x83); },
                    [](const std::string& question) {
                      return header(question, 0, 1) + record(1, std::string("\xc0\x00\x02\x08", 4));
                    });
  EXPECT_EQ(resolve(resolver(server.port), "big.example"), "192.0.2.8");
}

TEST_F(ResolverTest, ignores_answers_to_other_questions) {
  NameServer server([first = true](const std::string& question) mutable {
    std::string other = question;
    if (std::exchange(first, false)) other[0] = static_cast<char>(other[0] + 1);
    return header(other, 0, 1) + record(1, std::string("\xc0\x00\x02\x08", 4));
  });
  EXPECT_NE(resolve(resolver(server.port), "x.example"), "192.0.2.8");
}

TEST_F(ResolverTest, tells_a_missing_host_from_silent_servers) {
  NameServer denying([](const std::string& question) { return header(question, 3, 0); });
  EXPECT_EQ(resolve(resolver(denying.port), "none.example"),
            "the host \"none.example\" does not exist");
  NameServer silent([](const std::string&) { return std::string(); });
  EXPECT_NE(resolve(resolver(silent.port), "none.example").find("no name server of"),
            std::string::npos);
}

TEST(DnsMessage, refuses_names_that_cannot_be_asked) {
  EXPECT_EQ(dns::question(1, "", dns::type_a), "");
  EXPECT_EQ(dns::question(1, "a..b", dns::type_a), "");
  EXPECT_EQ(dns::question(1, std::string(64, 'a'), dns::type_a), "");
  EXPECT_EQ(dns::question(1, std::string(300, '.'), dns::type_a), "");
}

TEST(DnsMessage, survives_every_truncation_and_flipped_byte) {
  const std::string question = dns::question(7, "a.example", dns::type_a);
  const std::string good =
      header(question, 0, 2) + record(5, std::string("\x01y\xc0\x0c", 4)) + record(1, "abcd");
  EXPECT_EQ(dns::parse_answer(good, question, dns::type_a).addresses.size(), 1U);
  for (std::size_t size = 0; size < good.size(); ++size) {
    dns::parse_answer(good.substr(0, size), question, dns::type_a);
  }
  for (std::size_t at = 0; at < good.size(); ++at) {
    for (int bit = 0; bit < 8; ++bit) {
      std::string bad = good;
      bad[at] = static_cast<char>(bad[at] ^ (1 << bit));
      dns::parse_answer(bad, question, dns::type_a);
    }
  }
}

}  // namespace
}  // namespace bellwether::aws
