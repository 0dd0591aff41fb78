// One peer: reads its requests one after another, has each handled, writes the answers in order.
//
// Belongs to its listener's loop. Deadlines are plain points in time that the listener checks a few
// times a second for all its connections: a timer each would cost more than the requests.
#pragma once

#include <chrono>
#include <list>
#include <memory>
#include <string>

#include <boost/asio/basic_stream_socket.hpp>
#include <boost/asio/ip/tcp.hpp>

#include "cloud/server/http_handler.h"
#include "cloud/server/request_parser.h"
#include "cloud/server/response_writer.h"

namespace bellwether::cloud::server {

using Socket = asio::basic_stream_socket<asio::ip::tcp, Executor>;
using SteadyTime = std::chrono::steady_clock::time_point;

class Connection {
 public:
  Connection(Socket socket, HttpHandler& handler, const Limits& limits);

  // Until the peer is served and gone. Throws nothing.
  Task<void> run();

  // Gives up waiting for the peer when its deadline has passed.
  void check_deadline(SteadyTime now);
  // Finishes what has begun, then closes; at once when nothing has.
  void stop();
  // Whatever it is doing.
  void cut();

 private:
  enum class Phase { idle, head, body, handling, writing, lingering };

  Task<bool> serve_one();
  Task<bool> read_request();
  Task<bool> read_some();
  Task<bool> refuse(Refusal why);
  Task<bool> respond(const aws::HttpResponse& response, ResponseFraming framing);
  Task<void> linger();
  bool accepts_body();
  void enter(Phase phase, std::chrono::milliseconds patience);
  void extend_for(std::uint64_t bytes);
  std::string_view unread() const { return {buffer_.data() + begin_, end_ - begin_}; }

  Socket socket_;
  HttpHandler& handler_;
  const Limits& limits_;
  Peer peer_;
  RequestParser parser_;
  // What has been received and not yet parsed lies in [begin_, end_).
  std::string buffer_;
  std::size_t begin_ = 0;
  std::size_t end_ = 0;
  std::string head_;
  Phase phase_ = Phase::idle;
  SteadyTime deadline_ = SteadyTime::max();
  SteadyTime phase_start_;
  std::uint64_t phase_bytes_ = 0;
  bool timed_out_ = false;
  bool stopping_ = false;
};

}  // namespace bellwether::cloud::server
