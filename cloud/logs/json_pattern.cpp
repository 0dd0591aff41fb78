#include "cloud/logs/json_pattern.h"

#include <algorithm>
#include <cctype>
#include <charconv>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <simdjson.h>

#include "aws/logs/model.h"

namespace bellwether::cloud::logs {

using Element = simdjson::dom::element;

struct JsonPattern::Node {
  enum class Kind {
    all,
    any,
    equal,
    different,
    less,
    less_equal,
    greater,
    greater_equal,
    is_true,
    is_false,
    is_null,
    not_exists
  };
  // One step of a selector: a key, an index, or every element.
  struct Step {
    std::string key;
    std::size_t index = 0;
    enum class Kind { key, index, every } kind = Kind::key;
  };

  Kind kind = Kind::all;
  std::vector<Node> children;
  std::vector<Step> selector;
  std::string text;
  std::optional<double> number;
  bool quoted = false;
};

struct JsonPattern::State {
  Node root;
  simdjson::dom::parser parser;
};

namespace {

using Node = JsonPattern::Node;

// Deep enough for any pattern of 1,024 characters that a person writes.
constexpr int kMaxDepth = 32;

bool word_character(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' || c == '-';
}

bool value_character(char c) {
  return word_character(c) || c == '.' || c == '*' || c == '+' || c == ':' || c == '/' ||
         static_cast<unsigned char>(c) >= 0x80;
}

std::optional<double> to_number(std::string_view text) {
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return value;
}

class Parser {
 public:
  explicit Parser(std::string_view text) : rest_(text) {}

  aws::Result<Node> parse() {
    if (!take("{")) return wrong("expected {");
    auto node = either(0);
    if (!node) return node;
    if (!take("}")) return wrong("expected }");
    if (skip(); !rest_.empty()) return wrong("text after }");
    return node;
  }

 private:
  using Result = aws::Result<Node>;

  static Result wrong(std::string_view why) {
    return aws::fail(aws::logs::errors::InvalidParameterException("Invalid filter pattern: " +
                                                                  std::string(why)));
  }

  void skip() {
    while (!rest_.empty() && std::isspace(static_cast<unsigned char>(rest_.front())) != 0) {
      rest_.remove_prefix(1);
    }
  }

  bool take(std::string_view token) {
    skip();
    if (!rest_.starts_with(token)) return false;
    rest_.remove_prefix(token.size());
    return true;
  }

  bool take_word(std::string_view word) {
    skip();
    if (!rest_.starts_with(word)) return false;
    if (rest_.size() > word.size() && word_character(rest_[word.size()])) return false;
    rest_.remove_prefix(word.size());
    return true;
  }

  Result either(int depth) {
    if (depth > kMaxDepth) return wrong("nested too deeply");
    return chain(depth, "||", Node::Kind::any, [this](int d) {
      return chain(d, "&&", Node::Kind::all, [this](int e) { return primary(e); });
    });
  }

  template <class Operand>
  Result chain(int depth, std::string_view token, Node::Kind kind, Operand operand) {
    auto first = operand(depth);
    if (!first) return first;
    Node node{.kind = kind};
    node.children.push_back(std::move(*first));
    while (take(token)) {
      auto next = operand(depth);
      if (!next) return next;
      node.children.push_back(std::move(*next));
    }
    return node;
  }

  Result primary(int depth) {
    if (take("(")) {
      auto inner = either(depth + 1);
      if (!inner) return inner;
      if (!take(")")) return wrong("expected )");
      return inner;
    }
    return condition();
  }

  Result condition() {
    Node node;
    if (!take("$")) return wrong("expected a selector, which begins with $");
    if (!selector(node)) return wrong("malformed selector");
    if (take_word("IS")) {
      if (take_word("TRUE")) return with(std::move(node), Node::Kind::is_true);
      if (take_word("FALSE")) return with(std::move(node), Node::Kind::is_false);
      if (take_word("NULL")) return with(std::move(node), Node::Kind::is_null);
      return wrong("expected TRUE, FALSE or NULL after IS");
    }
    if (take_word("NOT")) {
      if (take_word("EXISTS")) return with(std::move(node), Node::Kind::not_exists);
      return wrong("expected EXISTS after NOT");
    }
    static constexpr std::pair<std::string_view, Node::Kind> operators[] = {
        {"!=", Node::Kind::different},     {"<=", Node::Kind::less_equal},
        {">=", Node::Kind::greater_equal}, {"=", Node::Kind::equal},
        {"<", Node::Kind::less},           {">", Node::Kind::greater}};
    const auto found =
        std::ranges::find_if(operators, [this](const auto& op) { return take(op.first); });
    if (found == std::end(operators)) return wrong("expected an operator after the selector");
    node.kind = found->second;
    return value(std::move(node));
  }

  static Node with(Node node, Node::Kind kind) {
    node.kind = kind;
    return node;
  }

  Result value(Node node) {
    skip();
    if (rest_.starts_with('%')) {
      return wrong("regular expressions (%...%) are not supported by Bellwether");
    }
    if (rest_.starts_with('"')) {
      node.quoted = true;
      if (!quoted(node.text)) return wrong("a string has no closing quote");
    } else {
      const auto end = std::ranges::find_if_not(rest_, value_character);
      node.text.assign(rest_.begin(), end);
      rest_.remove_prefix(node.text.size());
      if (node.text.empty()) return wrong("expected a value after the operator");
      node.number = to_number(node.text);
    }
    const bool ordering = node.kind != Node::Kind::equal && node.kind != Node::Kind::different;
    if (ordering && !node.number) return wrong("<, <=, > and >= compare with a number");
    return node;
  }

  bool quoted(std::string& text) {
    const char quote = rest_.front();
    for (std::size_t i = 1; i < rest_.size(); ++i) {
      if (rest_[i] == quote) {
        rest_.remove_prefix(i + 1);
        return true;
      }
      if (rest_[i] == '\\' && i + 1 < rest_.size()) ++i;
      text.push_back(rest_[i]);
    }
    return false;
  }

  bool selector(Node& node) {
    while (!rest_.empty() && (rest_.front() == '.' || rest_.front() == '[')) {
      const bool bracket = rest_.front() == '[';
      rest_.remove_prefix(1);
      if (!(bracket ? bracket_step(node) : key_step(node))) return false;
    }
    return !node.selector.empty();
  }

  bool key_step(Node& node) {
    const auto end = std::ranges::find_if_not(rest_, word_character);
    Node::Step step{.key = std::string(rest_.begin(), end)};
    rest_.remove_prefix(step.key.size());
    if (step.key.empty()) return false;
    node.selector.push_back(std::move(step));
    return true;
  }

  bool bracket_step(Node& node) {
    Node::Step step;
    skip();
    if (rest_.starts_with('"') || rest_.starts_with('\'')) {
      if (!quoted(step.key)) return false;
    } else if (take("*")) {
      step.kind = Node::Step::Kind::every;
    } else {
      step.kind = Node::Step::Kind::index;
      const auto [end, error] =
          std::from_chars(rest_.data(), rest_.data() + rest_.size(), step.index);
      if (error != std::errc{}) return false;
      rest_.remove_prefix(static_cast<std::size_t>(end - rest_.data()));
    }
    node.selector.push_back(std::move(step));
    return take("]");
  }

  std::string_view rest_;
};

// '*' stands for any run of characters.
bool wildcard_match(std::string_view pattern, std::string_view text) {
  std::size_t p = 0;
  std::size_t t = 0;
  std::size_t star = std::string_view::npos;
  std::size_t retry = 0;
  while (t < text.size()) {
    if (p < pattern.size() && pattern[p] == '*') {
      star = p++;
      retry = t;
    } else if (p < pattern.size() && pattern[p] == text[t]) {
      ++p;
      ++t;
    } else if (star != std::string_view::npos) {
      p = star + 1;
      t = ++retry;
    } else {
      return false;
    }
  }
  while (p < pattern.size() && pattern[p] == '*') ++p;
  return p == pattern.size();
}

bool equals(const Node& node, Element value) {
  if (node.text == "*") return true;
  std::string_view text;
  if (value.get(text) == simdjson::SUCCESS) return wildcard_match(node.text, text);
  double number = 0;
  if (value.get(number) == simdjson::SUCCESS) return node.number && *node.number == number;
  return false;
}

bool holds(const Node& node, Element value) {
  bool flag = false;
  switch (node.kind) {
    case Node::Kind::is_true:
      return value.get(flag) == simdjson::SUCCESS && flag;
    case Node::Kind::is_false:
      return value.get(flag) == simdjson::SUCCESS && !flag;
    case Node::Kind::is_null:
      return value.is_null();
    case Node::Kind::equal:
      return equals(node, value);
    case Node::Kind::different:
      return !equals(node, value);
    default:
      break;
  }
  double number = 0;
  if (value.get(number) != simdjson::SUCCESS) return false;
  switch (node.kind) {
    case Node::Kind::less:
      return number < *node.number;
    case Node::Kind::less_equal:
      return number <= *node.number;
    case Node::Kind::greater:
      return number > *node.number;
    case Node::Kind::greater_equal:
      return number >= *node.number;
    default:
      return false;
  }
}

// Whether `test` holds for a value that the rest of the selector leads to.
template <class Test>
bool any_selected(const std::vector<Node::Step>& steps, std::size_t at, Element value,
                  const Test& test) {
  if (at == steps.size()) return test(value);
  const Node::Step& step = steps[at];
  Element inner;
  if (step.kind == Node::Step::Kind::key) {
    simdjson::dom::object object;
    return value.get(object) == simdjson::SUCCESS &&
           object.at_key(step.key).get(inner) == simdjson::SUCCESS &&
           any_selected(steps, at + 1, inner, test);
  }
  simdjson::dom::array array;
  if (value.get(array) != simdjson::SUCCESS) return false;
  if (step.kind == Node::Step::Kind::index) {
    return array.at(step.index).get(inner) == simdjson::SUCCESS &&
           any_selected(steps, at + 1, inner, test);
  }
  return std::any_of(array.begin(), array.end(),
                     [&](Element element) { return any_selected(steps, at + 1, element, test); });
}

bool evaluate(const Node& node, Element root) {
  const auto child = [root](const Node& inner) { return evaluate(inner, root); };
  if (node.kind == Node::Kind::all) return std::ranges::all_of(node.children, child);
  if (node.kind == Node::Kind::any) return std::ranges::any_of(node.children, child);
  if (node.kind == Node::Kind::not_exists) {
    return !any_selected(node.selector, 0, root, [](Element) { return true; });
  }
  return any_selected(node.selector, 0, root,
                      [&node](Element value) { return holds(node, value); });
}

}  // namespace

JsonPattern::JsonPattern(std::unique_ptr<State> state) : state_(std::move(state)) {}
JsonPattern::JsonPattern(JsonPattern&&) noexcept = default;
JsonPattern& JsonPattern::operator=(JsonPattern&&) noexcept = default;
JsonPattern::~JsonPattern() = default;

aws::Result<JsonPattern> JsonPattern::parse(std::string_view text) {
  auto root = Parser(text).parse();
  if (!root) return std::unexpected(std::move(root.error()));
  auto state = std::make_unique<State>();
  state->root = std::move(*root);
  return JsonPattern(std::move(state));
}

bool JsonPattern::matches(std::string_view message) const {
  const auto first = message.find_first_not_of(" \t\r\n");
  if (first == std::string_view::npos || message[first] != '{') return false;
  Element root;
  if (state_->parser.parse(message.data(), message.size()).get(root) != simdjson::SUCCESS) {
    return false;
  }
  return evaluate(state_->root, root);
}

}  // namespace bellwether::cloud::logs
