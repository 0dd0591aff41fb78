// Reads XML into the generated shapes.
//
// The generated codecs add overloads of read(Reader&, Node, Shape&), found by argument-dependent
// lookup. Only .cpp files include this: it brings pugixml along, which expands no entity of a
// document's own.
#pragma once

#include <charconv>
#include <concepts>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <pugixml.hpp>

#include "aws/core/types.h"

namespace bellwether::aws::xml {

using Node = pugi::xml_node;

// One document being read, and whether it fits its shape.
class Reader {
 public:
  void fail() { fits_ = false; }
  bool fits() const { return fits_; }

 private:
  bool fits_ = true;
};

void read(Reader& r, Node node, std::string& out);
void read(Reader& r, Node node, bool& out);
void read(Reader& r, Node node, Timestamp& out);
void read(Reader& r, Node node, Blob& out);
template <class Number>
requires(std::integral<Number> || std::floating_point<Number>) void read(Reader& r, Node node,
                                                                         Number& out) {
  const std::string_view text = node.text().get();
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), out);
  if (error != std::errc{} || end != text.data() + text.size()) r.fail();
}

// The child of that name, whatever the prefix of its namespace.
Node child(Node node, std::string_view name);
Node next(Node node, std::string_view name);

// A member that has to be there.
template <class T>
void member(Reader& r, Node node, std::string_view name, T& out) {
  const Node found = child(node, name);
  if (!found) return r.fail();
  read(r, found, out);
}
template <class T>
void member(Reader& r, Node node, std::string_view name, std::optional<T>& out) {
  if (const Node found = child(node, name)) read(r, found, out.emplace());
}

template <class T>
void flat(Reader& r, Node node, std::string_view name, std::vector<T>& out) {
  for (Node item = child(node, name); item; item = next(item, name)) {
    read(r, item, out.emplace_back());
  }
}
template <class T>
void flat(Reader& r, Node node, std::string_view name, std::optional<std::vector<T>>& out) {
  if (child(node, name)) flat(r, node, name, out.emplace());
}

template <class T>
void list(Reader& r, Node node, std::string_view name, std::string_view item, T& out) {
  const Node found = child(node, name);
  if (!found) return;
  if constexpr (requires { out.emplace(); }) {
    flat(r, found, item, out.emplace());
  } else {
    flat(r, found, item, out);
  }
}

// The root of a well-formed document, or null; null as well when `root` is given and it has another
// name. The document's nodes live as long as `document`.
Node parse(pugi::xml_document& document, std::string_view text, std::string_view root);

// False when `text` is no such document or does not fit.
template <class T>
bool parse(std::string_view text, std::string_view root, T& out) {
  pugi::xml_document document;
  const Node node = parse(document, text, root);
  if (!node) return false;
  Reader r;
  read(r, node, out);
  return r.fits();
}

}  // namespace bellwether::aws::xml
