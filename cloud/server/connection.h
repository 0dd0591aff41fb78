// One peer: reads its requests one after another, has each handled, writes the answers in order.
//
// Belongs to its listener's loop. Deadlines are plain points in time that the listener checks a few
// times a second for all its connections: a timer each would cost more than the requests.
#pragma once

#include <chrono>
#include <list>
#include <memory>
#include <string>

#include "cloud/server/file_sender.h"
#include "cloud/server/http_handler.h"
#include "cloud/server/request_parser.h"
#include "cloud/server/response_writer.h"

namespace bellwether::cloud::server {

using SteadyTime = std::chrono::steady_clock::time_point;

class Connection : private BodySource {
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

  // The body of the request that is being handled.
  using Piece = std::expected<std::string_view, BodyFailure>;
  Task<Piece> read() override;
  std::optional<std::uint64_t> size() const override { return parser_.content_length(); }

  Task<bool> serve_one();
  Task<bool> read_request();
  Task<bool> read_some();
  Task<bool> ask_for_body();
  Task<bool> refuse(Refusal why);
  Task<bool> respond(const Response& response, ResponseFraming framing);
  Task<void> linger();
  bool take_plan();
  bool feed_body();
  bool ends_body();
  bool wants_body();
  Task<void> read_more_of_body();
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
  // Of a body that the handler reads itself.
  bool streams_ = false;
  bool body_ended_ = false;
  bool continue_due_ = false;
  std::optional<BodyFailure> body_failure_;
  std::string piece_;
  std::uint64_t body_bytes_ = 0;
  std::chrono::nanoseconds body_waited_{0};
  bool timed_out_ = false;
  bool stopping_ = false;
};

}  // namespace bellwether::cloud::server
