#include "aws/client/resolver.h"

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cstring>
#include <optional>

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/random.h>
#include <sys/time.h>
#include <unistd.h>

#include "aws/client/dns_message.h"
#include "aws/client/file_descriptor.h"
#include "aws/client/small_file.h"
#include "aws/core/http.h"

namespace bellwether::aws {
namespace {

using namespace std::chrono_literals;
using std::chrono::steady_clock;

// resolv.conf(5): three servers, six search domains, and these bounds on its options.
constexpr std::size_t most_servers = 3;
constexpr std::size_t most_search_domains = 6;
constexpr int longest_timeout_seconds = 30;
constexpr int most_attempts = 5;
constexpr int most_dots = 15;
// A UDP answer without EDNS has at most 512 bytes; over TCP we take what fits here.
constexpr std::size_t largest_answer = 8192;

Address from_record(const std::string& record, std::uint16_t port) {
  Address address;
  if (record.size() == 4) {
    auto* v4 = reinterpret_cast<sockaddr_in*>(&address.storage);
    v4->sin_family = AF_INET;
    v4->sin_port = htons(port);
    std::memcpy(&v4->sin_addr, record.data(), 4);
    address.length = sizeof(sockaddr_in);
  } else {
    auto* v6 = reinterpret_cast<sockaddr_in6*>(&address.storage);
    v6->sin6_family = AF_INET6;
    v6->sin6_port = htons(port);
    std::memcpy(&v6->sin6_addr, record.data(), 16);
    address.length = sizeof(sockaddr_in6);
  }
  return address;
}

template <class Visit>
void for_each_line(std::string_view text, Visit visit) {
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    std::string_view line = text.substr(0, end);
    line = line.substr(0, line.find_first_of("#;"));
    std::vector<std::string_view> words;
    while (true) {
      const std::size_t start = line.find_first_not_of(" \t\r");
      if (start == std::string_view::npos) break;
      line.remove_prefix(start);
      const std::size_t stop = std::min(line.find_first_of(" \t\r"), line.size());
      words.push_back(line.substr(0, stop));
      line.remove_prefix(stop);
    }
    if (!words.empty()) visit(words);
    text.remove_prefix(std::min(end + 1, text.size()));
  }
}

std::vector<Address> in_hosts_file(const std::string& path, std::string_view host,
                                   std::uint16_t port) {
  std::vector<Address> found;
  for_each_line(read_small_file(path).value_or(""), [&](const auto& words) {
    for (std::size_t i = 1; i < words.size(); ++i) {
      if (!equals_ignore_case(words[i], host)) continue;
      if (auto address = numeric_address(words[0], port)) found.push_back(*address);
    }
  });
  return found;
}

struct ResolvConf {
  std::vector<Address> servers;
  std::vector<std::string> search;
  int timeout_seconds = 5;
  int attempts = 2;
  int dots = 1;
};

int option_value(std::string_view text, int highest) {
  int value = 0;
  std::from_chars(text.data(), text.data() + text.size(), value);
  return std::clamp(value, 0, highest);
}

ResolvConf read_resolv_conf(const std::string& path, std::uint16_t port) {
  ResolvConf conf;
  for_each_line(read_small_file(path).value_or(""), [&](const auto& words) {
    if (words[0] == "nameserver" && words.size() > 1 && conf.servers.size() < most_servers) {
      if (auto address = numeric_address(words[1], port)) conf.servers.push_back(*address);
    } else if (words[0] == "search" || words[0] == "domain") {
      conf.search.assign(words.begin() + 1, words.end());
      if (conf.search.size() > most_search_domains) conf.search.resize(most_search_domains);
    } else if (words[0] == "options") {
      for (const std::string_view word : words) {
        if (word.starts_with("timeout:")) {
          conf.timeout_seconds = std::max(1, option_value(word.substr(8), longest_timeout_seconds));
        } else if (word.starts_with("attempts:")) {
          conf.attempts = std::max(1, option_value(word.substr(9), most_attempts));
        } else if (word.starts_with("ndots:")) {
          conf.dots = option_value(word.substr(6), most_dots);
        }
      }
    }
  });
  if (conf.servers.empty()) conf.servers.push_back(*numeric_address("127.0.0.1", port));
  return conf;
}

bool readable(int fd, Deadline deadline) {
  while (true) {
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - steady_clock::now());
    if (left.count() <= 0) return false;
    pollfd waiting{.fd = fd, .events = POLLIN, .revents = 0};
    const int ready = poll(&waiting, 1, static_cast<int>(left.count()));
    if (ready > 0) return true;
    if (ready < 0 && errno != EINTR) return false;
  }
}

void bound_blocking(int fd, Deadline deadline) {
  const auto left = std::max(
      std::chrono::ceil<std::chrono::microseconds>(deadline - steady_clock::now()), 1000us);
  const timeval time{.tv_sec = left.count() / 1'000'000, .tv_usec = left.count() % 1'000'000};
  setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &time, sizeof time);
  setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &time, sizeof time);
}

using dns::Answer;

// Nothing when the server gave no answer in time.
std::optional<Answer> ask_over_tcp(const Address& server, const std::string& question,
                                   std::uint16_t type, Deadline deadline) {
  const FileDescriptor socket(::socket(server.storage.ss_family, SOCK_STREAM | SOCK_CLOEXEC, 0));
  if (!socket) return std::nullopt;
  bound_blocking(socket.get(), deadline);
  if (connect(socket.get(), reinterpret_cast<const sockaddr*>(&server.storage), server.length) !=
      0) {
    return std::nullopt;
  }
  std::string framed{static_cast<char>(question.size() >> 8),
                     static_cast<char>(question.size() & 0xff)};
  framed += question;
  if (send(socket.get(), framed.data(), framed.size(), MSG_NOSIGNAL) !=
      static_cast<ssize_t>(framed.size())) {
    return std::nullopt;
  }
  std::string message(largest_answer, '\0');
  std::size_t have = 0;
  while (have < message.size()) {
    const ssize_t got = recv(socket.get(), message.data() + have, message.size() - have, 0);
    if (got <= 0) return std::nullopt;
    have += static_cast<std::size_t>(got);
    if (have < 2) continue;
    const std::size_t size = static_cast<std::size_t>(static_cast<unsigned char>(message[0]) << 8 |
                                                      static_cast<unsigned char>(message[1]));
    if (have >= size + 2) {
      return dns::parse_answer(std::string_view(message).substr(2, size), question, type);
    }
  }
  return std::nullopt;
}

std::optional<Answer> ask(const Address& server, std::string_view name, std::uint16_t type,
                          Deadline deadline) {
  std::uint16_t id = 0;
  if (getrandom(&id, sizeof id, 0) != sizeof id) return std::nullopt;
  const std::string question = dns::question(id, name, type);
  if (question.empty()) return Answer{Answer::Outcome::no_such_name, {}};
  const FileDescriptor socket(::socket(server.storage.ss_family, SOCK_DGRAM | SOCK_CLOEXEC, 0));
  // Connected, the socket takes answers from that server only.
  if (!socket ||
      connect(socket.get(), reinterpret_cast<const sockaddr*>(&server.storage), server.length) !=
          0 ||
      send(socket.get(), question.data(), question.size(), MSG_NOSIGNAL) < 0) {
    return std::nullopt;
  }
  char message[largest_answer];
  while (readable(socket.get(), deadline)) {
    const ssize_t got = recv(socket.get(), message, sizeof message, MSG_DONTWAIT);
    if (got < 0) return std::nullopt;
    Answer answer = dns::parse_answer({message, static_cast<std::size_t>(got)}, question, type);
    if (answer.outcome == Answer::Outcome::not_ours) continue;
    if (answer.outcome == Answer::Outcome::truncated) {
      return ask_over_tcp(server, question, type, deadline);
    }
    return answer;
  }
  return std::nullopt;
}

std::optional<Answer> ask_servers(const ResolvConf& conf, std::string_view name, std::uint16_t type,
                                  Deadline deadline) {
  for (int attempt = 0; attempt < conf.attempts; ++attempt) {
    for (const Address& server : conf.servers) {
      const auto until =
          std::min(deadline, steady_clock::now() + std::chrono::seconds(conf.timeout_seconds));
      auto answer = ask(server, name, type, until);
      if (answer && answer->outcome != Answer::Outcome::refused) return answer;
      if (steady_clock::now() >= deadline) return std::nullopt;
    }
  }
  return std::nullopt;
}

// The name with each search domain, and as it is: first where it has dots enough.
std::vector<std::string> candidates(std::string_view host, const ResolvConf& conf) {
  const bool complete = std::count(host.begin(), host.end(), '.') >= conf.dots;
  std::vector<std::string> names;
  if (complete || host.ends_with('.')) names.emplace_back(host);
  if (!host.ends_with('.')) {
    for (const std::string& domain : conf.search) {
      if (domain != ".") names.push_back(std::string(host) + "." + domain);
    }
    if (!complete) names.emplace_back(host);
  }
  return names;
}

}  // namespace

Resolver::Resolver() : Resolver(Files{}, 53) {}

Resolver::Resolver(Files files, std::uint16_t dns_port)
    : files_(std::move(files)), dns_port_(dns_port) {}

Transported<std::vector<Address>> Resolver::resolve(std::string_view host, std::uint16_t port,
                                                    Deadline deadline) const {
  if (auto address = numeric_address(host, port)) return std::vector{*address};
  if (is_localhost(host))
    return std::vector{*numeric_address("127.0.0.1", port), *numeric_address("::1", port)};
  if (auto found = in_hosts_file(files_.hosts, host, port); !found.empty()) return found;

  const ResolvConf conf = read_resolv_conf(files_.resolv_conf, dns_port_);
  bool answered = false;
  for (const std::string& name : candidates(host, conf)) {
    for (const std::uint16_t type : {dns::type_a, dns::type_aaaa}) {
      const auto answer = ask_servers(conf, name, type, deadline);
      if (!answer) break;
      answered = true;
      if (answer->outcome == Answer::Outcome::no_such_name) break;
      if (answer->outcome != Answer::Outcome::addresses) continue;
      std::vector<Address> addresses;
      for (const std::string& record : answer->addresses) {
        addresses.push_back(from_record(record, port));
      }
      return addresses;
    }
  }
  const std::string quoted = "\"" + std::string(host) + "\"";
  if (answered) {
    return std::unexpected(
        TransportError{TransportError::Kind::unresolved, "the host " + quoted + " does not exist"});
  }
  return std::unexpected(TransportError{
      TransportError::Kind::connect_timed_out,
      "no name server of " + files_.resolv_conf + " answered for the host " + quoted});
}

}  // namespace bellwether::aws
