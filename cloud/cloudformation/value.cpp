#include "cloud/cloudformation/value.h"

#include <algorithm>

#include "aws/json/writer.h"

namespace bellwether::cloud::cloudformation {
namespace {

void write(aws::json::Writer& w, const Value& value) {
  switch (value.kind()) {
    case Value::Kind::boolean:
    case Value::Kind::number:
      return w.literal(value.text());
    case Value::Kind::string:
      return w.string(value.text());
    case Value::Kind::list:
      w.open_array();
      for (const Value& item : value.items()) write(w, item);
      return w.close_array();
    case Value::Kind::map:
      w.open_object();
      for (const auto& [name, member] : value.members()) {
        w.key(name);
        write(w, member);
      }
      return w.close_object();
    case Value::Kind::null:
    case Value::Kind::no_value:
    case Value::Kind::unknown:
      return w.null();
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
  aws::json::Writer w;
  write(w, value);
  return w.take();
}

}  // namespace bellwether::cloud::cloudformation
