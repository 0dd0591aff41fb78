#include "aws/xml/reader.h"

#include "aws/core/time_format.h"
#include "aws/core/utf8.h"

namespace bellwether::aws::xml {
namespace {

std::string_view local_name(Node node) {
  const std::string_view name = node.name();
  return name.substr(name.find(':') + 1);
}

Node first_named(Node node, std::string_view name) {
  while (node && local_name(node) != name) node = node.next_sibling();
  return node;
}

}  // namespace

void read(Reader& r, Node node, std::string& out) {
  out.clear();
  for (const Node part : node.children()) {
    if (part.type() != pugi::node_pcdata && part.type() != pugi::node_cdata) return r.fail();
    out += part.value();
  }
  // Bytes that are none, or a reference to half a surrogate pair.
  if (!is_utf8(out)) r.fail();
}

void read(Reader& r, Node node, bool& out) {
  const std::string_view text = node.text().get();
  out = text == "true";
  if (!out && text != "false") r.fail();
}

void read(Reader& r, Node node, Timestamp& out) {
  const auto time = parse_iso8601(node.text().get());
  if (!time) return r.fail();
  out = *time;
}

void read(Reader& r, Node node, Blob& out) {
  if (!base64_decode(node.text().get(), out.bytes)) r.fail();
}

Node child(Node node, std::string_view name) {
  return first_named(node.first_child(), name);
}

Node next(Node node, std::string_view name) {
  return first_named(node.next_sibling(), name);
}

Node parse(pugi::xml_document& document, std::string_view text, std::string_view root) {
  // White space between elements is dropped, white space that is all of a text is kept: a key may
  // be one space.
  constexpr unsigned options = pugi::parse_default | pugi::parse_ws_pcdata_single;
  if (!document.load_buffer(text.data(), text.size(), options, pugi::encoding_utf8)) return {};
  const Node node = document.document_element();
  return root.empty() || local_name(node) == root ? node : Node{};
}

}  // namespace bellwether::aws::xml
