// Writes XML straight into a string, as AWS's REST-XML services answer it.
//
// The generated codecs add overloads of write(Writer&, const Shape&) that write a shape's members;
// the element around them is written by whoever holds the shape.
#pragma once

#include <concepts>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "aws/core/types.h"

namespace bellwether::aws::xml {

class Writer {
 public:
  void open(std::string_view name, std::string_view xml_namespace = {});
  void close(std::string_view name);
  // Escaped. What XML 1.0 cannot carry at all is written as a reference that lenient readers take,
  // as S3 does: a key may hold such characters. Bytes that are not UTF-8 become U+FFFD.
  void text(std::string_view value);
  // As it is.
  void raw(std::string_view xml) { text_.append(xml); }

  void reserve(std::size_t bytes) { text_.reserve(bytes); }
  std::string take() { return std::move(text_); }

 private:
  std::string text_;
};

inline void write(Writer& w, const std::string& value) {
  w.text(value);
}
inline void write(Writer& w, bool value) {
  w.raw(value ? "true" : "false");
}
void write(Writer& w, std::int64_t value);
inline void write(Writer& w, std::int32_t value) {
  write(w, std::int64_t{value});
}
void write(Writer& w, double value);
// ISO 8601, always with milliseconds: "2026-11-21T07:41:25.000Z".
void write(Writer& w, Timestamp value);
void write(Writer& w, const Blob& value);

template <class T>
void member(Writer& w, std::string_view name, const T& value) {
  w.open(name);
  write(w, value);
  w.close(name);
}
template <class T>
void member(Writer& w, std::string_view name, const std::optional<T>& value) {
  if (value) member(w, name, *value);
}

// <name><item>..</item><item>..</item></name>
template <class T>
void list(Writer& w, std::string_view name, std::string_view item, const std::vector<T>& values) {
  w.open(name);
  for (const auto& value : values) member(w, item, value);
  w.close(name);
}
template <class T>
void list(Writer& w, std::string_view name, std::string_view item,
          const std::optional<std::vector<T>>& values) {
  if (values) list(w, name, item, *values);
}

// <name>..</name><name>..</name>: a "flattened" list.
template <class T>
void flat(Writer& w, std::string_view name, const std::vector<T>& values) {
  for (const auto& value : values) member(w, name, value);
}
template <class T>
void flat(Writer& w, std::string_view name, const std::optional<std::vector<T>>& values) {
  if (values) flat(w, name, *values);
}

// A whole document whose root is called `root`.
template <class T>
std::string document(std::string_view root, std::string_view xml_namespace, const T& value) {
  Writer w;
  w.raw("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
  w.open(root, xml_namespace);
  write(w, value);
  w.close(root);
  return w.take();
}

// A whole element, for what no shape describes: "<name>text</name>", escaped.
std::string element(std::string_view name, std::string_view text);
template <std::integral Number>
std::string element(std::string_view name, Number number) {
  return element(name, std::string_view(std::to_string(number)));
}

}  // namespace bellwether::aws::xml
