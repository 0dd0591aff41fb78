#include "cloud/dynamodb/operations/stored_item.h"

#include "aws/dynamodb/json.h"
#include "cloud/dynamodb/item_codec.h"

namespace bellwether::cloud::dynamodb {

const Item& StoredItem::tree() {
  if (!tree_) tree_ = decode_item(bytes_);
  return *tree_;
}

Item StoredItem::take(const Projection& projection) && {
  tree();
  return projection ? projection->of(*tree_) : std::move(*tree_);
}

void StoredItem::write(aws::json::Writer& w, const Projection& projection) && {
  if (!projection) return write_item(w, bytes_);
  aws::json::write(w, projection->of(tree()));
}

}  // namespace bellwether::cloud::dynamodb
