// Writes JSON text straight into a string: no tree, no copies.
//
// The generated codecs add overloads of write(Writer&, const Shape&), found by argument-dependent
// lookup; lists, maps and optional members are handled here once.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "aws/core/error.h"
#include "aws/core/types.h"

namespace bellwether::aws::json {

class Writer {
 public:
  void open_object() { open('{'); }
  void close_object() { close('}'); }
  void open_array() { open('['); }
  void close_array() { close(']'); }
  void key(std::string_view name) {
    string(name);
    end_key();
  }
  void utf8_key(std::string_view name) {
    utf8_string(name);
    end_key();
  }
  // A key that has nothing to escape, as those of AWS's models.
  void plain_key(std::string_view name) {
    append(name.size() + 4, [&](char* at) {
      if (comma_) *at++ = ',';
      *at++ = '"';
      at = std::copy(name.begin(), name.end(), at);
      *at++ = '"';
      *at++ = ':';
      return at;
    });
    comma_ = false;
  }
  // Bytes that are not UTF-8 become U+FFFD.
  void string(std::string_view value);
  // The same without the look, for what has been read from JSON and kept.
  void utf8_string(std::string_view value);
  void number(std::int64_t value);
  // Not finite: "NaN", "Infinity" and "-Infinity", as AWS's JSON protocols have them.
  void number(double value);
  void boolean(bool value) { literal(value ? "true" : "false"); }
  void null() { literal("null"); }
  // JSON text, or any other token, as it is.
  void literal(std::string_view json) {
    separate();
    text_.append(json);
  }

  void reserve(std::size_t bytes) { text_.reserve(bytes); }
  const std::string& text() const { return text_; }
  std::string take() { return std::move(text_); }

 private:
  // Looks once whether `most` bytes fit. `fill` gets where they go and answers where it ended.
  template <class Fill>
  void append(std::size_t most, Fill fill) {
    const std::size_t size = text_.size();
    text_.resize_and_overwrite(size + most, [&](char* text, std::size_t) {
      return static_cast<std::size_t>(fill(text + size) - text);
    });
  }
  void end_key() {
    text_.push_back(':');
    comma_ = false;
  }
  void separate() {
    if (comma_) text_.push_back(',');
    comma_ = true;
  }
  void open(char c) {
    separate();
    text_.push_back(c);
    comma_ = false;
  }
  void close(char c) {
    text_.push_back(c);
    comma_ = true;
  }

  std::string text_;
  bool comma_ = false;
};

inline void write(Writer& w, const std::string& value) {
  w.string(value);
}
inline void write(Writer& w, bool value) {
  w.boolean(value);
}
inline void write(Writer& w, std::int32_t value) {
  w.number(std::int64_t{value});
}
inline void write(Writer& w, std::int64_t value) {
  w.number(value);
}
inline void write(Writer& w, double value) {
  w.number(value);
}
inline void write(Writer& w, const Document& value) {
  w.literal(value.json);
}
void write(Writer& w, const Blob& value);
void write(Writer& w, Timestamp value);

template <class T>
void write(Writer& w, const Box<T>& value);
template <class T>
void write(Writer& w, const std::vector<T>& values);
template <class T>
void write(Writer& w, const std::map<std::string, T, std::less<>>& values);

template <class T>
void write(Writer& w, const Box<T>& value) {
  write(w, *value);
}

template <class T>
void write(Writer& w, const std::vector<T>& values) {
  w.open_array();
  for (const auto& value : values) write(w, static_cast<const T&>(value));
  w.close_array();
}

template <class T>
void write(Writer& w, const std::map<std::string, T, std::less<>>& values) {
  w.open_object();
  for (const auto& [name, value] : values) {
    w.key(name);
    write(w, value);
  }
  w.close_object();
}

template <class T>
void member(Writer& w, std::string_view name, const T& value) {
  w.plain_key(name);
  write(w, value);
}

template <class T>
void member(Writer& w, std::string_view name, const std::optional<T>& value) {
  if (value) member(w, name, *value);
}

// The JSON text of any generated shape.
template <class T>
std::string to_json(const T& value) {
  Writer w;
  write(w, value);
  return w.take();
}

// `text` as a JSON string, quotes included.
std::string quote(std::string_view text);

}  // namespace bellwether::aws::json
