// What a function costs before it does anything: package, start, memory.
//
// usage: function_bench LAMBDA_FOLDER [RUNS]
//
// For each example: the zip's size; from spawning the process to its first `next`; resident memory
// then. For the one with a client also: resident memory and time after 100 HTTPS calls to a server
// on the loopback, and the time of the first call beside the later ones.
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <string>
#include <vector>

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <signal.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "aws/client/test_server.h"

namespace {

using Clock = std::chrono::steady_clock;
using aws_server = bellwether::aws::testing::TestServer;

double milliseconds_since(Clock::time_point start) {
  return std::chrono::duration<double, std::milli>(Clock::now() - start).count();
}

double median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return values[values.size() / 2];
}

// One function's process with the Runtime API that it talks to.
class Function {
 public:
  Function(const std::string& bootstrap, std::vector<std::string> environment)
      : listener_(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    if (bind(listener_, reinterpret_cast<sockaddr*>(&address), size) != 0 ||
        listen(listener_, 1) != 0) {
      std::perror("listen");
      std::exit(1);
    }
    getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size);
    environment.push_back("AWS_LAMBDA_RUNTIME_API=127.0.0.1:" +
                          std::to_string(ntohs(address.sin_port)));
    std::vector<char*> variables;
    for (std::string& variable : environment) variables.push_back(variable.data());
    variables.push_back(nullptr);
    std::string path = bootstrap;
    char* arguments[] = {path.data(), nullptr};
    const auto start = Clock::now();
    if (posix_spawn(&process_, path.c_str(), nullptr, nullptr, arguments, variables.data()) != 0) {
      std::perror(path.c_str());
      std::exit(1);
    }
    connection_ = accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
    receive();
    start_ = milliseconds_since(start);
  }
  ~Function() {
    kill(process_, SIGKILL);
    waitpid(process_, nullptr, 0);
    close(connection_);
    close(listener_);
  }
  Function(const Function&) = delete;
  Function& operator=(const Function&) = delete;

  double start() const { return start_; }

  // From giving the event to having its answer, in milliseconds.
  double invoke() {
    const auto start = Clock::now();
    send(
        "HTTP/1.1 200 OK\r\nLambda-Runtime-Aws-Request-Id: 1\r\n"
        "Lambda-Runtime-Deadline-Ms: 4102444800000\r\nContent-Length: 2\r\n\r\n{}");
    const std::string answer = receive();
    const double took = milliseconds_since(start);
    if (answer.find("/response ") == std::string::npos) {
      std::fprintf(stderr, "the function failed: %s\n", answer.c_str());
      std::exit(1);
    }
    send("HTTP/1.1 202 Accepted\r\nContent-Length: 0\r\n\r\n");
    receive();
    return took;
  }

  // Spent on a core so far, in milliseconds: unlike the time on the clock, it does not know how
  // busy the machine is.
  double processor_time() const {
    std::ifstream file("/proc/" + std::to_string(process_) + "/schedstat");
    double nanoseconds = 0;
    file >> nanoseconds;
    return nanoseconds / 1e6;
  }

  // "VmRSS" or "VmHWM", in KiB.
  long memory(const std::string& key) const {
    std::ifstream status("/proc/" + std::to_string(process_) + "/status");
    std::string line;
    while (std::getline(status, line)) {
      if (line.starts_with(key)) return std::atol(line.c_str() + key.size() + 1);
    }
    return 0;
  }

 private:
  void send(const std::string& text) {
    if (::send(connection_, text.data(), text.size(), MSG_NOSIGNAL) < 0) std::perror("send");
  }
  // One request; the examples' fit into one packet.
  std::string receive() {
    char block[4096];
    const auto got = recv(connection_, block, sizeof block, 0);
    if (got <= 0) {
      std::fprintf(stderr, "the function ended\n");
      std::exit(1);
    }
    return {block, static_cast<std::size_t>(got)};
  }

  int listener_;
  int connection_ = -1;
  pid_t process_ = 0;
  double start_ = 0;
};

long size_of(const std::string& path) {
  struct stat status {};
  return stat(path.c_str(), &status) == 0 ? static_cast<long>(status.st_size) : 0;
}

void measure(const std::string& folder, const std::string& name, const char* note, int runs,
             const std::vector<std::string>& environment) {
  const std::string bootstrap = folder + "/" + name + "/bootstrap";
  std::vector<double> starts;
  std::vector<double> processor;
  long resident = 0;
  for (int run = 0; run < runs; ++run) {
    const Function function(bootstrap, environment);
    starts.push_back(function.start());
    processor.push_back(function.processor_time());
    resident = function.memory("VmHWM:");
  }
  std::printf(
      "%-16s zip %8ld bytes  start to next %6.2f ms, processor %5.2f ms (medians of %d)  resident "
      "%5ld KiB%s\n",
      name.c_str(), size_of(folder + "/" + name + ".zip"), median(starts), median(processor), runs,
      resident, note);
}

void measure_calls(const std::string& folder, const char* over,
                   const std::vector<std::string>& environment) {
  constexpr int processes = 20;
  constexpr int calls = 100;
  std::vector<double> first;
  std::vector<double> later;
  long resident = 0;
  for (int process = 0; process < processes; ++process) {
    Function function(folder + "/example-tables/bootstrap", environment);
    first.push_back(function.invoke());
    for (int call = 1; call < calls; ++call) later.push_back(function.invoke());
    resident = std::max(resident, function.memory("VmHWM:"));
  }
  std::printf(
      "%-16s after %d calls over %s: resident at most %ld KiB, first call %.2f ms, later %.2f ms "
      "(medians)\n",
      "example-tables", calls, over, resident, median(first), median(later));
}

}  // namespace

int main(int count, char** arguments) {
  if (count < 2) {
    std::fprintf(stderr, "usage: function_bench LAMBDA_FOLDER [RUNS]\n");
    return 2;
  }
  const std::string folder = arguments[1];
  const int runs = count > 2 ? std::max(1, std::atoi(arguments[2])) : 200;

  using namespace bellwether::aws::testing;
  const Identity identity = Identity::for_name("IP:127.0.0.1");
  const BundleFile bundle(identity.certificate_pem);
  aws_server server([](const std::string&) { return ok(R"({"TableNames":["a"]})"); }, identity);
  aws_server plain([](const std::string&) { return ok(R"({"TableNames":["a"]})"); });
  const auto environment = [&](const std::string& endpoint) {
    return std::vector<std::string>{"AWS_REGION=eu-west-3", "AWS_ACCESS_KEY_ID=AKID",
                                    "AWS_SECRET_ACCESS_KEY=secret", "AWS_ENDPOINT_URL=" + endpoint,
                                    "AWS_CA_BUNDLE=" + bundle.path()};
  };
  for (const char* name : {"example-hello", "example-echo", "example-api"}) {
    measure(folder, name, "", runs, environment(plain.url()));
  }
  measure(folder, "example-tables", "  connected over HTTP", runs, environment(plain.url()));
  measure(folder, "example-tables", "  connected over HTTPS", runs, environment(server.url()));
  measure_calls(folder, "HTTP", environment(plain.url()));
  measure_calls(folder, "HTTPS", environment(server.url()));
  return 0;
}
