// A template as a tree of values, with the line each came from.
//
// Scalars keep their text: CloudFormation reads `Timeout: 30` and `Timeout: "30"` as the same, so
// two scalars compare by text alone; maps compare without order. Values are plain and copied
// freely.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace bellwether::cloud::cloudformation {

class Value {
 public:
  enum class Kind : std::uint8_t {
    null,
    boolean,
    number,
    string,
    list,
    map,
    // AWS::NoValue: whatever holds it drops it.
    no_value,
    // What only applying the plan can tell, such as the ARN of a function not yet created.
    unknown,
  };
  using Member = std::pair<std::string, Value>;

  Value() = default;
  Value(std::string text) : kind_(Kind::string), text_(std::move(text)) {}  // NOLINT: reads as text
  Value(std::string_view text) : Value(std::string(text)) {}                // NOLINT
  Value(const char* text) : Value(std::string(text)) {}                     // NOLINT

  static Value boolean(bool value);
  static Value number(std::int64_t value);
  // `text` must be of the form `kind` has; no check is made.
  static Value scalar(Kind kind, std::string text);
  static Value list(std::vector<Value> items = {});
  static Value map(std::vector<Member> members = {});
  static Value no_value() { return of(Kind::no_value); }
  static Value unknown() { return of(Kind::unknown); }
  // {name: argument}, the long form of an intrinsic function.
  static Value call(std::string_view name, Value argument);

  Kind kind() const { return kind_; }
  bool is_null() const { return kind_ == Kind::null; }
  bool is_list() const { return kind_ == Kind::list; }
  bool is_map() const { return kind_ == Kind::map; }
  bool is_string() const { return kind_ == Kind::string; }
  bool is_no_value() const { return kind_ == Kind::no_value; }
  bool is_unknown() const { return kind_ == Kind::unknown; }
  // A boolean, a number or a string.
  bool is_scalar() const;
  // True for the boolean true and for the text "true".
  bool is_true() const { return text_ == "true"; }

  // The text of a scalar, empty for anything else.
  const std::string& text() const { return text_; }
  const std::vector<Value>& items() const { return items_; }
  std::vector<Value>& items() { return items_; }
  const std::vector<Member>& members() const { return members_; }
  std::vector<Member>& members() { return members_; }

  // The member of that name, or nullptr; nullptr for anything but a map.
  const Value* find(std::string_view name) const;
  Value* find(std::string_view name);
  // Replaces the member of that name, or adds it at the end. Turns a null into a map.
  void set(std::string_view name, Value value);
  void erase(std::string_view name);

  // Counted from 1; 0 when it stood in no file.
  int line() const { return line_; }
  Value at_line(int line) &&;
  void set_line(int line) { line_ = line; }

  friend bool operator==(const Value& a, const Value& b);

 private:
  static Value of(Kind kind) {
    Value value;
    value.kind_ = kind;
    return value;
  }

  Kind kind_ = Kind::null;
  int line_ = 0;
  std::string text_;
  std::vector<Value> items_;
  std::vector<Member> members_;
};

bool contains_unknown(const Value& value);

// JSON without spaces, members in their order. An unknown or absent value is written as null.
std::string to_json(const Value& value);

}  // namespace bellwether::cloud::cloudformation
