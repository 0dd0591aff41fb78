// An item on its way from the store into an answer: a tree only once something asks for its
// attributes.
#pragma once

#include <optional>
#include <string_view>
#include <utility>

#include "aws/json/writer.h"
#include "cloud/dynamodb/expression/projection.h"
#include "cloud/dynamodb/item.h"

namespace bellwether::cloud::dynamodb {

class StoredItem {
 public:
  // The bytes outlive it.
  explicit StoredItem(std::string_view bytes) : bytes_(bytes) {}

  const Item& tree();

  // All of it, or what a projection takes of it; the last that is asked of this item.
  using Projection = std::optional<expression::Projection>;
  Item take(const Projection& projection) &&;
  // The same as JSON.
  void write(aws::json::Writer& w, const Projection& projection) &&;

 private:
  std::string_view bytes_;
  std::optional<Item> tree_;
};

}  // namespace bellwether::cloud::dynamodb
