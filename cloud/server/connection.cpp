#include "cloud/server/connection.h"

#include <algorithm>
#include <array>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>

namespace bellwether::cloud::server {
namespace {

// Answers come as (error, bytes): a peer that leaves is no exception.
constexpr asio::as_tuple_t<asio::use_awaitable_t<Executor>> as_tuple;

// Holds an ordinary request; grows to the limits' head_bytes when a head or a body wants it.
constexpr std::size_t usual_buffer = 8 * 1024;
constexpr std::size_t large_buffer = 64 * 1024;
// A longer answer that the peer does not read would have to be kept.
constexpr std::uint64_t linger_bytes = std::uint64_t{256} << 20;

constexpr std::string_view go_on = "HTTP/1.1 100 Continue\r\n\r\n";

}  // namespace

Connection::Connection(Socket socket, HttpHandler& handler, const Limits& limits)
    : socket_(std::move(socket)),
      handler_(handler),
      limits_(limits),
      parser_(limits),
      buffer_(usual_buffer, '\0') {
  boost::system::error_code ec;
  auto peer = socket_.remote_endpoint(ec);
  if (!ec) peer_.address = peer.address().to_string();
  static_cast<void>(socket_.set_option(asio::ip::tcp::no_delay(true), ec));
  enter(Phase::idle, limits_.idle_timeout);
}

Task<void> Connection::run() {
  while (co_await serve_one()) {
  }
  boost::system::error_code ec;
  static_cast<void>(socket_.close(ec));
}

// Whether another request may follow.
Task<bool> Connection::serve_one() {
  parser_.start();
  streams_ = false;
  body_failure_.reset();
  if (!co_await read_request()) co_return false;
  auto& request = parser_.request();
  ResponseFraming framing{.head_request = request.method == "HEAD",
                          .http_1_0 = parser_.is_http_1_0(),
                          .keep_alive = parser_.keep_alive()};
  enter(Phase::handling, std::chrono::milliseconds::max());
  auto response = co_await handler_.handle(request, *this, peer_);
  const bool ended = ends_body();
  if (!ended) framing.keep_alive = false;
  if (!co_await respond(response, framing)) co_return false;
  if (!ended) {
    co_await linger();
    co_return false;
  }
  enter(Phase::idle, limits_.idle_timeout);
  co_return framing.keep_alive && !stopping_;
}

// Leaves a complete request in the parser, or one whose body streams. False when the connection is
// done, a refusal sent.
Task<bool> Connection::read_request() {
  for (;;) {
    if (begin_ != end_) {
      if (phase_ == Phase::idle) enter(Phase::head, limits_.head_timeout);
      auto rest = unread();
      auto state = parser_.feed(rest);
      begin_ = end_ - rest.size();
      if (state == RequestParser::State::complete) {
        // There was no body to wait for. S3's clients wait nevertheless: botocore takes an answer
        // that comes at once for that of its next request.
        if (phase_ == Phase::head && parser_.expects_continue()) co_return co_await ask_for_body();
        co_return true;
      }
      if (state == RequestParser::State::failed) co_return co_await refuse(parser_.refusal());
      if (state == RequestParser::State::head) {
        if (!take_plan()) co_return co_await refuse(Refusal::body_too_large);
        if (streams_) co_return true;
        enter(Phase::body, limits_.body_timeout);
        if (parser_.expects_continue() && begin_ == end_) {
          if (!co_await ask_for_body()) co_return false;
        }
        continue;
      }
    }
    if (stopping_ && phase_ == Phase::idle) co_return false;
    if (!co_await read_some()) {
      // Nothing was under way: the peer left, or has been quiet for too long.
      if (phase_ == Phase::idle) co_return false;
      co_return co_await refuse(timed_out_ ? Refusal::timed_out : Refusal::malformed);
    }
    if (phase_ == Phase::body) extend_for(end_ - begin_);
  }
}

// False at the end of what the peer sends, or when the wait was given up.
Task<bool> Connection::read_some() {
  if (begin_ == end_) {
    begin_ = end_ = 0;
  } else if (begin_ != 0) {
    std::copy(buffer_.begin() + static_cast<std::ptrdiff_t>(begin_),
              buffer_.begin() + static_cast<std::ptrdiff_t>(end_), buffer_.begin());
    end_ -= begin_;
    begin_ = 0;
  }
  const bool wants_more = end_ == buffer_.size() || phase_ == Phase::body;
  if (wants_more && buffer_.size() < large_buffer) buffer_.resize(large_buffer);
  // The parser refuses heads before they fill the buffer, but not endless chunk extensions.
  if (end_ == buffer_.size()) co_return false;
  auto [ec, n] = co_await socket_.async_read_some(
      asio::buffer(buffer_.data() + end_, buffer_.size() - end_), as_tuple);
  end_ += n;
  co_return !ec;
}

Task<bool> Connection::ask_for_body() {
  auto [ec, n] = co_await asio::async_write(socket_, asio::buffer(go_on), as_tuple);
  co_return !ec;
}

// False when the body is announced to be longer than it may be.
bool Connection::take_plan() {
  const auto length = parser_.content_length();
  const auto plan = handler_.plan_body(parser_.request(), length);
  parser_.set_body_limit(plan.limit);
  if (length && *length > plan.limit) return false;
  if (plan.streams) {
    parser_.stream_body();
    streams_ = true;
    body_ended_ = false;
    continue_due_ = parser_.expects_continue();
    body_bytes_ = 0;
    body_waited_ = {};
  }
  return true;
}

Task<Connection::Piece> Connection::read() {
  piece_.clear();
  while (wants_body()) co_await read_more_of_body();
  co_return body_failure_ ? Piece(std::unexpected(*body_failure_)) : Piece(piece_);
}

// Whether the peer has to send more before there is a piece, the end or a failure.
bool Connection::wants_body() {
  return streams_ && feed_body() && piece_.empty() && !body_ended_;
}

// Parses what has been received; what there is of the body goes to piece_. False after a failure.
bool Connection::feed_body() {
  if (body_failure_) return false;
  if (begin_ == end_ || body_ended_) return true;
  auto rest = unread();
  const auto state = parser_.feed(rest);
  begin_ = end_ - rest.size();
  if (state == RequestParser::State::failed) {
    const bool large = parser_.refusal() == Refusal::body_too_large;
    body_failure_ = large ? BodyFailure::too_large : BodyFailure::malformed;
    return false;
  }
  body_ended_ = state == RequestParser::State::complete;
  parser_.take_body(piece_);
  body_bytes_ += piece_.size();
  return true;
}

// Only the time that the peer lets us wait is held against it, not what the handler takes.
Task<void> Connection::read_more_of_body() {
  if (continue_due_) {
    continue_due_ = false;
    // Should it fail, so does what is read next.
    co_await ask_for_body();
  }
  const auto allowed =
      limits_.body_timeout +
      std::chrono::milliseconds(body_bytes_ * 1000 / limits_.slowest_bytes_per_second);
  const auto left = allowed - std::chrono::duration_cast<std::chrono::milliseconds>(body_waited_);
  enter(Phase::body, std::max(left, std::chrono::milliseconds(0)));
  const bool got = co_await read_some();
  body_waited_ += std::chrono::steady_clock::now() - phase_start_;
  enter(Phase::handling, std::chrono::milliseconds::max());
  if (got) co_return;
  body_failure_ = timed_out_ ? BodyFailure::timed_out : BodyFailure::incomplete;
  timed_out_ = false;
}

// Whether the request's body is behind us. What its handler left is skipped as far as it has come.
bool Connection::ends_body() {
  if (!streams_) return true;
  while (!continue_due_ && begin_ != end_ && !body_ended_ && feed_body()) {
  }
  return body_ended_ && !body_failure_;
}

Task<bool> Connection::refuse(Refusal why) {
  timed_out_ = false;
  auto response = handler_.refuse(parser_.request(), why, peer_);
  if (co_await respond(response, {.head_request = parser_.request().method == "HEAD",
                                  .http_1_0 = false,
                                  .keep_alive = false})) {
    co_await linger();
  }
  co_return false;
}

Task<bool> Connection::respond(const Response& response, ResponseFraming framing) {
  if (stopping_) framing.keep_alive = false;
  write_response_head(response, framing, head_);
  enter(Phase::writing, limits_.body_timeout);
  const bool body = !framing.head_request && has_body(response.status);
  extend_for(response.body_size());
  const bool in_memory = body && response.files.empty();
  const std::array<asio::const_buffer, 2> buffers{
      asio::buffer(head_), in_memory ? asio::buffer(response.body) : asio::const_buffer()};
  auto [ec, n] = co_await asio::async_write(socket_, buffers, as_tuple);
  if (ec) co_return false;
  // Not in one expression: gcc 12 awaits the right of || whatever its left.
  if (in_memory || !body) co_return true;
  co_return co_await send_files(socket_, response.files);
}

// Closing while the peer still sends would reset the connection and lose the answer on its way.
Task<void> Connection::linger() {
  boost::system::error_code ec;
  static_cast<void>(socket_.shutdown(asio::ip::tcp::socket::shutdown_send, ec));
  enter(Phase::lingering, limits_.linger_timeout);
  for (std::uint64_t dropped = 0; !ec && dropped < linger_bytes;) {
    auto [failed, n] = co_await socket_.async_read_some(asio::buffer(buffer_), as_tuple);
    ec = failed;
    dropped += n;
  }
}

void Connection::enter(Phase phase, std::chrono::milliseconds patience) {
  phase_ = phase;
  phase_bytes_ = 0;
  if (patience == std::chrono::milliseconds::max()) {
    deadline_ = SteadyTime::max();
    return;
  }
  phase_start_ = std::chrono::steady_clock::now();
  deadline_ = phase_start_ + patience;
}

void Connection::extend_for(std::uint64_t bytes) {
  phase_bytes_ += bytes;
  deadline_ = phase_start_ + limits_.body_timeout +
              std::chrono::milliseconds(phase_bytes_ * 1000 / limits_.slowest_bytes_per_second);
}

void Connection::check_deadline(SteadyTime now) {
  if (now < deadline_) return;
  deadline_ = SteadyTime::max();
  timed_out_ = true;
  boost::system::error_code ec;
  // Wakes the pending read or write with an error; the coroutine closes.
  static_cast<void>(socket_.cancel(ec));
}

void Connection::stop() {
  stopping_ = true;
  boost::system::error_code ec;
  const bool waits = (phase_ == Phase::idle && begin_ == end_) || phase_ == Phase::lingering;
  if (waits) static_cast<void>(socket_.cancel(ec));
}

void Connection::cut() {
  stopping_ = true;
  boost::system::error_code ec;
  static_cast<void>(socket_.close(ec));
}

}  // namespace bellwether::cloud::server
