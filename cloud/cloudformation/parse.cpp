#include "cloud/cloudformation/parse.h"

#include <algorithm>
#include <array>
#include <optional>
#include <sstream>

#include <fmt/format.h>
#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/mark.h>
#include <yaml-cpp/parser.h>

namespace bellwether::cloud::cloudformation {
namespace {

// Deeper than any template is meaningful, far above what the stack could not carry.
constexpr std::size_t max_depth = 200;

constexpr std::array<std::string_view, 16> functions = {
    "And",  "Base64", "Cidr", "Equals", "FindInMap", "GetAZs", "If",  "ImportValue",
    "Join", "Length", "Not",  "Or",     "Select",    "Split",  "Sub", "ToJsonString",
};

// Thrown through yaml-cpp's parser and caught where it was started.
struct Refused {
  std::string message;
  int line;
};

bool is_number(std::string_view text) {
  std::size_t at = text.starts_with('-') || text.starts_with('+') ? 1 : 0;
  const std::size_t first = at;
  std::size_t digits = 0;
  bool dot = false;
  bool exponent = false;
  for (; at < text.size(); ++at) {
    const char c = text[at];
    if (c >= '0' && c <= '9') {
      ++digits;
    } else if (c == '.' && !dot && !exponent) {
      dot = true;
    } else if ((c == 'e' || c == 'E') && digits > 0 && !exponent && at + 1 < text.size()) {
      exponent = true;
      if (text[at + 1] == '-' || text[at + 1] == '+') ++at;
      if (at + 1 == text.size()) return false;
    } else {
      return false;
    }
  }
  // 000000000000 is an account, not zero.
  const bool padded = text.size() > first + 1 && text[first] == '0' && text[first + 1] != '.';
  return digits > 0 && !padded && text[first] != '.' && !text.ends_with('.') && text[0] != '+';
}

Value plain_scalar(const std::string& text) {
  using Kind = Value::Kind;
  std::string lower = text;
  std::ranges::transform(lower, lower.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
  });
  if (lower == "~" || lower == "null" || lower.empty()) return {};
  // YAML 1.1, which CloudFormation reads, has these as booleans.
  if (lower == "true" || lower == "yes" || lower == "on") return Value::boolean(true);
  if (lower == "false" || lower == "no" || lower == "off") return Value::boolean(false);
  return Value::scalar(is_number(text) ? Kind::number : Kind::string, text);
}

Value get_att(Value argument, int line) {
  if (argument.is_scalar()) {
    const std::size_t dot = argument.text().find('.');
    if (dot == std::string::npos) {
      throw Refused{
          "Template error: every Fn::GetAtt object requires two non-empty parameters, "
          "the resource name and the resource attribute",
          line};
    }
    argument = Value::list({argument.text().substr(0, dot), argument.text().substr(dot + 1)});
  }
  return argument;
}

Value long_form(std::string_view tag, Value argument, int line) {
  argument.set_line(line);
  const std::string_view name = tag.substr(1);
  if (name == "Ref" || name == "Condition") return Value::call(name, std::move(argument));
  if (name == "GetAtt") {
    return Value::call("Fn::GetAtt", get_att(std::move(argument), line).at_line(line));
  }
  if (std::ranges::find(functions, name) == functions.end()) {
    throw Refused{fmt::format("Template format error: unknown tag {}", tag), line};
  }
  return Value::call(fmt::format("Fn::{}", name), std::move(argument));
}

class Builder final : public YAML::EventHandler {
 public:
  void OnDocumentStart(const YAML::Mark&) override {}
  void OnDocumentEnd() override {}

  void OnNull(const YAML::Mark& mark, YAML::anchor_t) override { add({}, mark.line + 1); }

  void OnAlias(const YAML::Mark& mark, YAML::anchor_t) override {
    throw Refused{"Template error: YAML aliases are not allowed in CloudFormation templates",
                  mark.line + 1};
  }

  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t,
                const std::string& text) override {
    const int line = mark.line + 1;
    if (expects_key()) {
      open_.back().key = key(text, line);
      open_.back().key_line = line;
    } else if (tag == "?") {
      add(plain_scalar(text), line);
    } else if (is_ours(tag)) {
      add(long_form(tag, Value(text), line), line);
    } else {
      add(Value(text), line);
    }
  }

  void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t,
                       YAML::EmitterStyle::value) override {
    open(Value::list(), tag, mark.line + 1);
  }
  void OnSequenceEnd() override { close(); }

  void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t,
                  YAML::EmitterStyle::value) override {
    open(Value::map(), tag, mark.line + 1);
  }
  void OnMapEnd() override { close(); }

  Value take() { return std::move(root_); }

 private:
  struct Open {
    Value value;
    std::string tag;
    std::optional<std::string> key = {};
    int key_line = 0;
  };

  static bool is_ours(std::string_view tag) {
    return tag.size() > 1 && tag.starts_with('!') && !tag.starts_with("!!");
  }

  bool expects_key() const {
    return !open_.empty() && open_.back().value.is_map() && !open_.back().key;
  }

  std::string key(const std::string& text, int line) const {
    if (text == "<<") {
      throw Refused{"Template error: YAML merge keys are not allowed in CloudFormation templates",
                    line};
    }
    if (open_.back().value.find(text) != nullptr) {
      throw Refused{fmt::format("Template format error: duplicate key '{}'", text), line};
    }
    return text;
  }

  void open(Value value, const std::string& tag, int line) {
    if (expects_key()) throw Refused{"Template format error: a key must be a string", line};
    if (open_.size() == max_depth) {
      throw Refused{fmt::format("Template format error: nested more than {} deep", max_depth),
                    line};
    }
    value.set_line(line);
    open_.push_back({.value = std::move(value), .tag = is_ours(tag) ? tag : ""});
  }

  void close() {
    Open done = std::move(open_.back());
    open_.pop_back();
    const int line = done.value.line();
    add(done.tag.empty() ? std::move(done.value) : long_form(done.tag, std::move(done.value), line),
        line);
  }

  void add(Value value, int line) {
    value.set_line(line);
    if (open_.empty()) {
      root_ = std::move(value);
      return;
    }
    Open& parent = open_.back();
    if (parent.value.is_list()) {
      parent.value.items().push_back(std::move(value));
      return;
    }
    if (!parent.key) throw Refused{"Template format error: a key must be a string", line};
    // A long-form Fn::GetAtt may be written "A.Arn" as well.
    if (*parent.key == "Fn::GetAtt") value = get_att(std::move(value), line).at_line(line);
    // A map's members are looked for where their names stand.
    if (value.is_map() || value.is_list()) value.set_line(parent.key_line);
    parent.value.members().emplace_back(std::move(*parent.key), std::move(value));
    parent.key.reset();
  }

  std::vector<Open> open_;
  Value root_;
};

}  // namespace

Result<Value> parse_document(std::string_view text) {
  try {
    std::istringstream stream{std::string(text)};
    YAML::Parser parser(stream);
    Builder builder;
    parser.HandleNextDocument(builder);
    return builder.take();
  } catch (const Refused& refused) {
    return invalid(refused.message, refused.line);
  } catch (const YAML::Exception& error) {
    return invalid(
        fmt::format("Template format error: YAML not well-formed. (line {}, column {}): {}",
                    error.mark.line + 1, error.mark.column + 1, error.msg));
  }
}

Result<Value> parse_template_text(std::string_view text) {
  if (text.size() > max_template_bytes) {
    return invalid(fmt::format("Template of {} bytes is above CloudFormation's limit of {} bytes",
                               text.size(), max_template_bytes));
  }
  return parse_document(text);
}

}  // namespace bellwether::cloud::cloudformation
