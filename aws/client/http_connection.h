// HTTP/1.1 over one connection, the client's side: one exchange after the other.
#pragma once

#include <chrono>
#include <memory>
#include <string>
#include <string_view>

#include "aws/client/stream.h"
#include "aws/core/http.h"

namespace bellwether::aws {

// A head beyond this is an attack or a mistake; AWS's own are below 8 KB.
inline constexpr std::size_t largest_response_head = 65'536;
// Above every buffered answer of the services: DynamoDB 16 MB, Lambda 6 MB, CloudWatch Logs 1 MB.
inline constexpr std::size_t largest_response_body = 67'108'864;

// For one thread at a time.
class HttpConnection {
 public:
  using Clock = std::chrono::steady_clock;

  explicit HttpConnection(std::unique_ptr<Stream> stream) : stream_(std::move(stream)) {}

  // Sends the request (Content-Length is added where HTTP wants it) and reads its response. With a
  // sink the body of a response whose status is below 300 goes there, of any size, and is not in
  // the response.
  Transported<HttpResponse> exchange(const HttpRequest& request,
                                     Clock::time_point deadline = Clock::time_point::max(),
                                     ResponseSink* sink = nullptr);

  // The same with the head already written: "GET /x HTTP/1.1\r\n...\r\n\r\n".
  Transported<HttpResponse> exchange(std::string_view head, std::string_view body,
                                     bool is_head_request,
                                     Clock::time_point deadline = Clock::time_point::max());

  // Whether another exchange may follow.
  bool reusable() const { return reusable_; }
  // Whether the peer had sent any byte of the last response: if not, it may have closed an idle
  // connection before it saw the request.
  bool got_bytes() const { return got_bytes_; }
  // Whether any byte of the last response's body went to the sink.
  bool used_sink() const { return used_sink_; }

 private:
  Transported<void> send(const HttpRequest& request);
  Transported<HttpResponse> answer_to_unsent(TransportError failure, bool is_head_request,
                                             Clock::time_point deadline);
  Transported<HttpResponse> receive(bool answers_head_request, Clock::time_point deadline);
  Transported<void> fill(Clock::time_point deadline);
  Transported<std::string_view> read_line(Clock::time_point deadline);
  Transported<void> read_exactly(std::size_t size, std::string& into, Clock::time_point deadline);
  Transported<void> read_through(std::size_t size, Clock::time_point deadline);
  Transported<void> pass_on(std::string_view bytes);
  Transported<HttpResponse> read_head(Clock::time_point deadline);
  Transported<void> read_body(HttpResponse& response, Clock::time_point deadline);
  Transported<void> read_chunks(HttpResponse& response, Clock::time_point deadline);
  Transported<void> read_to_end(HttpResponse& response, Clock::time_point deadline);

  std::unique_ptr<Stream> stream_;
  // Received and not yet consumed: buffer_[at_..].
  std::string buffer_;
  std::size_t at_ = 0;
  bool reusable_ = true;
  bool got_bytes_ = false;
  bool closes_after_response_ = false;
  // Where the body of the response that is being read goes, if not into it.
  ResponseSink* sink_ = nullptr;
  bool used_sink_ = false;
};

// The request line and headers, ready to send.
std::string request_head(const HttpRequest& request);

}  // namespace bellwether::aws
