// Document paths: a.b[2].#c
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "cloud/dynamodb/item.h"

namespace bellwether::cloud::dynamodb::expression {

struct PathElement {
  enum class Kind { name, placeholder, index };
  Kind kind = Kind::name;
  std::string name;  // with its '#' while it is a placeholder
  std::size_t index = 0;

  friend bool operator==(const PathElement&, const PathElement&) = default;
};

// Begins with a name. Placeholders are gone once the expression has been checked.
using Path = std::vector<PathElement>;

// "[a, b, [2], c]": how AWS's messages show a path.
std::string to_string(const Path& path);

// What the path leads to, or null.
const AttributeValue* find(const Item& item, std::span<const PathElement> path);

}  // namespace bellwether::cloud::dynamodb::expression
