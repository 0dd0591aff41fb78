// ProjectionExpression: which parts of an item are wanted.
#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cloud/dynamodb/expression/parser.h"
#include "cloud/dynamodb/expression/path.h"
#include "cloud/dynamodb/item.h"

namespace bellwether::cloud::dynamodb::expression {

class ProjectionParser : public Parser {
 public:
  using Parser::Parser;
  std::vector<Path> parse();
};

class Projection {
 public:
  // Paths that have been checked: none leads into another.
  explicit Projection(const std::vector<Path>& paths);

  // Elements of lists that are wanted close ranks, as AWS has it.
  Item of(const Item& item) const;
  // Top-level names, in their order.
  std::vector<std::string> attributes() const;

 private:
  struct Node {
    std::map<std::string, Node, std::less<>> names;
    std::map<std::size_t, Node> indexes;
    bool whole() const { return names.empty() && indexes.empty(); }
  };
  static std::optional<AttributeValue> project(const AttributeValue& value, const Node& node);
  static Item project_names(const Item& map, const Node& node);

  Node root_;
};

// AWS's message when two of the paths overlap or conflict, or nothing.
std::optional<std::string> check_overlap(const std::vector<Path>& paths);

}  // namespace bellwether::cloud::dynamodb::expression
