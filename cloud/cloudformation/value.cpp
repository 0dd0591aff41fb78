#include "cloud/cloudformation/value.h"

#include <algorithm>

namespace bellwether::cloud::cloudformation {
namespace {

void write_string(std::string_view text, std::string& out) {
  constexpr std::string_view hex = "0123456789abcdef";
  out += '"';
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    switch (c) {
      case '"':
        out += "\\\"";
        break;
      case '\\':
        out += "\\\\";
        break;
      case '\n':
        out += "\\n";
        break;
      case '\r':
        out += "\\r";
        break;
      case '\t':
        out += "\\t";
        break;
      default:
        if (byte < 0x20) {
          out += "\\u00";
          out += hex[byte >> 4];
          out += hex[byte & 15];
        } else {
          out += c;
        }
    }
  }
  out += '"';
}

void write(const Value& value, std::string& out) {
  switch (value.kind()) {
    case Value::Kind::boolean:
    case Value::Kind::number:
      out += value.text();
      return;
    case Value::Kind::string:
      write_string(value.text(), out);
      return;
    case Value::Kind::list: {
      out += '[';
      bool first = true;
      for (const Value& item : value.items()) {
        if (!std::exchange(first, false)) out += ',';
        write(item, out);
      }
      out += ']';
      return;
    }
    case Value::Kind::map: {
      out += '{';
      bool first = true;
      for (const auto& [name, member] : value.members()) {
        if (!std::exchange(first, false)) out += ',';
        write_string(name, out);
        out += ':';
        write(member, out);
      }
      out += '}';
      return;
    }
    case Value::Kind::null:
    case Value::Kind::no_value:
    case Value::Kind::unknown:
      out += "null";
      return;
  }
}

}  // namespace

Value Value::boolean(bool value) {
  return scalar(Kind::boolean, value ? "true" : "false");
}

Value Value::number(std::int64_t value) {
  return scalar(Kind::number, std::to_string(value));
}

Value Value::scalar(Kind kind, std::string text) {
  Value value = of(kind);
  value.text_ = std::move(text);
  return value;
}

Value Value::list(std::vector<Value> items) {
  Value value = of(Kind::list);
  value.items_ = std::move(items);
  return value;
}

Value Value::map(std::vector<Member> members) {
  Value value = of(Kind::map);
  value.members_ = std::move(members);
  return value;
}

Value Value::call(std::string_view name, Value argument) {
  const int line = argument.line();
  return map({{std::string(name), std::move(argument)}}).at_line(line);
}

bool Value::is_scalar() const {
  return kind_ == Kind::boolean || kind_ == Kind::number || kind_ == Kind::string;
}

const Value* Value::find(std::string_view name) const {
  const auto found = std::ranges::find(members_, name, &Member::first);
  return found == members_.end() ? nullptr : &found->second;
}

Value* Value::find(std::string_view name) {
  const auto found = std::ranges::find(members_, name, &Member::first);
  return found == members_.end() ? nullptr : &found->second;
}

void Value::set(std::string_view name, Value value) {
  kind_ = Kind::map;
  if (Value* const member = find(name)) {
    *member = std::move(value);
  } else {
    members_.emplace_back(std::string(name), std::move(value));
  }
}

void Value::erase(std::string_view name) {
  std::erase_if(members_, [&](const Member& member) { return member.first == name; });
}

Value Value::at_line(int line) && {
  line_ = line;
  return std::move(*this);
}

bool operator==(const Value& a, const Value& b) {
  if (a.is_scalar() && b.is_scalar()) return a.text_ == b.text_;
  if (a.kind_ != b.kind_) return false;
  if (a.kind_ == Value::Kind::list) return a.items_ == b.items_;
  if (a.kind_ != Value::Kind::map) return true;
  if (a.members_.size() != b.members_.size()) return false;
  return std::ranges::all_of(a.members_, [&](const Value::Member& member) {
    const Value* const other = b.find(member.first);
    return other != nullptr && *other == member.second;
  });
}

bool contains_unknown(const Value& value) {
  if (value.is_unknown()) return true;
  return std::ranges::any_of(value.items(), contains_unknown) ||
         std::ranges::any_of(value.members(),
                             [](const auto& member) { return contains_unknown(member.second); });
}

std::string to_json(const Value& value) {
  std::string out;
  write(value, out);
  return out;
}

}  // namespace bellwether::cloud::cloudformation
