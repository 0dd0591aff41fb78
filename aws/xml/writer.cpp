#include "aws/xml/writer.h"

#include <charconv>

#include "aws/core/time_format.h"
#include "aws/core/utf8.h"

namespace bellwether::aws::xml {
namespace {

// What stands for a character in text, or nothing when it stands for itself.
std::string_view escape(unsigned char c) {
  switch (c) {
    case '&':
      return "&amp;";
    case '<':
      return "&lt;";
    case '>':
      return "&gt;";
    case '"':
      return "&quot;";
    case '\r':
      return "&#13;";
    default:
      return {};
  }
}

bool is_plain(unsigned char c) {
  return (c >= 0x20 && c != '&' && c != '<' && c != '>' && c != '"') || c == '\t' || c == '\n';
}

template <class Number>
void write_number(Writer& w, Number value) {
  char digits[32];
  w.raw({digits, std::to_chars(digits, digits + sizeof digits, value).ptr});
}

}  // namespace

void Writer::open(std::string_view name, std::string_view xml_namespace) {
  text_.append("<").append(name);
  if (!xml_namespace.empty()) text_.append(" xmlns=\"").append(xml_namespace).append("\"");
  text_.push_back('>');
}

void Writer::close(std::string_view name) {
  text_.append("</").append(name).append(">");
}

void Writer::text(std::string_view value) {
  if (!is_utf8(value)) return text(to_utf8(std::string(value)));
  std::size_t plain = 0;
  for (std::size_t i = 0; i < value.size(); ++i) {
    const auto c = static_cast<unsigned char>(value[i]);
    if (is_plain(c)) continue;
    text_.append(value, plain, i - plain);
    plain = i + 1;
    if (const auto entity = escape(c); !entity.empty()) {
      text_.append(entity);
    } else {
      text_.append("&#x");
      char digits[2];
      text_.append(digits, std::to_chars(digits, digits + sizeof digits, unsigned{c}, 16).ptr);
      text_.push_back(';');
    }
  }
  text_.append(value, plain, value.size() - plain);
}

void write(Writer& w, std::int64_t value) {
  write_number(w, value);
}

void write(Writer& w, double value) {
  write_number(w, value);
}

void write(Writer& w, Timestamp value) {
  std::string text = format_iso8601(value);
  if (text.find('.') == std::string::npos) text.insert(text.size() - 1, ".000");
  w.raw(text);
}

void write(Writer& w, const Blob& value) {
  w.raw(base64_encode(value.bytes));
}

std::string element(std::string_view name, std::string_view text) {
  Writer writer;
  writer.open(name);
  writer.text(text);
  writer.close(name);
  return writer.take();
}

}  // namespace bellwether::aws::xml
