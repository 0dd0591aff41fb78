// Reads JSON text into the generated shapes, with AWS's words for what does not fit.
//
// The generated codecs add overloads of read(Reader&, Value, Shape&), found by argument-dependent
// lookup. Only .cpp files include this: it brings simdjson along.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <simdjson.h>

#include "aws/core/error.h"
#include "aws/core/types.h"

namespace bellwether::aws::json {

using Value = simdjson::ondemand::value;
using Type = simdjson::ondemand::json_type;

// Deeper documents are refused; DynamoDB's items end at 32 levels of two JSON levels each.
inline constexpr int kMaxDepth = 128;

// One document being read: where we are, which required members were not there, what went wrong.
class Reader {
 public:
  // What "SerializationException" says; the first one counts.
  bool fail(std::string_view message) {
    if (error_.empty()) error_ = message;
    return false;
  }
  bool malformed() { return fail("Could not parse request body: it is not well-formed JSON"); }
  const std::string& error() const { return error_; }
  // A shape's own rule broken while reading (unions): answered as a ValidationException.
  bool invalid(std::string_view message) {
    if (invalid_.empty()) invalid_ = message;
    return true;
  }
  const std::string& invalid() const { return invalid_; }

  bool enter() { return ++depth_ <= kMaxDepth || fail("The document is nested too deeply"); }
  void leave() { --depth_; }

  void push_member(std::string_view name) { path_.push_back({.name = name}); }
  void push_key(std::string_view key) { path_.push_back({.name = key, .element = true}); }
  void push_index(std::size_t index) { path_.push_back({.index = index, .element = true}); }
  void pop() { path_.pop_back(); }
  // A required member of the shape being read has no value.
  void missing(std::string_view member);
  const std::vector<std::string>& missing_paths() const { return missing_; }
  // Where reading failed, for people: "headers.Host", "cookies[0]"; empty at the document itself.
  std::string place() const;

 private:
  std::string error_;
  std::string invalid_;
  struct Step {
    std::string_view name{};
    std::size_t index = 0;  // from 1; 0 for members and keys
    bool element = false;
  };
  std::vector<Step> path_;
  std::vector<std::string> missing_;
  int depth_ = 0;
};

// What AWS calls a value that should have been `wanted`, a Java class's simple name.
bool mismatch(Reader& r, Value& value, std::string_view wanted);

bool read(Reader& r, Value value, std::string& out);
bool read(Reader& r, Value value, bool& out);
bool read(Reader& r, Value value, std::int32_t& out);
bool read(Reader& r, Value value, std::int64_t& out);
bool read(Reader& r, Value value, double& out);
bool read(Reader& r, Value value, Blob& out);
bool read(Reader& r, Value value, Timestamp& out);
bool read(Reader& r, Value value, Document& out);

template <class T>
bool read(Reader& r, Value value, Box<T>& out);
template <class T>
bool read(Reader& r, Value value, std::vector<T>& out);
template <class T>
bool read(Reader& r, Value value, std::map<std::string, T, std::less<>>& out);
template <class T>
bool read(Reader& r, Value value, std::optional<T>& out);

// The loops over objects and arrays, once for all shapes: what simdjson inlines into them is large,
// and every function's binary carries the codecs of what it calls.
using OnField = bool (*)(void* context, std::string_view key, Value& field);
using OnElement = bool (*)(void* context, std::size_t index, Value& element);
bool read_fields(Reader& r, Value& value, std::string_view wanted, OnField on_field, void* context);
bool read_elements(Reader& r, Value& value, OnElement on_element, void* context);

// Calls on_field(key, value) for each member that is not null.
template <class F>
bool read_object(Reader& r, Value& value, std::string_view wanted, F on_field) {
  return read_fields(
      r, value, wanted,
      [](void* context, std::string_view key, Value& field) {
        return (*static_cast<F*>(context))(key, field);
      },
      &on_field);
}

template <class T>
bool read(Reader& r, Value value, Box<T>& out) {
  return read(r, value, *out);
}

template <class T>
bool read(Reader& r, Value value, std::optional<T>& out) {
  return read(r, value, out.emplace());
}

template <class T>
bool read(Reader& r, Value value, std::vector<T>& out) {
  struct Target {
    Reader& r;
    std::vector<T>& out;
  } target{r, out};
  out.clear();
  return read_elements(
      r, value,
      [](void* context, std::size_t index, Value& element) {
        auto& [reader, elements] = *static_cast<Target*>(context);
        T next{};
        reader.push_index(index);
        if (!read(reader, element, next)) return false;
        reader.pop();
        elements.push_back(std::move(next));
        return true;
      },
      &target);
}

template <class T>
bool read(Reader& r, Value value, std::map<std::string, T, std::less<>>& out) {
  out.clear();
  return read_object(r, value, "Map", [&](std::string_view key, Value& field) {
    const auto place = out.insert_or_assign(std::string(key), T{}).first;
    r.push_key(place->first);
    if (!read(r, field, place->second)) return false;
    r.pop();
    return true;
  });
}

// Parses `text` and reads its one value with `read_value(Reader&, Value)`; an empty text is an
// empty object, as AWS's services take it. `room`: how many bytes behind the text may be read; with
// fewer than simdjson wants, the text is copied first.
using ReadValue = bool (*)(Reader& r, Value value, void* out);
bool parse(Reader& r, std::string_view text, std::size_t room, ReadValue read_value, void* out);

template <class T>
bool parse(Reader& r, std::string_view text, T& out, std::size_t room = 0) {
  return parse(
      r, text, room,
      [](Reader& inner, Value value, void* target) {
        return read(inner, value, *static_cast<T*>(target));
      },
      &out);
}

// Of a string that was given spare capacity, as the server gives it to bodies.
template <class T>
bool parse(Reader& r, const std::string& text, T& out) {
  return parse(r, text, out, text.capacity() - text.size());
}

// The same with the reader's error as a Result; for texts that are ours or an answer.
template <class T>
Result<T> parse(std::string_view text) {
  Reader r;
  T out{};
  if (!parse(r, text, out)) {
    return fail({.code = "SerializationException", .message = r.error(), .http_status = 400});
  }
  return out;
}

}  // namespace bellwether::aws::json
