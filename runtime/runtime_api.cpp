#include "runtime/runtime_api.h"

#include <charconv>
#include <thread>

#include "aws/client/tcp_stream.h"
#include "bellwether/log.h"

namespace bellwether {
namespace {

using namespace std::chrono_literals;

// The Runtime API is on this machine: when three tries in a row fail, it is gone.
constexpr int most_attempts = 3;
constexpr auto between_attempts = 10ms;
constexpr auto connect_timeout = 1s;

std::chrono::system_clock::time_point parse_deadline(std::string_view text) {
  long long milliseconds = 0;
  std::from_chars(text.data(), text.data() + text.size(), milliseconds);
  return std::chrono::system_clock::time_point(std::chrono::milliseconds(milliseconds));
}

}  // namespace

std::expected<RuntimeApi, Broken> RuntimeApi::create(std::string_view host_and_port) {
  const auto invalid = [&] {
    return std::unexpected(Broken{"AWS_LAMBDA_RUNTIME_API is \"" + std::string(host_and_port) +
                                  "\"; it has to be a numeric address or localhost, and a port"});
  };
  const std::size_t colon = host_and_port.rfind(':');
  if (colon == std::string_view::npos) return invalid();
  std::string_view host = host_and_port.substr(0, colon);
  const std::string_view port_text = host_and_port.substr(colon + 1);
  std::uint16_t port = 0;
  const auto [end, error] =
      std::from_chars(port_text.data(), port_text.data() + port_text.size(), port);
  if (error != std::errc{} || end != port_text.data() + port_text.size()) return invalid();
  if (host.starts_with('[') && host.ends_with(']')) host = host.substr(1, host.size() - 2);
  if (aws::is_localhost(host)) host = "127.0.0.1";
  const auto address = aws::numeric_address(host, port);
  if (!address) return invalid();
  return RuntimeApi(*address, std::string(host_and_port));
}

RuntimeApi::RuntimeApi(aws::Address address, std::string host)
    : address_(address), host_(std::move(host)) {
  const std::string common = " HTTP/1.1\r\nHost: " + host_ + "\r\nUser-Agent: bellwether/0.1\r\n";
  next_head_ = "GET /2018-06-01/runtime/invocation/next" + common + "\r\n";
  post_head_ = common + "Content-Type: application/json\r\n";
}

std::expected<NextInvocation, Broken> RuntimeApi::next() {
  auto response = exchange(next_head_, {});
  if (!response) return std::unexpected(std::move(response.error()));
  if (response->status != 200) {
    return std::unexpected(Broken{"the Runtime API answered " + std::to_string(response->status) +
                                  " to next: " + response->body});
  }
  NextInvocation invocation{.event = std::move(response->body)};
  for (const auto& [name, value] : response->headers) {
    constexpr std::string_view prefix = "Lambda-Runtime-";
    if (name.size() < prefix.size() ||
        !aws::equals_ignore_case(std::string_view(name).substr(0, prefix.size()), prefix)) {
      continue;
    }
    const std::string_view what = std::string_view(name).substr(prefix.size());
    if (aws::equals_ignore_case(what, "Aws-Request-Id")) {
      invocation.request_id = value;
    } else if (aws::equals_ignore_case(what, "Deadline-Ms")) {
      invocation.deadline = parse_deadline(value);
    } else if (aws::equals_ignore_case(what, "Invoked-Function-Arn")) {
      invocation.invoked_function_arn = value;
    } else if (aws::equals_ignore_case(what, "Trace-Id")) {
      invocation.trace_id = value;
    } else if (aws::equals_ignore_case(what, "Client-Context")) {
      invocation.client_context = value;
    } else if (aws::equals_ignore_case(what, "Cognito-Identity")) {
      invocation.identity = value;
    } else if (aws::equals_ignore_case(what, "Aws-Tenant-Id")) {
      invocation.tenant_id = value;
    }
  }
  if (invocation.request_id.empty()) {
    return std::unexpected(Broken{"the Runtime API gave an invocation without its request id"});
  }
  return invocation;
}

std::expected<void, Broken> RuntimeApi::respond(const std::string& request_id,
                                                std::string_view json) {
  return post("invocation/" + request_id + "/response", {}, json);
}

std::expected<void, Broken> RuntimeApi::fail(const std::string& request_id,
                                             std::string_view error_type, std::string_view json) {
  return post("invocation/" + request_id + "/error", error_type, json);
}

std::expected<void, Broken> RuntimeApi::fail_init(std::string_view error_type,
                                                  std::string_view json) {
  return post("init/error", error_type, json);
}

std::expected<void, Broken> RuntimeApi::post(std::string_view path, std::string_view error_type,
                                             std::string_view body) {
  std::string head = "POST /2018-06-01/runtime/";
  head.reserve(512);
  head.append(path).append(post_head_);
  if (!error_type.empty()) {
    head.append("Lambda-Runtime-Function-Error-Type: ").append(error_type).append("\r\n");
  }
  head.append("Content-Length: ").append(std::to_string(body.size())).append("\r\n\r\n");

  auto response = exchange(head, body);
  if (!response) return std::unexpected(std::move(response.error()));
  if (response->status < 300) return {};
  // "Container error. Non-recoverable state. Runtime should exit promptly."
  if (response->status >= 500) {
    return std::unexpected(Broken{"the Runtime API answered " + std::to_string(response->status) +
                                  " to " + std::string(path) + ": " + response->body});
  }
  // 413: the answer is too large, and Lambda has told the caller so. 400 and 403: the invocation is
  // over already, by its timeout for one.
  log::error("the Runtime API refused the answer",
             {{"status", response->status}, {"body", response->body}});
  return {};
}

std::expected<aws::HttpResponse, Broken> RuntimeApi::exchange(std::string_view head,
                                                              std::string_view body) {
  std::string reason;
  for (int attempt = 0; attempt < most_attempts; ++attempt) {
    if (attempt > 0) std::this_thread::sleep_for(between_attempts);
    if (!connection_) {
      auto stream = aws::TcpStream::connect({&address_, 1},
                                            std::chrono::steady_clock::now() + connect_timeout,
                                            std::chrono::milliseconds(0));
      if (!stream) {
        reason = stream.error().message;
        continue;
      }
      connection_ = std::make_unique<aws::HttpConnection>(
          std::make_unique<aws::TcpStream>(std::move(*stream)));
    }
    auto response = connection_->exchange(head, body, false);
    if (!response) {
      reason = response.error().message;
      connection_.reset();
      continue;
    }
    if (!connection_->reusable()) connection_.reset();
    return std::move(*response);
  }
  return std::unexpected(Broken{"the Runtime API at " + host_ + " is not answering: " + reason});
}

}  // namespace bellwether
