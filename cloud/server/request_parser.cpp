#include "cloud/server/request_parser.h"

#include <algorithm>
#include <limits>

#include <boost/asio/buffer.hpp>
#include <boost/beast/http/basic_parser.hpp>
#include <boost/beast/http/error.hpp>

namespace bellwether::cloud::server {

namespace http = boost::beast::http;
using boost::beast::error_code;
using boost::beast::string_view;

namespace {

// simdjson reads up to this many bytes past the end.
constexpr std::size_t body_slack = 64;
// An announced body gets its memory at once up to here, and beyond it as its bytes come.
constexpr std::uint64_t reserve_at_once = 8 * 1024 * 1024;

// Fills an aws::HttpRequest directly: Beast's own message would be a second copy of every header.
class BeastParser final : public http::basic_parser<true> {
 public:
  explicit BeastParser(const Limits& limits) : limits_(limits) {
    header_limit(static_cast<std::uint32_t>(limits.head_bytes));
    // Counted here, where the limit may come after the head.
    body_limit(boost::none);
  }

  aws::HttpRequest request;
  std::uint64_t max_body = std::numeric_limits<std::uint64_t>::max();
  Refusal refusal = Refusal::malformed;
  std::uint64_t received = 0;
  bool expects_continue = false;
  bool http_1_0 = false;
  bool streams = false;

 private:
  void on_request_impl(http::verb, string_view method, string_view target, int version,
                       error_code& ec) override {
    request.method.assign(method.data(), method.size());
    request.target.assign(target.data(), target.size());
    http_1_0 = version < 11;
    if (!normalise_target()) fail(Refusal::malformed, ec);
  }

  void on_response_impl(int, string_view, int, error_code&) override {}

  void on_field_impl(http::field name, string_view name_text, string_view value,
                     error_code& ec) override {
    if (request.headers.size() >= limits_.header_count ||
        value.size() > limits_.header_value_bytes) {
      return fail(Refusal::head_too_large, ec);
    }
    if (name == http::field::host && request.headers.contains("Host")) {
      // Two hosts: whoever stands in front may have checked the other one.
      return fail(Refusal::malformed, ec);
    }
    if (name == http::field::expect) {
      expects_continue = aws::equals_ignore_case({value.data(), value.size()}, "100-continue");
    }
    request.headers.add({name_text.data(), name_text.size()}, {value.data(), value.size()});
  }

  void on_header_impl(error_code& ec) override {
    if (!http_1_0 && !request.headers.contains("Host")) fail(Refusal::malformed, ec);
  }

  void on_body_init_impl(const boost::optional<std::uint64_t>& length, error_code& ec) override {
    if (length) {
      if (*length > max_body) return fail(Refusal::body_too_large, ec);
      if (!streams) request.body.reserve(std::min(*length, reserve_at_once) + body_slack);
    }
  }

  std::size_t on_body_impl(string_view bytes, error_code& ec) override { return append(bytes, ec); }

  void on_chunk_header_impl(std::uint64_t size, string_view, error_code& ec) override {
    if (size > max_body - received) fail(Refusal::body_too_large, ec);
  }

  std::size_t on_chunk_body_impl(std::uint64_t, string_view bytes, error_code& ec) override {
    return append(bytes, ec);
  }

  void on_finish_impl(error_code&) override {
    if (streams) return;
    if (request.body.capacity() - request.body.size() < body_slack && !request.body.empty()) {
      request.body.reserve(request.body.size() + body_slack);
    }
  }

  std::size_t append(string_view bytes, error_code& ec) {
    if (bytes.size() > max_body - received) {
      fail(Refusal::body_too_large, ec);
      return 0;
    }
    received += bytes.size();
    request.body.append(bytes.data(), bytes.size());
    return bytes.size();
  }

  // "http://host/path", as sent to proxies, becomes "/path"; what is no path is refused.
  bool normalise_target() {
    auto& target = request.target;
    if (target.starts_with('/') || (target == "*" && request.method == "OPTIONS")) return true;
    auto scheme = target.find("://");
    if (scheme == std::string::npos) return false;
    auto path = target.find_first_of("/?", scheme + 3);
    target = path == std::string::npos ? "/" : target.substr(path);
    if (target.front() == '?') target.insert(target.begin(), '/');
    return true;
  }

  void fail(Refusal why, error_code& ec) {
    refusal = why;
    ec = http::error::bad_value;
  }

  const Limits& limits_;
};

}  // namespace

class RequestParser::Impl {
 public:
  explicit Impl(const Limits& l) : limits(l) {}

  const Limits limits;
  std::optional<BeastParser> parser;
};

RequestParser::RequestParser(const Limits& limits) : impl_(std::make_unique<Impl>(limits)) {
  start();
}

RequestParser::~RequestParser() = default;

void RequestParser::start() {
  impl_->parser.emplace(impl_->limits);
}

RequestParser::State RequestParser::feed(std::string_view& bytes) {
  auto& parser = *impl_->parser;
  const bool had_head = parser.is_header_done();
  parser.eager(had_head);
  while (!bytes.empty() || (had_head && !parser.is_done())) {
    error_code ec;
    auto used = parser.put(boost::asio::const_buffer(bytes.data(), bytes.size()), ec);
    bytes.remove_prefix(used);
    if (ec == http::error::need_more) return State::more;
    if (ec) {
      if (ec == http::error::header_limit) parser.refusal = Refusal::head_too_large;
      return State::failed;
    }
    if (parser.is_done()) return State::complete;
    if (!had_head && parser.is_header_done()) return State::head;
    if (bytes.empty()) break;
  }
  return State::more;
}

void RequestParser::set_body_limit(std::uint64_t bytes) {
  impl_->parser->max_body = bytes;
}

void RequestParser::stream_body() {
  impl_->parser->streams = true;
}

void RequestParser::take_body(std::string& piece) {
  auto& body = impl_->parser->request.body;
  piece.swap(body);
  body.clear();
}

std::optional<std::uint64_t> RequestParser::content_length() const {
  auto length = impl_->parser->content_length();
  if (!length) return std::nullopt;
  return *length;
}

bool RequestParser::expects_continue() const {
  return impl_->parser->expects_continue && !impl_->parser->http_1_0;
}

bool RequestParser::keep_alive() const {
  return impl_->parser->is_header_done() && impl_->parser->keep_alive();
}

bool RequestParser::is_http_1_0() const {
  return impl_->parser->http_1_0;
}

Refusal RequestParser::refusal() const {
  return impl_->parser->refusal;
}

aws::HttpRequest& RequestParser::request() {
  return impl_->parser->request;
}

}  // namespace bellwether::cloud::server
