// Requests a second over 32 connections on one loop: a bare echo through the HTTP layer, and the
// same bytes through routing, identity and stamping as well. What a service adds comes on top of
// that; the whole stack with GetItem is measured by `./bw bench`.
//
// Where the machine has two cores, the loop has one of its own and the peers the other.
//
// `server_bench serve` only serves the bare echo, prints its port and waits for the end of its
// input: the peer of `./bw bench items`.
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include <arpa/inet.h>
#include <fmt/core.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <pthread.h>
#include <sched.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "cloud/server/control.h"
#include "cloud/server/dispatcher.h"
#include "cloud/server/server.h"

namespace bellwether::cloud::server {
namespace {

using Seconds = std::chrono::duration<double>;

constexpr int connections = 32;
constexpr Seconds warm_up{0.5};
constexpr Seconds measured{3};
// As large as a small item in DynamoDB's JSON.
constexpr std::size_t answer_bytes = 215;

constexpr aws::ServiceInfo dynamodb{.name = "dynamodb",
                                    .signing_name = "dynamodb",
                                    .target_prefix = "DynamoDB_20120810",
                                    .protocol = aws::Protocol::json_1_0};
constexpr aws::OperationInfo get_item{dynamodb, "GetItem", "POST", "/"};

// An operation without semantics.
struct FixedAnswer {
  using Input = aws::Unit;
  using Output = aws::Unit;
  static constexpr const aws::OperationInfo& info = get_item;
  static aws::Result<Input> decode_request(const aws::HttpRequest&, const aws::PathParameters&) {
    return Input{};
  }
  static aws::HttpResponse encode_response(const Output&) {
    aws::HttpResponse response{.body = std::string(answer_bytes, 'x')};
    response.headers.add("Content-Type", "application/x-amz-json-1.0");
    return response;
  }
};

class BareEcho final : public HttpHandler {
 public:
  BodyPlan plan_body(const aws::HttpRequest&, std::optional<std::uint64_t>) const override {
    return {.limit = 1024 * 1024};
  }
  aws::HttpResponse refuse(const aws::HttpRequest&, Refusal, const Peer&) override {
    return {.status = 400};
  }
  Task<Response> handle(aws::HttpRequest&, BodySource&, const Peer&) override {
    co_return FixedAnswer::encode_response({});
  }
};

// What boto3 sends for GetItem.
std::string request() {
  const std::string body = R"({"TableName": "shed", "Key": {"tattoo": {"N": "500"}}})";
  return "POST / HTTP/1.1\r\nHost: 127.0.0.1:4566\r\nAccept-Encoding: identity\r\n"
         "X-Amz-Target: DynamoDB_20120810.GetItem\r\nContent-Type: application/x-amz-json-1.0\r\n"
         "User-Agent: Boto3/1.43.11 md/Botocore#1.43.11 ua/2.1 os/linux md/arch#x86_64\r\n"
         "X-Amz-Date: 20261121T080000Z\r\n"
         "Authorization: AWS4-HMAC-SHA256 "
         "Credential=test/20261121/us-east-1/dynamodb/aws4_request, "
         "SignedHeaders=content-type;host;x-amz-date;x-amz-target, "
         "Signature=0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef\r\n"
         "amz-sdk-invocation-id: 8f2c1f4e-0d63-4c1c-9c7e-3a1d2f0c9b11\r\n"
         "amz-sdk-request: attempt=1\r\nContent-Length: " +
         std::to_string(body.size()) + "\r\n\r\n" + body;
}

void pin(pthread_t thread, unsigned core) {
  if (std::thread::hardware_concurrency() < 2) return;
  cpu_set_t cores;
  CPU_ZERO(&cores);
  CPU_SET(core, &cores);
  pthread_setaffinity_np(thread, sizeof cores, &cores);
}

[[noreturn]] void give_up(const char* what) {
  std::perror(what);
  std::exit(1);
}

int connect_to(std::uint16_t port) {
  const int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (connect(fd, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0) give_up("connect");
  const int on = 1;
  setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  return fd;
}

// A closed loop: each connection asks again when it has its answer. All answers of a run have the
// length of the first.
class Load {
 public:
  explicit Load(std::uint16_t port) : request_(request()), epoll_(epoll_create1(EPOLL_CLOEXEC)) {
    for (int i = 0; i < connections; ++i) {
      const int fd = connect_to(port);
      epoll_event event{.events = EPOLLIN, .data = {.fd = fd}};
      epoll_ctl(epoll_, EPOLL_CTL_ADD, fd, &event);
      sockets_.push_back(fd);
    }
    got_.resize(static_cast<std::size_t>(sockets_.back()) + 1);
    ask(sockets_.front());
    length_ = static_cast<std::size_t>(recv(sockets_.front(), buffer_, sizeof buffer_, 0));
    if (std::string_view(buffer_, 12) != "HTTP/1.1 200") give_up("the server refused");
    for (int fd : sockets_) ask(fd);
  }
  ~Load() {
    for (int fd : sockets_) close(fd);
    close(epoll_);
  }
  Load(const Load&) = delete;
  Load& operator=(const Load&) = delete;

  long run(Seconds time) {
    long answers = 0;
    const auto end = std::chrono::steady_clock::now() + time;
    epoll_event events[connections];
    while (std::chrono::steady_clock::now() < end) {
      const int ready = epoll_wait(epoll_, events, connections, 100);
      for (int i = 0; i < ready; ++i) {
        const int fd = events[i].data.fd;
        const auto n = recv(fd, buffer_, sizeof buffer_, 0);
        if (n <= 0) give_up("recv");
        auto& got = got_[static_cast<std::size_t>(fd)];
        got += static_cast<std::size_t>(n);
        if (got < length_) continue;
        got = 0;
        ++answers;
        ask(fd);
      }
    }
    return answers;
  }

 private:
  void ask(int fd) {
    if (send(fd, request_.data(), request_.size(), MSG_NOSIGNAL) !=
        static_cast<ssize_t>(request_.size())) {
      give_up("send");
    }
  }

  const std::string request_;
  int epoll_;
  std::vector<int> sockets_;
  std::vector<std::size_t> got_;
  std::size_t length_ = 0;
  char buffer_[16 * 1024];
};

struct Rate {
  double per_second;
  double per_cpu_second;
};

double cpu_seconds(pthread_t thread) {
  clockid_t clock;
  timespec time{};
  pthread_getcpuclockid(thread, &clock);
  clock_gettime(clock, &time);
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) / 1e9;
}

Rate measure(HttpHandler& handler) {
  Loops loops(1);
  Server server(loops, handler, {.port = 0});
  std::thread thread([&] { loops.run(); });
  pin(thread.native_handle(), 0);
  pin(pthread_self(), 1);
  Rate rate{};
  {
    Load load(server.port());
    load.run(warm_up);
    const double cpu = cpu_seconds(thread.native_handle());
    const auto begin = std::chrono::steady_clock::now();
    const auto answers = static_cast<double>(load.run(measured));
    const Seconds took = std::chrono::steady_clock::now() - begin;
    rate = {answers / took.count(), answers / (cpu_seconds(thread.native_handle()) - cpu)};
  }
  server.stop([] {}, [&] { loops.stop(); });
  thread.join();
  return rate;
}

int run() {
  BareEcho echo;
  SystemClock clock;
  SystemRandom random;
  OperationTable operations;
  operations.add<FixedAnswer>(
      [](const RequestContext&, aws::Unit) -> Result<aws::Unit> { return aws::Unit{}; });
  OriginPolicy origins({});
  Authenticator authenticator({});
  AccessLog log("off");
  ControlEndpoint control("0", origins);
  Dispatcher dispatcher({.operations = operations,
                         .endpoints = {&control},
                         .authenticator = authenticator,
                         .origins = origins,
                         .access_log = log,
                         .clock = clock,
                         .random = random});
  const auto bare = measure(echo);
  const auto dispatched = measure(dispatcher);
  fmt::print("{:<34}{:>12}{:>22}\n", "32 connections, one loop", "requests/s", "per CPU-second");
  fmt::print("{:<34}{:>12.0f}{:>22.0f}\n", "bare echo", bare.per_second, bare.per_cpu_second);
  fmt::print("{:<34}{:>12.0f}{:>22.0f}\n", "routed, identified, stamped", dispatched.per_second,
             dispatched.per_cpu_second);
  fmt::print("{:<34}{:>12.2f}{:>22.2f}\n", "ratio", dispatched.per_second / bare.per_second,
             dispatched.per_cpu_second / bare.per_cpu_second);
  return 0;
}

int serve() {
  BareEcho echo;
  Loops loops(1);
  Server server(loops, echo, {.port = 0});
  std::thread thread([&] { loops.run(); });
  fmt::print("{}\n", server.port());
  std::fflush(stdout);
  while (std::getchar() != EOF) continue;
  server.stop([] {}, [&] { loops.stop(); });
  thread.join();
  return 0;
}

}  // namespace
}  // namespace bellwether::cloud::server

int main(int argc, char** argv) {
  if (argc == 2 && std::string_view(argv[1]) == "serve") return bellwether::cloud::server::serve();
  return bellwether::cloud::server::run();
}
