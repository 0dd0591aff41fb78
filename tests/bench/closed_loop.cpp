#include "tests/bench/closed_loop.h"

#include <array>
#include <cerrno>
#include <ctime>
#include <limits>

#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "tests/bench/http_pipe.h"

namespace bellwether::bench {
namespace {

double cpu_seconds() {
  timespec spent{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &spent);
  return static_cast<double>(spent.tv_sec) + static_cast<double>(spent.tv_nsec) * 1e-9;
}

}  // namespace

ClosedLoop::ClosedLoop(Load& load, int port, unsigned connections)
    : load_(load), port_(port), poll_(epoll_create1(EPOLL_CLOEXEC)), connections_(connections) {
  for (Connection& one : connections_) open(one);
}

ClosedLoop::~ClosedLoop() {
  for (const Connection& one : connections_) close(one.socket);
  close(poll_);
}

void ClosedLoop::open(Connection& connection) {
  connection.socket = connect_loopback(port_);
  connection.reader = AnswerReader(load_.kept_body_bytes());
  connection.waits_to_write = false;
  epoll_event event{.events = EPOLLIN, .data = {.ptr = &connection}};
  epoll_ctl(poll_, EPOLL_CTL_ADD, connection.socket, &event);
}

void ClosedLoop::reopen(Connection& connection, Run& run) {
  close(connection.socket);
  open(connection);
  ++run.connects;
}

void ClosedLoop::watch(Connection& connection, bool writing) {
  if (connection.waits_to_write == writing) return;
  connection.waits_to_write = writing;
  const std::uint32_t what = writing ? EPOLLIN | EPOLLOUT : EPOLLIN;
  epoll_event event{.events = what, .data = {.ptr = &connection}};
  epoll_ctl(poll_, EPOLL_CTL_MOD, connection.socket, &event);
}

void ClosedLoop::start(Connection& connection, Run& run) {
  if (over_ || left_ == 0) return;
  --left_;
  ++busy_;
  connection.busy = true;
  load_.next(connection.request);
  connection.begin = Clock::now();
  connection.written = 0;
  ++run.requests;
  send_rest(connection, run);
}

void ClosedLoop::send_rest(Connection& connection, Run& run) {
  const std::uint64_t size = connection.request.size();
  while (connection.written < size) {
    const auto piece = connection.request.after(connection.written);
    const bool last = connection.written + piece.size() == size;
    const auto sent = send(connection.socket, piece.data(), piece.size(),
                           MSG_NOSIGNAL | MSG_DONTWAIT | (last ? 0 : MSG_MORE));
    // A connection that broke is found out by reading, which also gets what the server said first.
    if (sent < 0) {
      watch(connection, errno == EAGAIN);
      return;
    }
    connection.written += static_cast<std::uint64_t>(sent);
    run.sent += static_cast<std::uint64_t>(sent);
  }
  watch(connection, false);
}

void ClosedLoop::fail(Connection& connection, Run& run, const std::string& kind,
                      const std::string& text) {
  ++run.errors[kind];
  if (run.first_error.empty()) run.first_error = text;
  connection.busy = false;
  --busy_;
  start(connection, run);
}

void ClosedLoop::answered(Connection& connection, const Answer& answer, Run& run) {
  last_answer_ = Clock::now();
  run.received += answer.length;
  // An answer that did not wait for its whole request is a refusal: what is left is not sent.
  const bool keep = answer.keep_alive && connection.written == connection.request.size();
  std::string error;
  const auto verdict = load_.judge(answer, connection.request, error);
  // Clients that close after each answer, as moto's server demands, pay for connecting again within
  // the next operation.
  if (verdict == Verdict::another_page) {
    if (!keep) reopen(connection, run);
    connection.written = 0;
    ++run.requests;
    send_rest(connection, run);
    return;
  }
  if (verdict == Verdict::done) {
    ++run.operations;
    if (run.latencies_us.size() < kMaxLatencies) {
      using Microseconds = std::chrono::duration<float, std::micro>;
      run.latencies_us.push_back(Microseconds(last_answer_ - connection.begin).count());
    }
    if (!keep) reopen(connection, run);
    connection.busy = false;
    --busy_;
    start(connection, run);
    return;
  }
  const auto text = answer.status == 200 ? error : load_.words(answer);
  if (!keep) reopen(connection, run);
  fail(connection, run, error, text);
}

void ClosedLoop::receive(Connection& connection, Run& run) {
  const auto space = connection.reader.space();
  const auto size = recv(connection.socket, space.data(), space.size(), MSG_DONTWAIT);
  if (size < 0 && errno == EAGAIN) return;
  if (size > 0) {
    connection.reader.filled(static_cast<std::size_t>(size));
  } else {
    connection.reader.closed();
  }
  const auto answer = connection.reader.take();
  if (answer && connection.busy) {
    answered(connection, *answer, run);
  } else if (size <= 0) {
    // Between requests servers may close: the next request has its new connection.
    reopen(connection, run);
    if (connection.busy)
      fail(connection, run, "connection closed", "the server closed the connection");
  }
}

Run ClosedLoop::run(const RunLimits& limits) {
  Run run;
  run.latencies_us.reserve(1 << 16);
  left_ = limits.operations > 0 ? limits.operations : std::numeric_limits<std::uint64_t>::max();
  over_ = false;
  busy_ = 0;
  const auto begin = Clock::now();
  const double cpu_begin = cpu_seconds();
  last_answer_ = begin;
  const auto in = [&](std::chrono::duration<double> time) {
    return begin + std::chrono::duration_cast<Clock::duration>(time);
  };
  const bool timed = limits.time.count() > 0;
  const auto end = timed ? in(limits.time) : Clock::time_point::max();
  for (Connection& one : connections_) start(one, run);
  std::array<epoll_event, 64> events;
  while (busy_ > 0) {
    const int ready = epoll_wait(poll_, events.data(), static_cast<int>(events.size()), 100);
    const auto now = Clock::now();
    if (now >= end) over_ = true;
    if (timed && now >= in(limits.time + limits.patience)) break;
    for (int i = 0; i < ready; ++i) {
      const auto& event = events[static_cast<std::size_t>(i)];
      auto& connection = *static_cast<Connection*>(event.data.ptr);
      if ((event.events & EPOLLOUT) != 0 && connection.busy) send_rest(connection, run);
      if ((event.events & (EPOLLIN | EPOLLHUP | EPOLLERR)) != 0) receive(connection, run);
    }
  }
  for (Connection& one : connections_) {
    if (!one.busy) continue;
    ++run.errors["no answer in time"];
    if (run.first_error.empty()) run.first_error = "no answer in time";
    one.busy = false;
    reopen(one, run);
  }
  run.seconds = std::chrono::duration<double>(last_answer_ - begin).count();
  run.cpu_seconds = cpu_seconds() - cpu_begin;
  return run;
}

}  // namespace bellwether::bench
