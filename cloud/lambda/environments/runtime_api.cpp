#include "cloud/lambda/environments/runtime_api.h"

#include <algorithm>
#include <array>
#include <utility>

#include <boost/asio/basic_socket_acceptor.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/write.hpp>
#include <fmt/format.h>

#include "cloud/lambda/environments/asio.h"
#include "cloud/lambda/environments/http_message.h"
#include "cloud/lambda/error_body.h"

namespace bellwether::cloud::lambda {
namespace {

using Acceptor = asio::basic_socket_acceptor<asio::ip::tcp, Executor>;

// A runtime has one or two connections; a function that opens many is not speaking this API.
constexpr std::size_t max_connections = 32;
constexpr std::size_t max_head_bytes = 64 * 1024;
constexpr std::size_t read_size = 16 * 1024;
// Of a response too large to keep, this much is read to its end, so that its sender sees the
// answer.
constexpr std::uint64_t max_discarded_bytes = 256 * 1024 * 1024;

constexpr std::string_view prefix = "/2018-06-01/runtime/";
constexpr std::string_view next_target = "/2018-06-01/runtime/invocation/next";
constexpr std::string_view invocation_prefix = "invocation/";

struct Answer {
  int status = 202;
  std::string body = R"({"status":"OK"})";
};

Answer refuse(int status, std::string_view message, std::string_view type) {
  return {status, error_body(message, type)};
}

std::string_view reason(int status) {
  switch (status) {
    case 200:
      return "OK";
    case 202:
      return "Accepted";
    case 400:
      return "Bad Request";
    case 403:
      return "Forbidden";
    case 404:
      return "Not Found";
    case 413:
      return "Request Entity Too Large";
    default:
      return "Internal Server Error";
  }
}

struct Connection {
  explicit Connection(TcpSocket peer) : socket(std::move(peer)) {}
  TcpSocket socket;
  std::string buffer;
};

struct Body {
  std::string bytes;
  std::uint64_t size = 0;  // as sent, kept or not
  std::string function_error_type;
};

class Listener final : public RuntimeApi {
 public:
  Listener(const Executor& executor, RuntimeApiEvents& events)
      : executor_(executor), acceptor_(executor), events_(&events) {}

  boost::system::error_code open() {
    boost::system::error_code error;
    const asio::ip::tcp::endpoint loopback(asio::ip::address_v4::loopback(), 0);
    if (acceptor_.open(loopback.protocol(), error)) return error;
    if (acceptor_.bind(loopback, error)) return error;
    if (acceptor_.listen(static_cast<int>(max_connections), error)) return error;
    port_ = acceptor_.local_endpoint(error).port();
    return error;
  }

  void accept_connections() { asio::co_spawn(executor_, accept_loop(self()), asio::detached); }

  std::uint16_t port() const override { return port_; }
  bool waiting() const override { return waiting_ != nullptr; }

  void deliver(NextInvocation invocation) override {
    const std::shared_ptr<Connection> connection = std::exchange(waiting_, nullptr);
    if (connection == nullptr) return;
    phase_ = Phase::invoking;
    request_id_ = invocation.request_id;
    std::string message = fmt::format(
        "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
        "Lambda-Runtime-Aws-Request-Id: {}\r\nLambda-Runtime-Deadline-Ms: {}\r\n"
        "Lambda-Runtime-Invoked-Function-Arn: {}\r\nLambda-Runtime-Trace-Id: {}\r\n",
        invocation.request_id, invocation.deadline_ms, invocation.function_arn,
        invocation.trace_id);
    if (!invocation.client_context.empty()) {
      message += fmt::format("Lambda-Runtime-Client-Context: {}\r\n", invocation.client_context);
    }
    message += fmt::format("Content-Length: {}\r\n\r\n", invocation.payload.size());
    message += invocation.payload;
    send_now(connection, std::move(message));
  }

  void reset() override {
    phase_ = Phase::initialising;
    waiting_ = nullptr;
    request_id_.clear();
    close_connections();
  }

  void close() override {
    events_ = nullptr;
    waiting_ = nullptr;
    boost::system::error_code ignored;
    (void)acceptor_.close(ignored);
    close_connections();
  }

 private:
  enum class Phase { initialising, init_failed, ready, invoking, responded };

  std::shared_ptr<Listener> self() {
    return std::static_pointer_cast<Listener>(shared_from_this());
  }

  void close_connections() {
    boost::system::error_code ignored;
    for (const auto& connection : connections_) (void)connection->socket.close(ignored);
    connections_.clear();
  }

  // Mostly the socket takes all of it at once; what it does not take is sent by a task.
  void send_now(const std::shared_ptr<Connection>& connection, std::string message) {
    boost::system::error_code error;
    const std::size_t sent = connection->socket.write_some(asio::buffer(message), error);
    if (!error && sent == message.size()) return;
    if (error && error != asio::error::would_block) return;
    message.erase(0, sent);
    asio::co_spawn(
        executor_,
        [](std::shared_ptr<Connection> to, std::string rest) -> Task<void> {
          co_await asio::async_write(to->socket, asio::buffer(rest), use_task_tuple);
        }(connection, std::move(message)),
        asio::detached);
  }

  static Task<void> accept_loop(std::shared_ptr<Listener> self) {
    for (;;) {
      auto [error, socket] = co_await self->acceptor_.async_accept(use_task_tuple);
      if (error || !self->acceptor_.is_open()) co_return;
      if (self->connections_.size() >= max_connections) continue;
      boost::system::error_code ignored;
      (void)socket.non_blocking(true, ignored);
      (void)socket.set_option(asio::ip::tcp::no_delay(true), ignored);
      auto connection = std::make_shared<Connection>(std::move(socket));
      self->connections_.push_back(connection);
      asio::co_spawn(self->executor_, serve(self, connection), asio::detached);
    }
  }

  static Task<void> serve(std::shared_ptr<Listener> self, std::shared_ptr<Connection> connection) {
    while (co_await self->serve_one(connection)) {
    }
    if (self->waiting_ == connection) self->waiting_ = nullptr;
    std::erase(self->connections_, connection);
    boost::system::error_code ignored;
    (void)connection->socket.shutdown(asio::ip::tcp::socket::shutdown_both, ignored);
    (void)connection->socket.close(ignored);
  }

  // More bytes into the connection's buffer; false at the end.
  static Task<bool> read_more(Connection& connection) {
    std::array<char, read_size> chunk;
    auto [error, size] =
        co_await connection.socket.async_read_some(asio::buffer(chunk), use_task_tuple);
    if (error) co_return false;
    connection.buffer.append(chunk.data(), size);
    co_return true;
  }

  Task<bool> serve_one(std::shared_ptr<Connection> connection) {
    RequestHead head;
    ParseError parsed = ParseError::incomplete;
    while ((parsed = parse_head(connection->buffer, head)) == ParseError::incomplete) {
      if (connection->buffer.size() > max_head_bytes) co_return false;
      if (!co_await read_more(*connection)) co_return false;
    }
    if (parsed == ParseError::malformed) {
      send_answer(connection, refuse(400, "Malformed request", "BadRequest"));
      co_return false;
    }
    connection->buffer.erase(0, head.size);
    if (head.expects_continue) send_now(connection, "HTTP/1.1 100 Continue\r\n\r\n");
    Body body;
    if (!co_await read_body(*connection, head, body)) co_return false;
    if (events_ == nullptr) co_return false;
    if (head.method == "GET" && head.target == next_target) {
      if (const auto refusal = next(connection)) send_answer(connection, *refusal);
    } else {
      // Before the event, which may run far: the runtime goes on meanwhile.
      auto [answer, event] = route(head, std::move(body));
      send_answer(connection, answer);
      if (event) event();
    }
    co_return head.keep_alive;
  }

  static Task<bool> read_body(Connection& connection, const RequestHead& head, Body& body) {
    body.function_error_type = head.function_error_type;
    if (head.chunked) {
      ChunkDecoder decoder;
      for (;;) {
        const std::size_t taken = decoder.feed(connection.buffer, body.bytes, max_response_bytes);
        connection.buffer.erase(0, taken);
        if (decoder.done()) break;
        if (decoder.malformed() || decoder.total() > max_discarded_bytes) co_return false;
        if (!co_await read_more(connection)) co_return false;
      }
      body.size = decoder.total();
      if (!decoder.function_error_type().empty()) {
        body.function_error_type = decoder.function_error_type();
      }
      co_return true;
    }
    body.size = head.content_length;
    if (body.size > max_discarded_bytes) co_return false;
    for (std::uint64_t left = body.size; left > 0;) {
      if (connection.buffer.empty() && !co_await read_more(connection)) co_return false;
      const std::size_t part = std::min<std::uint64_t>(left, connection.buffer.size());
      if (body.size <= max_response_bytes) body.bytes.append(connection.buffer, 0, part);
      connection.buffer.erase(0, part);
      left -= part;
    }
    co_return true;
  }

  void send_answer(const std::shared_ptr<Connection>& connection, const Answer& answer) {
    send_now(connection,
             fmt::format("HTTP/1.1 {} {}\r\nContent-Type: application/json\r\n"
                         "Content-Length: {}\r\n\r\n{}",
                         answer.status, reason(answer.status), answer.body.size(), answer.body));
  }

  static Answer invalid_transition(std::string_view to) {
    return refuse(403, fmt::format("State transition to {} is not allowed", to),
                  "InvalidStateTransition");
  }

  // Nothing: the connection now waits for an invocation.
  std::optional<Answer> next(const std::shared_ptr<Connection>& connection) {
    if (phase_ == Phase::invoking || phase_ == Phase::init_failed) {
      return invalid_transition("Ready");
    }
    waiting_ = connection;
    phase_ = Phase::ready;
    events_->on_next();
    return std::nullopt;
  }

  using Event = std::function<void()>;

  std::pair<Answer, Event> route(const RequestHead& head, Body body) {
    std::string_view path = head.target;
    if (head.method != "POST" || !path.starts_with(prefix)) {
      return {refuse(404, "No such path", "NotFound"), {}};
    }
    path.remove_prefix(prefix.size());
    if (path == "init/error") return init_error(std::move(body));
    if (!path.starts_with(invocation_prefix)) {
      return {refuse(404, "No such path", "NotFound"), {}};
    }
    path.remove_prefix(invocation_prefix.size());
    const std::size_t slash = path.find('/');
    const std::string_view id = path.substr(0, slash);
    const std::string_view verb =
        slash == std::string_view::npos ? std::string_view{} : path.substr(slash + 1);
    if (verb != "response" && verb != "error") return {refuse(404, "No such path", "NotFound"), {}};
    if (id != request_id_ || id.empty()) {
      return {refuse(400, "Invalid request ID", "InvalidRequestID"), {}};
    }
    if (phase_ != Phase::invoking) {
      return {
          invalid_transition(verb == "error" ? "InvocationErrorResponse" : "InvocationResponse"),
          {}};
    }
    phase_ = Phase::responded;
    if (verb == "error") return invocation_error(std::move(body));
    return response(std::move(body));
  }

  std::pair<Answer, Event> init_error(Body body) {
    if (phase_ != Phase::initialising) return {invalid_transition("InitError"), {}};
    phase_ = Phase::init_failed;
    return {Answer{}, [this, body = std::move(body)]() mutable {
              if (events_ == nullptr) return;
              events_->on_init_error(std::move(body.bytes), std::move(body.function_error_type));
            }};
  }

  std::pair<Answer, Event> invocation_error(Body body) {
    return {Answer{}, [this, body = std::move(body)]() mutable {
              if (events_ == nullptr) return;
              events_->on_error(std::move(body.bytes), std::move(body.function_error_type));
            }};
  }

  std::pair<Answer, Event> response(Body body) {
    // A streamed response that failed half-way says so in its trailer.
    if (!body.function_error_type.empty()) return invocation_error(std::move(body));
    Answer answer;
    if (body.size > max_response_bytes) {
      answer = refuse(
          413, fmt::format("Exceeded maximum allowed payload size ({} bytes).", max_response_bytes),
          "RequestEntityTooLarge");
      body.bytes.clear();
    }
    return {answer, [this, body = std::move(body)]() mutable {
              if (events_ != nullptr) events_->on_response(std::move(body.bytes), body.size);
            }};
  }

  Executor executor_;
  Acceptor acceptor_;
  RuntimeApiEvents* events_;
  std::uint16_t port_ = 0;
  Phase phase_ = Phase::initialising;
  std::string request_id_;
  std::shared_ptr<Connection> waiting_;
  std::vector<std::shared_ptr<Connection>> connections_;
};

}  // namespace

aws::Result<std::shared_ptr<RuntimeApi>> RuntimeApi::listen(const Executor& executor,
                                                            RuntimeApiEvents& events) {
  auto listener = std::make_shared<Listener>(executor, events);
  if (const auto error = listener->open()) {
    return aws::fail({.code = "ServiceException",
                      .message = "open a port for the Runtime API: " + error.message(),
                      .http_status = 500,
                      .fields = {},
                      .request_id = {}});
  }
  listener->accept_connections();
  return listener;
}

}  // namespace bellwether::cloud::lambda
