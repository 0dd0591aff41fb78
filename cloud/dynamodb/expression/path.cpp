#include "cloud/dynamodb/expression/path.h"

namespace bellwether::cloud::dynamodb::expression {

std::string to_string(const Path& path) {
  std::string text = "[";
  for (const auto& element : path) {
    if (text.size() > 1) text += ", ";
    text += element.kind == PathElement::Kind::index ? "[" + std::to_string(element.index) + "]"
                                                     : element.name;
  }
  return text + "]";
}

const AttributeValue* find(const Item& item, std::span<const PathElement> path) {
  const auto head = item.find(path.front().name);
  if (head == item.end()) return nullptr;
  const AttributeValue* value = &head->second;
  for (const auto& element : path.subspan(1)) {
    if (element.kind == PathElement::Kind::index) {
      const auto* list = value->L();
      if (!list || element.index >= list->size()) return nullptr;
      value = &(*list)[element.index];
    } else {
      const auto* map = value->M();
      if (!map) return nullptr;
      const auto found = map->find(element.name);
      if (found == map->end()) return nullptr;
      value = &found->second;
    }
  }
  return value;
}

}  // namespace bellwether::cloud::dynamodb::expression
