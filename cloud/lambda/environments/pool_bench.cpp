// A warm no-op invocation beside the floor: two round trips to another process over loopback, which
// is what a runtime's response and its next request are.
#include <filesystem>
#include <optional>
#include <string>

#include <arpa/inet.h>
#include <benchmark/benchmark.h>
#include <boost/asio/co_spawn.hpp>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "cloud/lambda/environments/pool.h"

namespace bellwether::cloud::lambda {
namespace {

namespace fs = std::filesystem;

class NoLog final : public logs::LogSink {
 public:
  void append(const Scope&, std::string_view, std::string_view,
              std::vector<logs::LogLine>) override {}
};

void two_loopback_round_trips(benchmark::State& state) {
  const int listener = ::socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  const int on = 1;
  ::bind(listener, reinterpret_cast<sockaddr*>(&address), size);
  ::listen(listener, 1);
  ::getsockname(listener, reinterpret_cast<sockaddr*>(&address), &size);
  char bytes[256] = {};
  const pid_t echo = ::fork();
  if (echo == 0) {
    const int peer = ::accept(listener, nullptr, nullptr);
    ::setsockopt(peer, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    for (ssize_t n = 0; (n = ::read(peer, bytes, sizeof bytes)) > 0;) {
      if (::write(peer, bytes, static_cast<std::size_t>(n)) != n) break;
    }
    ::_exit(0);
  }
  const int connection = ::socket(AF_INET, SOCK_STREAM, 0);
  ::connect(connection, reinterpret_cast<sockaddr*>(&address), size);
  ::setsockopt(connection, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  for (auto _ : state) {
    for (int i = 0; i < 2; ++i) {
      if (::write(connection, bytes, 200) != 200 || ::read(connection, bytes, 200) <= 0) {
        state.SkipWithError("the echo ended");
        break;
      }
    }
  }
  ::close(connection);
  ::close(listener);
  ::waitpid(echo, nullptr, 0);
}
BENCHMARK(two_loopback_round_trips)->UseRealTime()->Unit(benchmark::kMicrosecond);

void warm_no_op(benchmark::State& state) {
  char name[] = "/tmp/bellwether-pool-bench-XXXXXX";
  const fs::path folder = ::mkdtemp(name);
  fs::permissions(folder, fs::perms(0755));
  fs::create_directories(folder / "code");
  fs::copy_file(TEST_FUNCTION, folder / "code" / "bootstrap");
  auto spec = std::make_shared<FunctionSpec>();
  spec->name = "no-op";
  spec->arn = "arn:aws:lambda:us-east-1:000000000000:function:no-op";
  spec->runtime = "provided.al2023";
  spec->memory_mib = 1769;
  spec->code = folder / "code";
  spec->log_group = "/aws/lambda/no-op";
  NoLog log;
  SystemClock clock;
  SystemRandom random;
  {
    asio::io_context loop(1);
    Machine machine({.folder = folder / "lambda"}, log, clock, random);
    Pool pool(machine, {});
    for (auto _ : state) {
      std::optional<bool> failed;
      Invocation invocation{.request_id = random.uuid(),
                            .payload = "{}",
                            .function_arn = spec->arn,
                            .trace_id = "Root=1-2-3"};
      asio::co_spawn(loop, pool.invoke(spec, std::move(invocation)),
                     [&](const std::exception_ptr&, const aws::Result<Outcome>& outcome) {
                       failed = !outcome || outcome->function_error;
                     });
      while (!failed) loop.run_one();
      loop.restart();
      if (*failed) {
        state.SkipWithError("the invocation failed");
        break;
      }
    }
  }
  state.SetItemsProcessed(state.iterations());
  fs::remove_all(folder);
}
BENCHMARK(warm_no_op)->UseRealTime()->Unit(benchmark::kMicrosecond);

}  // namespace
}  // namespace bellwether::cloud::lambda

BENCHMARK_MAIN();
