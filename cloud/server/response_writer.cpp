#include "cloud/server/response_writer.h"

#include <array>
#include <charconv>
#include <ctime>

namespace bellwether::cloud::server {
namespace {

std::string_view reason(int status) {
  switch (status) {
    case 100:
      return "Continue";
    case 200:
      return "OK";
    case 201:
      return "Created";
    case 202:
      return "Accepted";
    case 204:
      return "No Content";
    case 206:
      return "Partial Content";
    case 301:
      return "Moved Permanently";
    case 302:
      return "Found";
    case 303:
      return "See Other";
    case 304:
      return "Not Modified";
    case 307:
      return "Temporary Redirect";
    case 308:
      return "Permanent Redirect";
    case 400:
      return "Bad Request";
    case 401:
      return "Unauthorized";
    case 403:
      return "Forbidden";
    case 404:
      return "Not Found";
    case 405:
      return "Method Not Allowed";
    case 408:
      return "Request Timeout";
    case 409:
      return "Conflict";
    case 410:
      return "Gone";
    case 411:
      return "Length Required";
    case 412:
      return "Precondition Failed";
    case 413:
      return "Content Too Large";
    case 415:
      return "Unsupported Media Type";
    case 416:
      return "Range Not Satisfiable";
    case 418:
      return "I'm a teapot";
    case 422:
      return "Unprocessable Content";
    case 429:
      return "Too Many Requests";
    case 431:
      return "Request Header Fields Too Large";
    case 500:
      return "Internal Server Error";
    case 501:
      return "Not Implemented";
    case 502:
      return "Bad Gateway";
    case 503:
      return "Service Unavailable";
    case 504:
      return "Gateway Timeout";
    default:
      return "Status";
  }
}

// Made once a second and thread.
std::string_view date() {
  thread_local std::time_t made_at = 0;
  thread_local std::array<char, 40> text;
  thread_local std::size_t length = 0;
  const auto now = std::time(nullptr);
  if (now != made_at) {
    std::tm parts{};
    gmtime_r(&now, &parts);
    length = std::strftime(text.data(), text.size(), "%a, %d %b %Y %H:%M:%S GMT", &parts);
    made_at = now;
  }
  return {text.data(), length};
}

void append_number(std::string& out, std::uint64_t number) {
  std::array<char, 20> digits;
  auto end = std::to_chars(digits.data(), digits.data() + digits.size(), number).ptr;
  out.append(digits.data(), end);
}

bool is_framing(std::string_view name) {
  switch (name.empty() ? '\0' : (name.front() | 0x20)) {
    case 'c':
      return aws::equals_ignore_case(name, "Content-Length") ||
             aws::equals_ignore_case(name, "Connection");
    case 'd':
      return aws::equals_ignore_case(name, "Date");
    case 't':
      return aws::equals_ignore_case(name, "Transfer-Encoding") ||
             aws::equals_ignore_case(name, "Trailer");
    case 'k':
      return aws::equals_ignore_case(name, "Keep-Alive");
    case 'u':
      return aws::equals_ignore_case(name, "Upgrade");
    default:
      return false;
  }
}

// What could end the line is left out.
void append_line_safe(std::string& out, std::string_view text) {
  if (text.find_first_of(std::string_view("\r\n\0", 3)) == std::string_view::npos) {
    out.append(text);
    return;
  }
  for (char c : text) {
    if (c != '\r' && c != '\n' && c != '\0') out.push_back(c);
  }
}

}  // namespace

bool has_body(int status) {
  return status >= 200 && status != 204 && status != 304;
}

void write_response_head(const Response& response, const ResponseFraming& framing,
                         std::string& out) {
  out.assign("HTTP/1.1 ");
  append_number(out, static_cast<std::uint64_t>(response.status));
  out.append(" ").append(reason(response.status)).append("\r\nDate: ").append(date());
  if (has_body(response.status)) {
    out.append("\r\nContent-Length: ");
    const auto* announced =
        framing.head_request ? response.headers.find("Content-Length") : nullptr;
    if (announced) {
      append_line_safe(out, *announced);
    } else {
      append_number(out, response.body_size());
    }
  }
  if (!framing.keep_alive) {
    out.append("\r\nConnection: close");
  } else if (framing.http_1_0) {
    out.append("\r\nConnection: keep-alive");
  }
  for (const auto& [name, value] : response.headers) {
    if (is_framing(name)) continue;
    out.append("\r\n");
    append_line_safe(out, name);
    out.append(": ");
    append_line_safe(out, value);
  }
  out.append("\r\n\r\n");
}

}  // namespace bellwether::cloud::server
