#include "cloud/dynamodb/partiql/value.h"

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <set>
#include <utility>
#include <vector>

#include "cloud/dynamodb/number.h"

namespace bellwether::cloud::dynamodb::partiql {

namespace {

using aws::dynamodb::errors::ValidationException;

// Lists and maps around a leaf.
constexpr std::size_t kMaxContainers = 31;

// How AWS names what is no value.
std::string class_of(const Term& term) {
  switch (term.kind) {
    case Term::Kind::parameter:
      return "Parameter";
    case Term::Kind::path:
      return term.steps.size() == 1 ? "VariableReference" : "Path";
    case Term::Kind::missing:
      return "LiteralMissing";
    case Term::Kind::operation:
      return "NAry";
    case Term::Kind::call:
      return term.text;
    default:
      return "Literal";
  }
}

// Reads a literal; `where` is how messages name the place of each part: root.a[0].
class ValueReader {
 public:
  explicit ValueReader(const Source& source) : source_(source) {}

  aws::Result<AttributeValue> read(const Term& term, const std::string& where,
                                   std::size_t containers) {
    if (containers > kMaxContainers) {
      return invalid("Nesting Levels have exceeded supported limits under " + where);
    }
    switch (term.kind) {
      case Term::Kind::string:
        return AttributeValue::make_S(term.text);
      case Term::Kind::number:
        return number(term, where);
      case Term::Kind::boolean:
        return AttributeValue::make_BOOL(term.text == "TRUE");
      case Term::Kind::null:
        return AttributeValue::make_NULL(true);
      case Term::Kind::list:
        return list(term, where, containers);
      case Term::Kind::bag:
        return bag(term, where);
      case Term::Kind::tuple:
        return map(term, where, containers);
      case Term::Kind::ion:
        return invalid("Ion Literals are not supported: " + term.text + " under key " + where);
      default:
        return invalid_at("Unsupported data type: " + class_of(term) + " under key " + where,
                          source_, term.span);
    }
  }

 private:
  static aws::Result<AttributeValue> number(const Term& term, const std::string& where) {
    const auto number = parse_number(term.text);
    if (!number) return invalid(number.error() + " under " + where);
    return AttributeValue::make_N(to_string(*number));
  }

  aws::Result<AttributeValue> list(const Term& term, const std::string& where,
                                   std::size_t containers) {
    std::vector<AttributeValue> elements;
    for (std::size_t i = 0; i < term.parts.size(); ++i) {
      auto element = read(term.parts[i], where + "[" + std::to_string(i) + "]", containers + 1);
      if (!element) return element;
      elements.push_back(std::move(*element));
    }
    return AttributeValue::make_L(std::move(elements));
  }

  aws::Result<AttributeValue> map(const Term& term, const std::string& where,
                                  std::size_t containers) {
    Item map;
    for (std::size_t i = 0; i + 1 < term.parts.size(); i += 2) {
      const Term& name = term.parts[i];
      if (auto error = check_name(name, map, where)) return aws::fail(*error);
      std::string inside = where;
      inside.append(".").append(name.text);
      auto value = read(term.parts[i + 1], inside, containers + 1);
      if (!value) return value;
      map.emplace(name.text, std::move(*value));
    }
    return AttributeValue::make_M(std::move(map));
  }

 public:
  static std::optional<aws::Error> check_name(const Term& name, const Item& map,
                                              const std::string& where) {
    if (name.kind != Term::Kind::string) {
      return ValidationException(
          "Tuple keys must be of type String. Actual type: " + class_of(name) + " under " + where);
    }
    if (!map.contains(name.text)) return std::nullopt;
    return ValidationException("Duplicate keys in tuple. Key: " + name.text + " under " + where);
  }

 private:
  static aws::Result<AttributeValue> bag(const Term& term, const std::string& where) {
    if (term.parts.empty()) return invalid("Empty bags are not supported");
    const auto all = [&](Term::Kind kind) {
      return std::ranges::all_of(term.parts, [&](const Term& part) { return part.kind == kind; });
    };
    if (all(Term::Kind::number)) return number_set(term, where);
    if (!all(Term::Kind::string)) {
      return invalid(
          "Unsupported data type in Bag. DynamoDB only supports either numbers or strings in bags");
    }
    std::vector<std::string> texts;
    texts.reserve(term.parts.size());
    for (const Term& part : term.parts) texts.push_back(part.text);
    auto set = AttributeValue::make_SS(std::move(texts));
    if (const auto message = normalize(set)) return invalid(*message);
    return set;
  }

  static aws::Result<AttributeValue> number_set(const Term& term, const std::string& where) {
    std::vector<std::string> numbers;
    std::set<std::string> seen;
    std::string written;
    bool repeated = false;
    for (const Term& part : term.parts) {
      auto value = number(part, where);
      if (!value) return value;
      repeated = !seen.insert(*value->N()).second || repeated;
      numbers.push_back(*value->N());
      if (!written.empty()) written += ", ";
      written += part.text;
    }
    if (repeated) {
      return invalid("One or more parameter values were invalid: Input collection [" + written +
                     "] contains duplicates! under " + where);
    }
    return AttributeValue::make_NS(std::move(numbers));
  }

  const Source& source_;
};

aws::Result<std::size_t> to_index(const Term::Step& step, const Source& source) {
  std::int32_t index = 0;  // as wide as AWS's
  const std::string_view digits = step.text;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), index);
  if (error != std::errc{} || end != digits.data() + digits.size() || index < 0) {
    return invalid_at("List index is not within the allowable range; index: [" + step.text + "]",
                      source, step.span);
  }
  return static_cast<std::size_t>(index);
}

}  // namespace

std::unexpected<aws::Error> invalid(std::string message) {
  return aws::fail(ValidationException(std::move(message)));
}

std::unexpected<aws::Error> invalid_at(std::string message, const Source& source, Span span) {
  return invalid(std::move(message) + at(source.statement, span));
}

bool is_value(const Term& term) {
  switch (term.kind) {
    case Term::Kind::string:
    case Term::Kind::number:
    case Term::Kind::boolean:
    case Term::Kind::null:
    case Term::Kind::parameter:
    case Term::Kind::ion:
    case Term::Kind::list:
    case Term::Kind::bag:
    case Term::Kind::tuple:
      return true;
    default:
      return false;
  }
}

aws::Result<AttributeValue> to_value(const Term& term, const Source& source) {
  if (term.kind == Term::Kind::parameter) return source.parameters[term.parameter];
  return ValueReader(source).read(term, "root", 0);
}

aws::Result<Item> to_item(const Term& term, const Source& source) {
  if (term.kind != Term::Kind::tuple) {
    return invalid(
        "Unsupported format in item expression. Please use struct format {...} to express item "
        "values for insert statement.");
  }
  Item item;
  for (std::size_t i = 0; i + 1 < term.parts.size(); i += 2) {
    const Term& name = term.parts[i];
    if (auto error = ValueReader::check_name(name, item, "root")) return aws::fail(*error);
    auto value = to_value(term.parts[i + 1], source);
    if (!value) return aws::fail(value.error());
    item.emplace(name.text, std::move(*value));
  }
  return item;
}

aws::Result<expression::Path> to_path(const Term& term, const Source& source) {
  expression::Path path;
  for (const Term::Step& step : term.steps) {
    expression::PathElement element{.name = {}};
    switch (step.kind) {
      case Term::Step::Kind::name:
        if (step.text.empty()) return invalid("Path component cannot be an empty string");
        element.name = step.text;
        break;
      case Term::Step::Kind::index: {
        const auto index = to_index(step, source);
        if (!index) return aws::fail(index.error());
        element.kind = expression::PathElement::Kind::index;
        element.index = *index;
        break;
      }
      case Term::Step::Kind::wildcard:
        return invalid(step.text == "[*]" ? "Wildcard path component like a[*].b are not supported"
                                          : "Unpivot path component like a.*.b are not supported");
      case Term::Step::Kind::other:
        return invalid_at("Unexpected path component", source, step.span);
    }
    path.push_back(std::move(element));
  }
  return path;
}

namespace {

bool is_table_name(std::string_view name) {
  constexpr std::size_t kShortest = 3;
  constexpr std::size_t kLongest = 255;
  const auto allowed = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '_' || c == '.';
  };
  // An ARN names a table too.
  if (name.starts_with("arn:")) return true;
  return name.size() >= kShortest && name.size() <= kLongest && std::ranges::all_of(name, allowed);
}

}  // namespace

aws::Result<TableName> to_table(const Term& term) {
  if (term.kind != Term::Kind::path) return invalid("Unexpected from source");
  for (const Term::Step& step : term.steps) {
    if (step.kind != Term::Step::Kind::name) return invalid("Invalid list expression in source.");
    if (step.text.empty()) return invalid("Path component cannot be an empty string");
  }
  if (term.steps.size() > 2) {
    return invalid("A path may contain at most 2 components in the FROM clause");
  }
  TableName name{.table = term.steps.front().text, .index = {}};
  if (!is_table_name(name.table)) {
    return invalid(
        "Table name should be within the length [3, 255] and only contain 'a-z', 'A-Z', '0-9', "
        "'-', '_', '.'.");
  }
  if (term.steps.size() == 2) name.index = term.steps.back().text;
  return name;
}

}  // namespace bellwether::cloud::dynamodb::partiql
