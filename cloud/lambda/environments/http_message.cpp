#include "cloud/lambda/environments/http_message.h"

#include <algorithm>
#include <charconv>

#include "aws/core/http.h"

namespace bellwether::cloud::lambda {
namespace {

// A chunk's size line or a trailer; far more than either needs.
constexpr std::size_t longest_line = 8 * 1024;

constexpr std::string_view error_type_header = "Lambda-Runtime-Function-Error-Type";

std::string_view trim(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

template <class Number>
bool parse_number(std::string_view text, int base, Number& number) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number, base);
  return error == std::errc{} && end == text.data() + text.size() && !text.empty();
}

bool parse_header(std::string_view line, RequestHead& head) {
  const std::size_t colon = line.find(':');
  if (colon == std::string_view::npos || colon == 0) return false;
  const std::string_view name = line.substr(0, colon);
  const std::string_view value = trim(line.substr(colon + 1));
  if (aws::equals_ignore_case(name, "Content-Length")) {
    return parse_number(value, 10, head.content_length);
  }
  if (aws::equals_ignore_case(name, "Transfer-Encoding")) {
    head.chunked = aws::equals_ignore_case(value, "chunked");
    return head.chunked;
  }
  if (aws::equals_ignore_case(name, "Connection")) {
    head.keep_alive = !aws::equals_ignore_case(value, "close");
  } else if (aws::equals_ignore_case(name, "Expect")) {
    head.expects_continue = aws::equals_ignore_case(value, "100-continue");
  } else if (aws::equals_ignore_case(name, "Content-Type")) {
    head.content_type = value;
  } else if (aws::equals_ignore_case(name, error_type_header)) {
    head.function_error_type = value;
  }
  return true;
}

}  // namespace

ParseError parse_head(std::string_view bytes, RequestHead& head) {
  const std::size_t end = bytes.find("\r\n\r\n");
  if (end == std::string_view::npos) return ParseError::incomplete;
  head = {};
  head.size = end + 4;
  std::string_view lines = bytes.substr(0, end + 2);
  std::size_t line_end = lines.find("\r\n");
  const std::string_view request = lines.substr(0, line_end);
  const std::size_t space = request.find(' ');
  const std::size_t last = request.rfind(' ');
  if (space == std::string_view::npos || last == space || space == 0) return ParseError::malformed;
  head.method = request.substr(0, space);
  head.target = request.substr(space + 1, last - space - 1);
  const std::string_view version = request.substr(last + 1);
  if (version != "HTTP/1.1" && version != "HTTP/1.0") return ParseError::malformed;
  head.keep_alive = version == "HTTP/1.1";
  for (lines.remove_prefix(line_end + 2); !lines.empty(); lines.remove_prefix(line_end + 2)) {
    line_end = lines.find("\r\n");
    if (!parse_header(lines.substr(0, line_end), head)) return ParseError::malformed;
  }
  return ParseError::none;
}

std::size_t ChunkDecoder::feed(std::string_view bytes, std::string& body, std::size_t limit) {
  const std::size_t offered = bytes.size();
  while (!bytes.empty() && !done() && !malformed()) {
    if (state_ == State::data) {
      const std::size_t part = std::min<std::uint64_t>(left_, bytes.size());
      body.append(bytes.substr(0, std::min(part, limit - std::min(limit, body.size()))));
      total_ += part;
      left_ -= part;
      bytes.remove_prefix(part);
      if (left_ == 0) state_ = State::data_end;
      continue;
    }
    const std::size_t end = bytes.find("\r\n");
    if (end == std::string_view::npos) {
      if (bytes.size() > longest_line) state_ = State::malformed;
      break;
    }
    const std::string_view line = bytes.substr(0, end);
    bytes.remove_prefix(end + 2);
    if (state_ == State::data_end) {
      state_ = line.empty() ? State::size : State::malformed;
    } else if (state_ == State::size) {
      if (!parse_number(trim(line.substr(0, line.find(';'))), 16, left_)) {
        state_ = State::malformed;
      } else {
        state_ = left_ == 0 ? State::trailer : State::data;
      }
    } else if (line.empty()) {
      state_ = State::done;
    } else if (const std::size_t colon = line.find(':');
               colon != std::string_view::npos &&
               aws::equals_ignore_case(line.substr(0, colon), error_type_header)) {
      error_type_ = trim(line.substr(colon + 1));
    }
  }
  return offered - bytes.size();
}

}  // namespace bellwether::cloud::lambda
