// Measures what a script is too slow to measure. Prints one JSON object.
//
//   bench_client latency PORT COUNT < REQUEST        one connection, one call after the other
//   bench_client throughput PORT CONNECTIONS SECONDS < REQUEST     an error when any call fails
//   bench_client loopback COUNT                      bare round trips of a byte between two threads
//   bench_client sheep PORT TABLE COUNT              fills a table by PutItem, eight connections
#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <iostream>
#include <iterator>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include "tests/bench/closed_loop.h"
#include "tests/bench/http_pipe.h"
#include "tests/bench/run_json.h"

namespace bellwether::bench {
namespace {

using std::chrono::steady_clock;

std::string request_from_stdin() {
  return {std::istreambuf_iterator<char>(std::cin), std::istreambuf_iterator<char>()};
}

double micros(steady_clock::duration time) {
  return std::chrono::duration<double, std::micro>(time).count();
}

void print_latencies(std::vector<double> us, long failed) {
  std::sort(us.begin(), us.end());
  const auto at = [&](double q) {
    return us[static_cast<std::size_t>(q * static_cast<double>(us.size() - 1))];
  };
  std::printf(R"({"count":%zu,"failed":%ld,"min_us":%.2f,"median_us":%.2f,"p99_us":%.2f})"
              "\n",
              us.size(), failed, us.front(), at(0.5), at(0.99));
}

int latency(int port, int count) {
  const std::string request = request_from_stdin();
  const int socket = connect_loopback(port);
  AnswerReader reader;
  for (int i = 0; i < 50; ++i) exchange(socket, request, reader);  // warm both sides
  std::vector<double> us;
  long failed = 0;
  for (int i = 0; i < count; ++i) {
    const auto begin = steady_clock::now();
    failed += exchange(socket, request, reader) >= 300 ? 1 : 0;
    us.push_back(micros(steady_clock::now() - begin));
  }
  print_latencies(std::move(us), failed);
  return 0;
}

// The same request again and again; a success is right whatever it says.
class FixedLoad final : public Load {
 public:
  explicit FixedLoad(std::string request) : request_(std::move(request)) {}

  void next(Request& request) override { request.bytes = request_; }
  Verdict judge(const Answer& answer, Request&, std::string& error) const override {
    if (answer.status >= 200 && answer.status < 300) return Verdict::done;
    error = words(answer);
    return Verdict::failed;
  }
  std::string words(const Answer& answer) const override {
    return "status " + std::to_string(answer.status);
  }

 private:
  std::string request_;
};

int throughput(int port, unsigned connections, double seconds) {
  FixedLoad load(request_from_stdin());
  Run run =
      ClosedLoop(load, port, connections).run({.time = std::chrono::duration<double>(seconds)});
  // What a server answers wrongly or not at all is no rate of it.
  if (!run.errors.empty() || run.operations == 0) {
    std::fprintf(stderr, "%s\n", json(run).c_str());
    return 1;
  }
  std::puts(json(run).c_str());
  return 0;
}

int loopback(int count) {
  const int listener = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  if (listener < 0 || bind(listener, reinterpret_cast<sockaddr*>(&address), size) != 0 ||
      listen(listener, 1) != 0 ||
      getsockname(listener, reinterpret_cast<sockaddr*>(&address), &size) != 0) {
    std::perror("listening");
    return 1;
  }
  const std::jthread echo([&] {
    const int socket = accept(listener, nullptr, nullptr);
    if (socket < 0) return;
    const int on = 1;
    setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    char byte = 0;
    while (recv(socket, &byte, 1, 0) == 1) send(socket, &byte, 1, MSG_NOSIGNAL);
    close(socket);
  });
  const int socket = connect_loopback(ntohs(address.sin_port));
  std::vector<double> us;
  char byte = 'x';
  for (int i = 0; i < count + 50; ++i) {
    const auto begin = steady_clock::now();
    if (send(socket, &byte, 1, MSG_NOSIGNAL) != 1 || recv(socket, &byte, 1, 0) != 1) return 1;
    if (i >= 50) us.push_back(micros(steady_clock::now() - begin));
  }
  close(socket);
  print_latencies(std::move(us), 0);
  return 0;
}

std::string put_sheep(const std::string& table, int tattoo) {
  // Weights a prime distance apart, so that a shed of them has primes and others alike.
  const auto weight = 80'000'000'000 + static_cast<long long>(tattoo) * 799'999 % 80'000'000'000;
  const std::string body = R"({"TableName":")" + table + R"(","Item":{"tattoo":{"N":")" +
                           std::to_string(tattoo) + R"("},"weight":{"N":")" +
                           std::to_string(weight) + R"("}}})";
  return "POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/x-amz-json-1.0\r\n"
         "X-Amz-Target: DynamoDB_20120810.PutItem\r\nX-Amz-Date: 20260101T000000Z\r\n"
         "Authorization: AWS4-HMAC-SHA256 "
         "Credential=test/20260101/us-east-1/dynamodb/aws4_request, "
         "SignedHeaders=host;x-amz-date;x-amz-target, Signature=" +
         std::string(64, '0') + "\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" +
         body;
}

int sheep(int port, const std::string& table, int count) {
  std::atomic<int> next = 0;
  std::atomic<long> failed = 0;
  const auto begin = steady_clock::now();
  {
    constexpr int connections = 8;
    std::vector<std::jthread> threads;
    threads.reserve(connections);
    for (int i = 0; i < connections; ++i) {
      threads.emplace_back([&] {
        const int socket = connect_loopback(port);
        AnswerReader reader;
        for (int tattoo = next++; tattoo < count; tattoo = next++) {
          failed += exchange(socket, put_sheep(table, tattoo), reader) >= 300 ? 1 : 0;
        }
        close(socket);
      });
    }
  }
  const double took = micros(steady_clock::now() - begin) / 1e6;
  std::printf(R"({"count":%d,"failed":%ld,"seconds":%.3f,"per_second":%.0f})"
              "\n",
              count, failed.load(), took, count / took);
  return failed == 0 ? 0 : 1;
}

}  // namespace
}  // namespace bellwether::bench

int main(int argc, char** argv) {
  using namespace bellwether::bench;
  const std::vector<std::string> arguments(argv + 1, argv + argc);
  const auto number = [&](std::size_t i) { return std::atoi(arguments[i].c_str()); };
  const std::string what = arguments.empty() ? "" : arguments[0];
  if (what == "latency" && arguments.size() == 3) return latency(number(1), number(2));
  if (what == "throughput" && arguments.size() == 4) {
    return throughput(number(1), static_cast<unsigned>(number(2)), std::atof(arguments[3].c_str()));
  }
  if (what == "loopback" && arguments.size() == 2) return loopback(number(1));
  if (what == "sheep" && arguments.size() == 4) return sheep(number(1), arguments[2], number(3));
  std::fprintf(stderr, "usage: bench_client latency|throughput|loopback|sheep ...\n");
  return 2;
}
