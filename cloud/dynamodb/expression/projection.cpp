#include "cloud/dynamodb/expression/projection.h"

#include <algorithm>

namespace bellwether::cloud::dynamodb::expression {

std::vector<Path> ProjectionParser::parse() {
  std::vector<Path> paths;
  do {
    paths.push_back(path());
  } while (accept(","));
  expect_end();
  return paths;
}

Projection::Projection(const std::vector<Path>& paths) {
  for (const auto& path : paths) {
    Node* node = &root_;
    for (const auto& element : path) {
      node = element.kind == PathElement::Kind::index ? &node->indexes[element.index]
                                                      : &node->names[element.name];
    }
  }
}

std::vector<std::string> Projection::attributes() const {
  std::vector<std::string> names;
  for (const auto& [name, node] : root_.names) names.push_back(name);
  return names;
}

Item Projection::of(const Item& item) const {
  return project_names(item, root_);
}

Item Projection::project_names(const Item& map, const Node& node) {
  Item result;
  for (const auto& [name, inner] : node.names) {
    const auto found = map.find(name);
    if (found == map.end()) continue;
    if (auto value = project(found->second, inner)) result.emplace(name, std::move(*value));
  }
  return result;
}

std::optional<AttributeValue> Projection::project(const AttributeValue& value, const Node& node) {
  if (node.whole()) return value;
  if (const auto* map = value.M()) {
    Item inner = project_names(*map, node);
    if (inner.empty()) return std::nullopt;
    return AttributeValue::make_M(std::move(inner));
  }
  const auto* list = value.L();
  if (!list) return std::nullopt;
  std::vector<AttributeValue> elements;
  for (const auto& [index, inner] : node.indexes) {
    if (index >= list->size()) break;
    if (auto element = project((*list)[index], inner)) elements.push_back(std::move(*element));
  }
  if (elements.empty()) return std::nullopt;
  return AttributeValue::make_L(std::move(elements));
}

std::optional<std::string> check_overlap(const std::vector<Path>& paths) {
  const auto message = [](std::string_view how, const Path& one, const Path& two) {
    return "Two document paths " + std::string(how) +
           " with each other; must remove or rewrite one of these paths; path one: " +
           to_string(one) + ", path two: " + to_string(two);
  };
  // A conflict is told only where nothing overlaps.
  std::optional<std::string> conflict;
  for (std::size_t second = 1; second < paths.size(); ++second) {
    for (std::size_t first = 0; first < second; ++first) {
      const Path& one = paths[first];
      const Path& two = paths[second];
      const auto [a, b] = std::ranges::mismatch(one, two);
      if (a == one.end() || b == two.end()) return message("overlap", one, two);
      if (a->kind != b->kind && !conflict) conflict = message("conflict", one, two);
    }
  }
  return conflict;
}

}  // namespace bellwether::cloud::dynamodb::expression
