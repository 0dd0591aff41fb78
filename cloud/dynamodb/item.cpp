#include "cloud/dynamodb/item.h"

#include <algorithm>
#include <array>
#include <vector>

#include "cloud/dynamodb/number.h"

namespace bellwether::cloud::dynamodb {

namespace {

using Member = AttributeValue::Member;

// A leaf stands on level 32 at most, so it has 31 lists and maps around it.
constexpr std::size_t kMaxContainers = 31;
constexpr std::string_view kInvalid = "One or more parameter values were invalid: ";

// Lists and maps: 3 bytes, and one for each element.
constexpr std::size_t kContainerBytes = 3;
constexpr std::size_t kElementBytes = 1;

constexpr std::string_view kTooDeep =
    "Nesting Levels have exceeded supported limits: Attributes in the item have nested levels "
    "beyond supported limit";

std::string invalid(std::string_view what) {
  return std::string(kInvalid).append(what);
}

std::optional<std::string> normalize_number(std::string& text) {
  const auto number = parse_number(text);
  if (!number) return number.error();
  text = to_string(*number);
  return std::nullopt;
}

template <class T>
bool has_duplicates(const std::vector<T>& values) {
  std::vector<const T*> sorted;
  sorted.reserve(values.size());
  for (const T& value : values) sorted.push_back(&value);
  const auto by_value = [](const T* a, const T* b) { return *a < *b; };
  std::ranges::sort(sorted, by_value);
  return std::ranges::adjacent_find(sorted, [](const T* a, const T* b) { return *a == *b; }) !=
         sorted.end();
}

template <class T, class Text>
std::string listed(const std::vector<T>& values, Text text) {
  std::string list = "[";
  for (const T& value : values) {
    if (list.size() > 1) list += ", ";
    list += text(value);
  }
  return list + "]";
}

// AWS's own spacing in these messages.
std::optional<std::string> check_strings(const std::vector<std::string>& set) {
  if (set.empty()) return invalid("An string set  may not be empty");
  if (!has_duplicates(set)) return std::nullopt;
  return invalid("Input collection " + listed(set, std::identity()) + " contains duplicates.");
}

std::optional<std::string> check_binaries(const std::vector<aws::Blob>& set) {
  if (set.empty()) return invalid("Binary sets should not be empty");
  if (!has_duplicates(set)) return std::nullopt;
  return invalid("Input collection " +
                 listed(set, [](const aws::Blob& b) { return aws::base64_encode(b.bytes); }) +
                 "of type BS contains duplicates.");
}

std::optional<std::string> normalize_numbers(std::vector<std::string>& set) {
  if (set.empty()) return invalid("An number set  may not be empty");
  for (std::string& number : set) {
    if (auto message = normalize_number(number)) return message;
  }
  if (has_duplicates(set)) return "Input collection contains duplicates";
  return std::nullopt;
}

std::optional<std::string> normalize_at(AttributeValue& value, std::size_t containers);

template <class Container, class ValueOf>
std::optional<std::string> normalize_elements(Container& elements, std::size_t containers,
                                              ValueOf value_of) {
  if (containers >= kMaxContainers) {
    return std::string(kTooDeep);
  }
  for (auto& element : elements) {
    if (auto message = normalize_at(value_of(element), containers + 1)) return message;
  }
  return std::nullopt;
}

std::optional<std::string> normalize_at(AttributeValue& value, std::size_t containers) {
  switch (value.member()) {
    case Member::unset:
      return "Supplied AttributeValue is empty, must contain exactly one of the supported "
             "datatypes";
    case Member::S:
    case Member::B:
    case Member::BOOL:
      return std::nullopt;
    case Member::N:
      return normalize_number(std::get<2>(value.value));
    case Member::SS:
      return check_strings(*value.SS());
    case Member::NS:
      return normalize_numbers(std::get<5>(value.value));
    case Member::BS:
      return check_binaries(*value.BS());
    case Member::M:
      return normalize_elements(std::get<7>(value.value), containers,
                                [](auto& entry) -> AttributeValue& { return entry.second; });
    case Member::L:
      return normalize_elements(std::get<8>(value.value), containers,
                                [](auto& element) -> AttributeValue& { return element; });
    case Member::NULL_:
      if (*value.NULL_()) return std::nullopt;
      return invalid("Null attribute value types must have the value of true");
  }
  return std::nullopt;
}

std::size_t number_size(const std::string& text) {
  const auto number = parse_number(text);
  return number ? size_of(*number) : text.size();
}

template <class T, class Size>
std::size_t total(const std::vector<T>& values, Size size) {
  std::size_t bytes = 0;
  for (const T& value : values) bytes += size(value);
  return bytes;
}

template <class T>
bool equal_sets(std::vector<T> a, std::vector<T> b) {
  if (a.size() != b.size()) return false;
  std::ranges::sort(a);
  std::ranges::sort(b);
  return a == b;
}

}  // namespace

std::string_view type_name(const AttributeValue& value) {
  static constexpr std::array<std::string_view, 11> kNames = {"",   "S", "N", "B",    "SS",  "NS",
                                                              "BS", "M", "L", "NULL", "BOOL"};
  return kNames[static_cast<std::size_t>(value.member())];
}

std::optional<std::string> normalize(AttributeValue& value) {
  return normalize_at(value, 0);
}

std::optional<std::string> normalize(Item& item) {
  for (auto& [name, value] : item) {
    if (auto message = normalize_at(value, 0)) return message;
  }
  return std::nullopt;
}

std::optional<std::string> check_nesting(const AttributeValue& value, std::size_t containers) {
  if (!value.L() && !value.M()) return std::nullopt;
  if (containers >= kMaxContainers) return std::string(kTooDeep);
  if (const auto* list = value.L()) {
    for (const auto& element : *list) {
      if (auto message = check_nesting(element, containers + 1)) return message;
    }
    return std::nullopt;
  }
  for (const auto& [name, element] : *value.M()) {
    if (auto message = check_nesting(element, containers + 1)) return message;
  }
  return std::nullopt;
}

std::size_t size_of(const AttributeValue& value) {
  switch (value.member()) {
    case Member::unset:
      return 0;
    case Member::S:
      return value.S()->size();
    case Member::N:
      return number_size(*value.N());
    case Member::B:
      return value.B()->bytes.size();
    case Member::SS:
      return total(*value.SS(), [](const std::string& text) { return text.size(); });
    case Member::NS:
      return total(*value.NS(), number_size);
    case Member::BS:
      return total(*value.BS(), [](const aws::Blob& blob) { return blob.bytes.size(); });
    case Member::M: {
      const auto& map = *value.M();
      return kContainerBytes + kElementBytes * map.size() + size_of(map);
    }
    case Member::L:
      return kContainerBytes + total(*value.L(), [](const AttributeValue& element) {
               return kElementBytes + size_of(element);
             });
    case Member::NULL_:
    case Member::BOOL:
      return 1;
  }
  return 0;
}

std::size_t size_of(const Item& item) {
  std::size_t bytes = 0;
  for (const auto& [name, value] : item) bytes += name.size() + size_of(value);
  return bytes;
}

bool equal(const AttributeValue& a, const AttributeValue& b) {
  if (a.member() != b.member()) return false;
  switch (a.member()) {
    case Member::SS:
      return equal_sets(*a.SS(), *b.SS());
    case Member::NS:
      return equal_sets(*a.NS(), *b.NS());
    case Member::BS:
      return equal_sets(*a.BS(), *b.BS());
    case Member::L:
      return std::ranges::equal(*a.L(), *b.L(), equal);
    case Member::M:
      return std::ranges::equal(*a.M(), *b.M(), [](const auto& x, const auto& y) {
        return x.first == y.first && equal(x.second, y.second);
      });
    default:
      return a == b;
  }
}

}  // namespace bellwether::cloud::dynamodb
