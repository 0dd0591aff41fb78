#include "aws/client/http_connection.h"

#include <algorithm>
#include <charconv>
#include <optional>

namespace bellwether::aws {
namespace {

using Kind = TransportError::Kind;

// One recv usually brings a whole answer of the services we call.
constexpr std::size_t read_size = 16'384;
constexpr int most_interim_responses = 8;
// Of a body that is read as it is sent; a response's pieces for a sink are as large.
constexpr std::size_t source_piece = 256 * 1024;

std::unexpected<TransportError> malformed(std::string_view what) {
  return std::unexpected(
      TransportError{Kind::malformed, "malformed HTTP response: " + std::string(what)});
}

std::string_view trimmed(std::string_view text) {
  const std::size_t start = text.find_first_not_of(" \t");
  if (start == std::string_view::npos) return {};
  return text.substr(start, text.find_last_not_of(" \t") - start + 1);
}

template <class Number>
std::optional<Number> parse_number(std::string_view text, int base = 10) {
  Number value{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value, base);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return value;
}

// A comma-separated header contains the token.
bool has_token(std::string_view list, std::string_view token) {
  while (!list.empty()) {
    const std::size_t comma = std::min(list.find(','), list.size());
    if (equals_ignore_case(trimmed(list.substr(0, comma)), token)) return true;
    list.remove_prefix(std::min(comma + 1, list.size()));
  }
  return false;
}

std::uint64_t body_size(const HttpRequest& request) {
  return request.source ? request.source->size() : request.body.size();
}

bool wants_content_length(const HttpRequest& request) {
  return body_size(request) > 0 || request.method == "POST" || request.method == "PUT" ||
         request.method == "PATCH";
}

}  // namespace

std::string request_head(const HttpRequest& request) {
  std::string head;
  head.reserve(512);
  head.append(request.method).append(" ").append(request.target).append(" HTTP/1.1\r\n");
  for (const auto& [name, value] : request.headers) {
    head.append(name).append(": ").append(value).append("\r\n");
  }
  if (wants_content_length(request) && !request.headers.contains("Content-Length")) {
    head.append("Content-Length: ").append(std::to_string(body_size(request))).append("\r\n");
  }
  head.append("\r\n");
  return head;
}

Transported<HttpResponse> HttpConnection::exchange(const HttpRequest& request,
                                                   Clock::time_point deadline, ResponseSink* sink) {
  sink_ = sink;
  used_sink_ = false;
  const bool is_head_request = request.method == "HEAD";
  if (!request.source) {
    return exchange(request_head(request), request.body, is_head_request, deadline);
  }
  got_bytes_ = false;
  auto sent = send(request);
  if (sent) return receive(is_head_request, deadline);
  return answer_to_unsent(std::move(sent.error()), is_head_request, deadline);
}

// The head, then what the source has, piece by piece.
Transported<void> HttpConnection::send(const HttpRequest& request) {
  std::string head = request_head(request);
  std::string piece(source_piece, '\0');
  std::uint64_t left = request.source->size();
  do {
    auto got = request.source->read(piece.data(), std::min<std::uint64_t>(left, piece.size()));
    if (got && *got == 0 && left > 0) got = std::unexpected("it ended before its size");
    if (!got) return std::unexpected(TransportError{Kind::local, "source: " + got.error()});
    auto sent = stream_->write(head, {piece.data(), *got});
    if (!sent) return sent;
    head.clear();
    left -= *got;
  } while (left > 0);
  return {};
}

Transported<HttpResponse> HttpConnection::exchange(std::string_view head, std::string_view body,
                                                   bool is_head_request,
                                                   Clock::time_point deadline) {
  got_bytes_ = false;
  auto sent = stream_->write(head, body);
  if (sent) return receive(is_head_request, deadline);
  if (body.empty()) {
    reusable_ = false;
    return std::unexpected(std::move(sent.error()));
  }
  return answer_to_unsent(std::move(sent.error()), is_head_request, deadline);
}

// A server that refuses a body may answer and close without reading it.
Transported<HttpResponse> HttpConnection::answer_to_unsent(TransportError failure,
                                                           bool is_head_request,
                                                           Clock::time_point deadline) {
  reusable_ = false;
  if (failure.kind != Kind::closed) return std::unexpected(std::move(failure));
  auto early = receive(is_head_request, deadline);
  reusable_ = false;
  if (!early) return std::unexpected(std::move(failure));
  return early;
}

Transported<HttpResponse> HttpConnection::receive(bool answers_head_request,
                                                  Clock::time_point deadline) {
  // Whatever goes wrong below leaves the connection in the middle of a message.
  reusable_ = false;
  auto response = read_head(deadline);
  for (int interim = 0; response && response->status < 200; ++interim) {
    if (interim == most_interim_responses) return malformed("too many interim responses");
    response = read_head(deadline);
  }
  if (!response) return response;
  closes_after_response_ = has_token(response->headers.get("Connection"), "close");
  if (response->status >= 300) sink_ = nullptr;
  if (sink_) sink_->begin(*response);
  const bool no_body = answers_head_request || response->status == 204 || response->status == 304;
  if (!no_body) {
    if (auto read = read_body(*response, deadline); !read) {
      return std::unexpected(std::move(read.error()));
    }
  }
  // Bytes beyond the response belong to nothing we asked for.
  reusable_ = !closes_after_response_ && at_ == buffer_.size();
  buffer_.clear();
  at_ = 0;
  return response;
}

Transported<void> HttpConnection::fill(Clock::time_point deadline) {
  if (deadline != Clock::time_point::max() && Clock::now() >= deadline) {
    return std::unexpected(TransportError{Kind::timed_out, "the response took too long"});
  }
  if (at_ > 0 && at_ == buffer_.size()) {
    buffer_.clear();
    at_ = 0;
  }
  const std::size_t old_size = buffer_.size();
  const std::size_t wanted = sink_ ? source_piece : read_size;
  buffer_.resize(old_size + wanted);
  auto got = stream_->read(buffer_.data() + old_size, wanted);
  buffer_.resize(old_size + got.value_or(0));
  if (!got) return std::unexpected(std::move(got.error()));
  if (*got == 0) {
    return std::unexpected(TransportError{Kind::closed, "the peer closed the connection"});
  }
  got_bytes_ = true;
  return {};
}

Transported<std::string_view> HttpConnection::read_line(Clock::time_point deadline) {
  std::size_t searched = at_;
  while (true) {
    const std::size_t end = buffer_.find('\n', searched);
    if (end != std::string::npos) {
      std::string_view line(buffer_.data() + at_, end - at_);
      if (line.ends_with('\r')) line.remove_suffix(1);
      at_ = end + 1;
      return line;
    }
    if (buffer_.size() - at_ > largest_response_head) {
      return std::unexpected(
          TransportError{Kind::too_large, "a line of the HTTP response is too long"});
    }
    const std::size_t unread = buffer_.size() - at_;
    if (auto filled = fill(deadline); !filled) return std::unexpected(std::move(filled.error()));
    searched = at_ + unread;
  }
}

Transported<HttpResponse> HttpConnection::read_head(Clock::time_point deadline) {
  auto status_line = read_line(deadline);
  if (!status_line) return std::unexpected(std::move(status_line.error()));
  if (!status_line->starts_with("HTTP/1.") || status_line->size() < 12) {
    return malformed("no HTTP/1 status line");
  }
  HttpResponse response;
  const auto status = parse_number<int>(status_line->substr(9, 3));
  if (!status || *status < 100 || *status > 599) return malformed("no status code");
  response.status = *status;

  std::size_t head_size = status_line->size();
  while (true) {
    auto line = read_line(deadline);
    if (!line) return std::unexpected(std::move(line.error()));
    if (line->empty()) return response;
    head_size += line->size();
    if (head_size > largest_response_head) {
      return std::unexpected(
          TransportError{Kind::too_large, "the HTTP response's head is too large"});
    }
    const std::size_t colon = line->find(':');
    if (colon == 0 || colon == std::string_view::npos) return malformed("a header without a name");
    response.headers.add(line->substr(0, colon), trimmed(line->substr(colon + 1)));
  }
}

Transported<void> HttpConnection::read_body(HttpResponse& response, Clock::time_point deadline) {
  const std::string_view coding = response.headers.get("Transfer-Encoding");
  if (!coding.empty()) {
    if (!equals_ignore_case(coding, "chunked")) {
      return malformed("transfer coding " + std::string(coding));
    }
    return read_chunks(response, deadline);
  }
  if (const std::string* length = response.headers.find("Content-Length")) {
    const auto size = parse_number<std::size_t>(*length);
    if (!size) return malformed("Content-Length " + *length);
    return read_exactly(*size, response.body, deadline);
  }
  return read_to_end(response, deadline);
}

Transported<void> HttpConnection::pass_on(std::string_view bytes) {
  used_sink_ = used_sink_ || !bytes.empty();
  auto taken = sink_->write(bytes.data(), bytes.size());
  if (taken) return {};
  return std::unexpected(TransportError{Kind::local, "sink: " + taken.error()});
}

// To the sink.
Transported<void> HttpConnection::read_through(std::size_t size, Clock::time_point deadline) {
  while (size > 0) {
    if (at_ == buffer_.size()) {
      if (auto filled = fill(deadline); !filled) return filled;
    }
    const std::size_t taken = std::min(size, buffer_.size() - at_);
    if (auto passed = pass_on({buffer_.data() + at_, taken}); !passed) return passed;
    at_ += taken;
    size -= taken;
  }
  return {};
}

Transported<void> HttpConnection::read_exactly(std::size_t size, std::string& into,
                                               Clock::time_point deadline) {
  if (sink_) return read_through(size, deadline);
  if (size > largest_response_body - into.size()) {
    return std::unexpected(
        TransportError{Kind::too_large, "the HTTP response's body is too large"});
  }
  const std::size_t target = into.size() + size;
  const std::size_t buffered = std::min(size, buffer_.size() - at_);
  into.append(buffer_, at_, buffered);
  at_ += buffered;
  // The rest goes where it belongs, without a copy.
  std::size_t have = into.size();
  if (have < target) into.resize(target);
  while (have < target) {
    if (deadline != Clock::time_point::max() && Clock::now() >= deadline) {
      return std::unexpected(TransportError{Kind::timed_out, "the response took too long"});
    }
    auto got = stream_->read(into.data() + have, target - have);
    if (!got) return std::unexpected(std::move(got.error()));
    if (*got == 0) {
      return std::unexpected(
          TransportError{Kind::closed, "the peer closed the connection within a response"});
    }
    have += *got;
  }
  return {};
}

Transported<void> HttpConnection::read_chunks(HttpResponse& response, Clock::time_point deadline) {
  while (true) {
    auto line = read_line(deadline);
    if (!line) return std::unexpected(std::move(line.error()));
    const auto size = parse_number<std::size_t>(trimmed(line->substr(0, line->find(';'))), 16);
    if (!size) return malformed("a chunk without a size");
    if (*size == 0) break;
    if (auto read = read_exactly(*size, response.body, deadline); !read) return read;
    auto end = read_line(deadline);
    if (!end) return std::unexpected(std::move(end.error()));
    if (!end->empty()) return malformed("a chunk longer than its size");
  }
  std::size_t trailer_size = 0;
  while (true) {
    auto line = read_line(deadline);
    if (!line) return std::unexpected(std::move(line.error()));
    if (line->empty()) return {};
    trailer_size += line->size();
    if (trailer_size > largest_response_head) return malformed("trailers too large");
  }
}

Transported<void> HttpConnection::read_to_end(HttpResponse& response, Clock::time_point deadline) {
  closes_after_response_ = true;
  while (true) {
    if (sink_) {
      if (auto passed = pass_on(std::string_view(buffer_).substr(at_)); !passed) return passed;
    } else {
      response.body.append(buffer_, at_);
    }
    at_ = buffer_.size();
    if (response.body.size() > largest_response_body) {
      return std::unexpected(
          TransportError{Kind::too_large, "the HTTP response's body is too large"});
    }
    if (auto filled = fill(deadline); !filled) {
      if (filled.error().kind == Kind::closed) return {};
      return filled;
    }
  }
}

}  // namespace bellwether::aws
