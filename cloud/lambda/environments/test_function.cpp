// A function for the tests of environments: speaks the Runtime API over a bare socket and does what
// its event says. Static and small, so that it also measures how fast an environment starts.
//
//   "echo"            answers the event
//   "env NAME"        answers the variable's value
//   "print TEXT"      prints TEXT and a newline, answers
//   "sleep MS"        then answers
//   "burn MS"         uses that much CPU time, answers the wall time in ms
//   "exit N"          exits with status N
//   "abort"           aborts
//   "allocate MB"     touches that much memory, answers
//   "large BYTES"     answers that many bytes
//   "error"           reports an invocation error
//   "write PATH"      writes a file, answers errno
//   "after MS"        answers, then works on before it asks for the next invocation
//   "fork MS"         leaves a child behind that sleeps, answers
//   "count"           answers how many invocations this process has seen
//   "ticks"           answers how often a thread that ticks each ms has ticked
// BEHAVIOUR in the environment: "init_error", "init_exit", "init_sleep MS".
#include <atomic>
#include <chrono>
#include <string>
#include <thread>

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

namespace {

std::string host;
int connection = -1;
std::string buffer;
std::atomic<long> ticks{0};

void connect_api() {
  const char* api = getenv("AWS_LAMBDA_RUNTIME_API");
  host = api;
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<uint16_t>(atoi(host.c_str() + host.find(':') + 1)));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  connection = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (connection < 0) exit(90);
  const int on = 1;
  setsockopt(connection, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  if (connect(connection, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0) exit(90);
}

void send_all(const std::string& text) {
  size_t at = 0;
  while (at < text.size()) {
    const ssize_t n = send(connection, text.data() + at, text.size() - at, MSG_NOSIGNAL);
    if (n <= 0) exit(91);
    at += static_cast<size_t>(n);
  }
}

struct Response {
  std::string head;
  std::string body;
};

Response read_response() {
  Response response;
  char chunk[65536];
  size_t end = std::string::npos;
  while ((end = buffer.find("\r\n\r\n")) == std::string::npos) {
    const ssize_t n = recv(connection, chunk, sizeof chunk, 0);
    if (n <= 0) exit(92);
    buffer.append(chunk, static_cast<size_t>(n));
  }
  response.head = buffer.substr(0, end + 2);
  buffer.erase(0, end + 4);
  const size_t at = response.head.find("Content-Length: ");
  const size_t length = static_cast<size_t>(atol(response.head.c_str() + at + 16));
  while (buffer.size() < length) {
    const ssize_t n = recv(connection, chunk, sizeof chunk, 0);
    if (n <= 0) exit(93);
    buffer.append(chunk, static_cast<size_t>(n));
  }
  response.body = buffer.substr(0, length);
  buffer.erase(0, length);
  return response;
}

Response post(const std::string& path, const std::string& body, const std::string& headers = "") {
  send_all("POST /2018-06-01/runtime/" + path + " HTTP/1.1\r\nHost: " + host + "\r\n" + headers +
           "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body);
  return read_response();
}

double now_ms() {
  return std::chrono::duration<double, std::milli>(
             std::chrono::steady_clock::now().time_since_epoch())
      .count();
}

double cpu_ms() {
  timespec time{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
  return static_cast<double>(time.tv_sec) * 1e3 + static_cast<double>(time.tv_nsec) / 1e6;
}

void respond_in_chunks(const std::string& id) {
  send_all("POST /2018-06-01/runtime/invocation/" + id + "/response HTTP/1.1\r\nHost: " + host +
           "\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nin p\r\n5;x=y\r\narts!\r\n0\r\n\r\n");
  read_response();
}

void pause_ms(long ms) {
  std::this_thread::sleep_for(std::chrono::milliseconds(ms));
}

std::string answer(const std::string& event, int count) {
  // As a JSON string, too.
  const bool quoted = event.size() > 1 && event.front() == '"';
  const std::string order = quoted ? event.substr(1, event.size() - 2) : event;
  const size_t space = order.find(' ');
  const std::string verb = order.substr(0, space);
  const std::string rest = space == std::string::npos ? "" : order.substr(space + 1);
  const long number = atol(rest.c_str());
  if (verb == "env") {
    const char* value = getenv(rest.c_str());
    return value == nullptr ? "unset" : value;
  }
  if (verb == "print") printf("%s\n", rest.c_str()), fflush(stdout);
  if (verb == "sleep") pause_ms(number);
  if (verb == "burn") {
    const double begin = now_ms();
    const double until = cpu_ms() + static_cast<double>(number);
    while (cpu_ms() < until) {
    }
    return std::to_string(now_ms() - begin);
  }
  if (verb == "exit") _exit(static_cast<int>(number));
  if (verb == "abort") abort();
  if (verb == "allocate") {
    const size_t bytes = static_cast<size_t>(number) << 20;
    volatile char* memory = static_cast<char*>(malloc(bytes));
    for (size_t i = 0; i < bytes; i += 4096) memory[i] = 1;
    free(const_cast<char*>(memory));
  }
  if (verb == "large") return std::string(static_cast<size_t>(number), 'x');
  if (verb == "write") {
    const int file = open(rest.c_str(), O_WRONLY | O_CREAT, 0600);
    if (file < 0) return strerror(errno);
    close(file);
    return "written";
  }
  if (verb == "exists") return access(rest.c_str(), F_OK) == 0 ? "yes" : "no";
  if (verb == "fork") {
    if (fork() == 0) {
      setsid();
      pause_ms(number);
      _exit(0);
    }
  }
  if (verb == "count") return std::to_string(count);
  if (verb == "ticks") return std::to_string(ticks.load());
  if (verb == "user") return std::to_string(getuid());
  return event;
}

}  // namespace

int main() {
  connect_api();
  const char* configured = getenv("BEHAVIOUR");
  const std::string behaviour = configured == nullptr ? "" : configured;
  if (behaviour == "init_error") {
    post("init/error", R"({"errorMessage":"no luck","errorType":"Init.NoLuck"})",
         "Lambda-Runtime-Function-Error-Type: Init.NoLuck\r\n");
    return 1;
  }
  if (behaviour == "init_exit") return 3;
  if (behaviour.starts_with("init_sleep ")) pause_ms(atol(behaviour.c_str() + 11));
  if (behaviour == "tick") {
    std::thread([] {
      for (;;) {
        pause_ms(1);
        ++ticks;
      }
    }).detach();
  }
  for (int count = 1;; ++count) {
    send_all("GET /2018-06-01/runtime/invocation/next HTTP/1.1\r\nHost: " + host + "\r\n\r\n");
    const Response next = read_response();
    const size_t at = next.head.find("Lambda-Runtime-Aws-Request-Id: ");
    const std::string id = next.head.substr(at + 31, 36);
    if (next.body == "error") {
      post("invocation/" + id + "/error", R"({"errorMessage":"asked for","errorType":"Asked"})",
           "Lambda-Runtime-Function-Error-Type: Asked\r\n");
      continue;
    }
    if (next.body == "deadline") {
      const size_t deadline = next.head.find("Lambda-Runtime-Deadline-Ms: ");
      post("invocation/" + id + "/response", next.head.substr(deadline + 28, 13));
      continue;
    }
    if (next.body == "chunked") {
      respond_in_chunks(id);
      continue;
    }
    if (next.body == "wrong id") {
      const Response refusal = post("invocation/nonsense/response", "x");
      post("invocation/" + id + "/response", refusal.head.substr(9, 3));
      continue;
    }
    const Response done = post("invocation/" + id + "/response", answer(next.body, count));
    if (next.body.starts_with("large"))
      printf("told %s\n", done.head.substr(9, 3).c_str()), fflush(stdout);
    if (next.body.starts_with("after ")) pause_ms(atol(next.body.c_str() + 6));
  }
}
