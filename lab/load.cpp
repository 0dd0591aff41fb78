#include "lab/load.h"

#include <algorithm>
#include <charconv>
#include <cstring>
#include <iterator>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/connect.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http.hpp>

#include "aws/client/resolver.h"

namespace bellwether::lab {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = boost::beast::http;
using asio::ip::tcp;
using std::chrono::steady_clock;
using Error = boost::system::error_code;

// Lambda answers at most 6 MB.
constexpr std::uint64_t most_body_bytes = 8 << 20;
// Of an unexpected answer's body, as much as helps to recognise it.
constexpr std::size_t shown_body_bytes = 80;
// Kinds of errors kept apart; further ones count as "other", so that memory stays constant.
constexpr std::size_t most_error_kinds = 32;
// Between calls after a connection failed: a server that is gone must not make the loop spin.
constexpr auto pause_after_failure = std::chrono::milliseconds(20);

std::optional<std::uint16_t> port_number(std::string_view text) {
  std::uint16_t port = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), port);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return port;
}

// Completes with the error in a variable instead of an exception.
auto into(Error& error) {
  return asio::redirect_error(asio::use_awaitable, error);
}

http::request<http::string_body> to_beast(const aws::HttpRequest& request, const Origin& origin) {
  http::request<http::string_body> message;
  message.version(11);
  message.method_string(request.method);
  message.target(origin.prefix + request.target);
  for (const auto& [name, value] : request.headers) message.insert(name, value);
  message.set(http::field::host, origin.host + ":" + origin.port);
  message.set(http::field::user_agent, "bellwether-lab");
  message.body() = request.body;
  message.prepare_payload();
  return message;
}

aws::HttpResponse from_beast(http::response<http::string_body>&& message) {
  aws::HttpResponse response;
  response.status = static_cast<int>(message.result_int());
  for (const auto& field : message) {
    response.headers.add({field.name_string().data(), field.name_string().size()},
                         {field.value().data(), field.value().size()});
  }
  response.body = std::move(message.body());
  return response;
}

std::string unexpected_answer(const aws::HttpResponse& response) {
  std::string kind = "HTTP " + std::to_string(response.status);
  if (response.body.empty()) return kind;
  kind += ": ";
  for (const char c : response.body.substr(0, shown_body_bytes)) {
    // A digit is most often an id or a number: one kind for all of them.
    kind += c >= '0' && c <= '9' ? '#' : (static_cast<unsigned char>(c) < ' ' ? ' ' : c);
  }
  return kind;
}

class Load {
 public:
  explicit Load(const LoadPlan& plan) : plan_(plan) {}

  LoadResult run() {
    asio::co_spawn(loop_, begin_connections(), asio::detached);
    asio::co_spawn(loop_, report_progress(), asio::detached);
    loop_.run();
    result_.wall = last_answer_ - start_;
    tell_progress();
    return std::move(result_);
  }

 private:
  struct Connection {
    explicit Connection(asio::io_context& loop) : stream(loop) {}
    beast::tcp_stream stream;
    beast::flat_buffer buffer;
    bool open = false;
  };

  asio::awaitable<void> begin_connections() {
    const auto connections = static_cast<std::uint64_t>(std::max(1, plan_.concurrency));
    Error cancelled;
    for (std::uint64_t i = 0; i < connections && begun_ < plan_.calls && !cancelled; ++i) {
      ++running_;
      asio::co_spawn(loop_, caller(), asio::detached);
      // Even without an interval the loop comes round, so that each connection takes its call
      // first.
      interval_timer_.expires_after(plan_.connection_interval);
      co_await interval_timer_.async_wait(into(cancelled));
    }
    beginning_ = false;
    stop_when_done();
  }

  void stop_when_done() {
    if (begun_ >= plan_.calls || result_.out_of_budget) interval_timer_.cancel();
    if (running_ == 0 && !beginning_) progress_timer_.cancel();
  }

  std::optional<std::uint64_t> take_call() {
    if (begun_ >= plan_.calls) return std::nullopt;
    if (steady_clock::now() - start_ >= plan_.budget) {
      result_.out_of_budget = true;
      return std::nullopt;
    }
    return plan_.first_index + begun_++;
  }

  asio::awaitable<void> caller() {
    Connection connection(loop_);
    for (auto index = take_call(); index; index = take_call()) {
      if (!co_await call(connection, *index)) co_await pause();
    }
    --running_;
    stop_when_done();
  }

  asio::awaitable<bool> call(Connection& connection, std::uint64_t index) {
    const bool reused = connection.open;
    const auto begin = steady_clock::now();
    Error error;
    http::response<http::string_body> response;
    co_await exchange(connection, index, response, error);
    // A kept connection that the server closed meanwhile is opened again, once.
    if (reused && (error == http::error::end_of_stream || error == asio::error::connection_reset ||
                   error == asio::error::broken_pipe)) {
      close(connection);
      co_await exchange(connection, index, response, error);
    }
    last_answer_ = steady_clock::now();
    ++result_.calls;
    if (error) {
      close(connection);
      count_error(error == beast::error::timeout ? "timeout" : error.message());
      co_return false;
    }
    result_.latency.record(last_answer_ - begin);
    if (!response.keep_alive()) close(connection);
    const aws::HttpResponse answer = from_beast(std::move(response));
    const std::string name = plan_.classify(answer);
    if (name.empty()) {
      count_error(unexpected_answer(answer));
    } else {
      ++result_.answers[name];
    }
    co_return true;
  }

  asio::awaitable<void> exchange(Connection& connection, std::uint64_t index,
                                 http::response<http::string_body>& response, Error& error) {
    connection.stream.expires_after(
        std::chrono::duration_cast<std::chrono::milliseconds>(plan_.call_timeout));
    error.clear();
    if (!connection.open) {
      const auto& endpoints = resolve(error);
      if (error) co_return;
      co_await connection.stream.async_connect(endpoints, into(error));
      if (error) co_return;
      if (connection.stream.socket().set_option(tcp::no_delay(true), error)) co_return;
      connection.open = true;
    }
    const auto request = to_beast(plan_.request(index), plan_.origin);
    co_await http::async_write(connection.stream, request, into(error));
    if (error) co_return;
    http::response_parser<http::string_body> parser;
    parser.body_limit(most_body_bytes);
    co_await http::async_read(connection.stream, connection.buffer, parser, into(error));
    if (!error) response = parser.release();
  }

  // The name is looked up once, before the first call is on its way.
  const std::vector<tcp::endpoint>& resolve(Error& error) {
    if (endpoints_.empty()) {
      const auto found =
          aws::Resolver().resolve(plan_.origin.host, port_number(plan_.origin.port).value_or(0),
                                  steady_clock::now() + plan_.call_timeout);
      if (!found) error = asio::error::host_not_found;
      if (found) std::ranges::transform(*found, std::back_inserter(endpoints_), endpoint);
    }
    return endpoints_;
  }

  static tcp::endpoint endpoint(const aws::Address& address) {
    tcp::endpoint made;
    std::memcpy(made.data(), &address.storage, address.length);
    made.resize(address.length);
    return made;
  }

  static void close(Connection& connection) {
    Error ignored;
    (void)connection.stream.socket().close(ignored);
    connection.buffer.clear();
    connection.open = false;
  }

  asio::awaitable<void> pause() {
    asio::steady_timer timer(loop_, pause_after_failure);
    co_await timer.async_wait(asio::use_awaitable);
  }

  void count_error(std::string kind) {
    ++error_count_;
    const bool known = result_.errors.contains(kind);
    if (!known && result_.errors.size() >= most_error_kinds) kind = "other";
    ++result_.errors[kind];
  }

  asio::awaitable<void> report_progress() {
    Error cancelled;
    while (running_ > 0 || beginning_) {
      progress_timer_.expires_after(std::chrono::milliseconds(100));
      co_await progress_timer_.async_wait(into(cancelled));
      if (cancelled) co_return;
      tell_progress();
    }
  }

  void tell_progress() const {
    if (!plan_.progress) return;
    plan_.progress({.calls = result_.calls,
                    .wanted = plan_.calls,
                    .errors = error_count_,
                    .elapsed = steady_clock::now() - start_});
  }

  const LoadPlan& plan_;
  asio::io_context loop_{1};
  asio::steady_timer interval_timer_{loop_};
  asio::steady_timer progress_timer_{loop_};
  std::vector<tcp::endpoint> endpoints_;
  const steady_clock::time_point start_ = steady_clock::now();
  steady_clock::time_point last_answer_ = start_;
  std::uint64_t begun_ = 0;
  std::uint64_t error_count_ = 0;
  bool beginning_ = true;  // more connections are to come
  int running_ = 0;        // connections
  LoadResult result_;
};

}  // namespace

aws::Result<Origin> Origin::parse(std::string_view url) {
  constexpr std::string_view scheme = "http://";
  if (!url.starts_with(scheme)) {
    return aws::fail({.code = "InvalidEndpoint",
                      .message = "the load speaks plain HTTP: " + std::string(url) +
                                 " does not begin with http://"});
  }
  url.remove_prefix(scheme.size());
  const auto path = std::min(url.find('/'), url.size());
  const auto authority = url.substr(0, path);
  const auto colon = authority.rfind(':');
  Origin origin{
      .host = std::string(authority.substr(0, colon)),
      .port = colon == std::string_view::npos ? "80" : std::string(authority.substr(colon + 1)),
      .prefix = std::string(url.substr(path))};
  while (origin.prefix.ends_with('/')) origin.prefix.pop_back();
  if (origin.host.empty() || !port_number(origin.port)) {
    return aws::fail(
        {.code = "InvalidEndpoint", .message = "no host and port in http://" + std::string(url)});
  }
  return origin;
}

std::uint64_t LoadResult::error_count() const {
  std::uint64_t count = 0;
  for (const auto& [kind, times] : errors) count += times;
  return count;
}

void LoadResult::add(const LoadResult& later) {
  calls += later.calls;
  out_of_budget = out_of_budget || later.out_of_budget;
  wall += later.wall;
  latency.add(later.latency);
  for (const auto& [kind, times] : later.answers) answers[kind] += times;
  for (const auto& [kind, times] : later.errors) errors[kind] += times;
}

LoadResult run_load(const LoadPlan& plan) {
  return Load(plan).run();
}

}  // namespace bellwether::lab
