// What both sides of the wire exchange: one HTTP message, already read or not yet written.
//
// Plain values without a network library behind them, so that a codec can be tested with strings
// and a function's binary carries no server. Header names compare without case, as HTTP has it.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "aws/core/body.h"

namespace bellwether::aws {

// Compares as HTTP compares header names: ASCII letters without case.
bool equals_ignore_case(std::string_view a, std::string_view b);

// Headers in their order of arrival; a name may occur more than once.
class Headers {
 public:
  using Entry = std::pair<std::string, std::string>;

  void add(std::string_view name, std::string_view value);
  // Replaces every occurrence.
  void set(std::string_view name, std::string_view value);
  void erase(std::string_view name);
  // The first value, or nullptr.
  const std::string* find(std::string_view name) const;
  // The first value, or an empty view.
  std::string_view get(std::string_view name) const;
  bool contains(std::string_view name) const { return find(name) != nullptr; }
  std::size_t size() const { return entries_.size(); }
  auto begin() const { return entries_.begin(); }
  auto end() const { return entries_.end(); }

 private:
  std::vector<Entry> entries_;
};

struct HttpRequest {
  std::string method = "GET";
  // As on the request line, still percent-encoded: "/path?query".
  std::string target = "/";
  Headers headers;
  std::string body;
  // Where set, the body in place of `body`, read as it is sent. Clients only.
  std::shared_ptr<ByteSource> source{};

  std::string_view path() const;
  // What follows '?', or an empty view.
  std::string_view query() const;
};

struct HttpResponse {
  int status = 200;
  Headers headers;
  std::string body;
};

// Takes a response's body in place of the response.
class ResponseSink : public ByteSink {
 public:
  // Once, before the first byte.
  virtual void begin(const HttpResponse& head) = 0;
};

// One decoded "name=value" of a query string; the value is empty when there is no '='.
using QueryParameters = std::vector<std::pair<std::string, std::string>>;
QueryParameters parse_query(std::string_view query);

std::string percent_decode(std::string_view text);
// A query string's form: '+' is a space as well.
std::string percent_decode_query(std::string_view text);
// RFC 3986: all but unreserved characters, and '/' unless kept, as SigV4 wants it.
std::string percent_encode(std::string_view text, bool keep_slash = false);

}  // namespace bellwether::aws
