// Drives a server over N kept connections from one thread: each connection sends its next request
// when its last was answered, so the server is never asked for more than N things at once.
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "tests/bench/answer_reader.h"
#include "tests/bench/load.h"

namespace bellwether::bench {

struct RunLimits {
  std::chrono::duration<double> time{0};  // 0: no limit
  std::uint64_t operations = 0;           // 0: no limit
  // After the time, for what was sent already. What has no answer then is an error.
  std::chrono::duration<double> patience{20};
};

struct Run {
  std::uint64_t operations = 0;                 // that were answered rightly
  double seconds = 0;                           // until the last answer
  double cpu_seconds = 0;                       // of the client
  std::uint64_t requests = 0;                   // more than operations where an operation has pages
  std::uint64_t sent = 0;                       // bytes
  std::uint64_t received = 0;                   // bytes of bodies
  std::uint64_t connects = 0;                   // beyond the first of each connection
  std::map<std::string, std::uint64_t> errors;  // by kind
  std::string first_error;                      // in the server's words
  // Of operations, from sending the first request to the end of the last answer. Unordered; the
  // first kMaxLatencies.
  std::vector<float> latencies_us;
};

// Not thread-safe. Exits with a message when nobody listens on the port.
class ClosedLoop {
 public:
  static constexpr std::size_t kMaxLatencies = std::size_t{1}
                                               << 22;  // 16 MB; 20 s at 200,000 a second

  ClosedLoop(Load& load, int port, unsigned connections);
  ~ClosedLoop();
  ClosedLoop(const ClosedLoop&) = delete;
  ClosedLoop& operator=(const ClosedLoop&) = delete;

  Run run(const RunLimits& limits);

 private:
  using Clock = std::chrono::steady_clock;
  struct Connection {
    int socket = -1;
    bool busy = false;
    bool waits_to_write = false;
    std::uint64_t written = 0;
    Clock::time_point begin;
    Request request;
    AnswerReader reader;
  };

  void open(Connection& connection);
  void reopen(Connection& connection, Run& run);
  void start(Connection& connection, Run& run);
  void send_rest(Connection& connection, Run& run);
  void receive(Connection& connection, Run& run);
  void answered(Connection& connection, const Answer& answer, Run& run);
  void fail(Connection& connection, Run& run, const std::string& kind, const std::string& text);
  void watch(Connection& connection, bool writing);

  Load& load_;
  int port_;
  int poll_;
  std::uint64_t left_ = 0;  // operations that may still begin
  bool over_ = false;       // nothing may begin
  std::size_t busy_ = 0;
  Clock::time_point last_answer_;
  std::vector<Connection> connections_;
};

}  // namespace bellwether::bench
