#include "cloud/dynamodb/item_codec.h"

#include <cstdint>
#include <stdexcept>
#include <vector>

namespace bellwether::cloud::dynamodb {

namespace {

using Member = AttributeValue::Member;

constexpr char kVersion = 1;

// The byte before a value. Never renumbered: they are on disk.
enum class Tag : char {
  S = 1,
  N = 2,
  B = 3,
  SS = 4,
  NS = 5,
  BS = 6,
  M = 7,
  L = 8,
  null = 9,
  is_false = 10,
  is_true = 11,
};

// Seven bits a byte, the lowest first, the eighth says that more follow.
void append_number(std::string& bytes, std::size_t number) {
  for (; number >= 0x80; number >>= 7) bytes.push_back(static_cast<char>(number | 0x80));
  bytes.push_back(static_cast<char>(number));
}

void append_text(std::string& bytes, std::string_view text) {
  append_number(bytes, text.size());
  bytes.append(text);
}

void append_tag(std::string& bytes, Tag tag) {
  bytes.push_back(static_cast<char>(tag));
}

void append_value(std::string& bytes, const AttributeValue& value);

void append_map(std::string& bytes, const Item& map) {
  append_number(bytes, map.size());
  for (const auto& [name, value] : map) {
    append_text(bytes, name);
    append_value(bytes, value);
  }
}

void append_texts(std::string& bytes, Tag tag, const std::vector<std::string>& texts) {
  append_tag(bytes, tag);
  append_number(bytes, texts.size());
  for (const auto& text : texts) append_text(bytes, text);
}

void append_value(std::string& bytes, const AttributeValue& value) {
  switch (value.member()) {
    case Member::unset:
      throw std::logic_error("an item was stored before it was checked");
    case Member::S:
      append_tag(bytes, Tag::S);
      return append_text(bytes, *value.S());
    case Member::N:
      append_tag(bytes, Tag::N);
      return append_text(bytes, *value.N());
    case Member::B:
      append_tag(bytes, Tag::B);
      return append_text(bytes, value.B()->bytes);
    case Member::SS:
      return append_texts(bytes, Tag::SS, *value.SS());
    case Member::NS:
      return append_texts(bytes, Tag::NS, *value.NS());
    case Member::BS:
      append_tag(bytes, Tag::BS);
      append_number(bytes, value.BS()->size());
      for (const auto& blob : *value.BS()) append_text(bytes, blob.bytes);
      return;
    case Member::M:
      append_tag(bytes, Tag::M);
      return append_map(bytes, *value.M());
    case Member::L:
      append_tag(bytes, Tag::L);
      append_number(bytes, value.L()->size());
      for (const auto& element : *value.L()) append_value(bytes, element);
      return;
    case Member::NULL_:
      return append_tag(bytes, Tag::null);
    case Member::BOOL:
      return append_tag(bytes, *value.BOOL() ? Tag::is_true : Tag::is_false);
  }
}

class Reader {
 public:
  explicit Reader(std::string_view bytes) : rest_(bytes) {
    if (byte() != kVersion) broken();
  }

  std::size_t number() {
    std::size_t number = 0;
    for (unsigned shift = 0; shift < 64; shift += 7) {
      const auto next = static_cast<unsigned char>(byte());
      number |= static_cast<std::size_t>(next & 0x7f) << shift;
      if (next < 0x80) return number;
    }
    broken();
  }

  Item map() {
    Item map;
    for (std::size_t count = number(); count > 0; --count) {
      std::string name(text());
      // Written in order, so each goes to the end.
      map.emplace_hint(map.end(), std::move(name), AttributeValue())->second = value();
    }
    return map;
  }

  void write_map(aws::json::Writer& w) {
    w.open_object();
    for (std::size_t count = number(); count > 0; --count) {
      w.utf8_key(text());
      write_value(w);
    }
    w.close_object();
  }

  void end() const {
    if (!rest_.empty()) broken();
  }

 private:
  [[noreturn]] static void broken() {
    throw std::runtime_error("the store has a broken DynamoDB item");
  }

  char byte() {
    if (rest_.empty()) broken();
    const char first = rest_.front();
    rest_.remove_prefix(1);
    return first;
  }

  std::string_view text() {
    const std::size_t size = number();
    if (size > rest_.size()) broken();
    const auto text = rest_.substr(0, size);
    rest_.remove_prefix(size);
    return text;
  }

  std::vector<std::string> texts() {
    std::vector<std::string> texts(count());
    for (auto& element : texts) element = text();
    return texts;
  }

  // Every element takes a byte at least, so that a broken count is not a huge allocation.
  std::size_t count() {
    const std::size_t count = number();
    if (count > rest_.size()) broken();
    return count;
  }

  AttributeValue value() {
    switch (static_cast<Tag>(byte())) {
      case Tag::S:
        return AttributeValue::make_S(std::string(text()));
      case Tag::N:
        return AttributeValue::make_N(std::string(text()));
      case Tag::B:
        return AttributeValue::make_B({std::string(text())});
      case Tag::SS:
        return AttributeValue::make_SS(texts());
      case Tag::NS:
        return AttributeValue::make_NS(texts());
      case Tag::BS: {
        std::vector<aws::Blob> blobs(count());
        for (auto& blob : blobs) blob.bytes = text();
        return AttributeValue::make_BS(std::move(blobs));
      }
      case Tag::M:
        return AttributeValue::make_M(map());
      case Tag::L: {
        std::vector<AttributeValue> elements(count());
        for (auto& element : elements) element = value();
        return AttributeValue::make_L(std::move(elements));
      }
      case Tag::null:
        return AttributeValue::make_NULL(true);
      case Tag::is_false:
        return AttributeValue::make_BOOL(false);
      case Tag::is_true:
        return AttributeValue::make_BOOL(true);
    }
    broken();
  }

  void write_value(aws::json::Writer& w) {
    const auto write_text = [&] { w.utf8_string(text()); };
    const auto write_blob = [&] { w.utf8_string(aws::base64_encode(text())); };
    const auto write_as = [&](std::string_view type, auto write_content) {
      w.open_object();
      w.plain_key(type);
      write_content();
      w.close_object();
    };
    const auto write_array_as = [&](std::string_view type, auto write_element) {
      write_as(type, [&] {
        w.open_array();
        for (std::size_t count = number(); count > 0; --count) write_element();
        w.close_array();
      });
    };
    switch (static_cast<Tag>(byte())) {
      case Tag::S:
        return write_as("S", write_text);
      case Tag::N:
        return write_as("N", write_text);
      case Tag::B:
        return write_as("B", write_blob);
      case Tag::SS:
        return write_array_as("SS", write_text);
      case Tag::NS:
        return write_array_as("NS", write_text);
      case Tag::BS:
        return write_array_as("BS", write_blob);
      case Tag::M:
        return write_as("M", [&] { write_map(w); });
      case Tag::L:
        return write_array_as("L", [&] { write_value(w); });
      case Tag::null:
        return write_as("NULL", [&] { w.boolean(true); });
      case Tag::is_false:
        return write_as("BOOL", [&] { w.boolean(false); });
      case Tag::is_true:
        return write_as("BOOL", [&] { w.boolean(true); });
    }
    broken();
  }

  std::string_view rest_;
};

}  // namespace

std::string encode_item(const Item& item) {
  const std::size_t size = size_of(item);
  std::string bytes;
  bytes.reserve(size + size / 4 + 16);
  bytes.push_back(kVersion);
  append_number(bytes, size);
  append_map(bytes, item);
  return bytes;
}

Item decode_item(std::string_view bytes) {
  Reader reader(bytes);
  reader.number();
  Item item = reader.map();
  reader.end();
  return item;
}

void write_item(aws::json::Writer& w, std::string_view bytes) {
  Reader reader(bytes);
  reader.number();
  reader.write_map(w);
  reader.end();
}

std::size_t stored_size(std::string_view bytes) {
  return Reader(bytes).number();
}

}  // namespace bellwether::cloud::dynamodb
