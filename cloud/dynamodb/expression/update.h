// What UpdateExpression and AttributeUpdates change of an item.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "aws/core/error.h"
#include "cloud/dynamodb/expression/condition.h"
#include "cloud/dynamodb/expression/path.h"
#include "cloud/dynamodb/expression/projection.h"
#include "cloud/dynamodb/item.h"
#include "cloud/dynamodb/key_schema.h"

namespace bellwether::cloud::dynamodb::expression {

struct Update {
  struct Action {
    enum class Kind { set, remove, add, erase };  // erase: DELETE, of elements of a set
    Kind kind = Kind::set;
    Path path;
    // set: what the path gets, with "+" and "-" as functions of two; add and erase: a value.
    Operand value;
  };
  std::vector<Action> actions;  // as written; no path leads into another
  // AttributeUpdates may ADD lists to lists, and has other words for types that do not match.
  bool legacy = false;
};

// Whether UpdateItem makes an item where there is none: not if it would only take away. An update
// of a missing item that does not is no more than that, whatever its paths.
bool creates(const Update& update);

// The item as it will be, from the item as it is or, where there is none, its key attributes. All
// values are read before the first change. ValidationException when the update does not fit the
// item; its size is not checked.
aws::Result<Item> apply(const Update& update, Item item);

// What UPDATED_OLD takes of the item before and UPDATED_NEW of the item after.
Projection touched(const Update& update);

// Asked once the table is known: a key never changes.
std::optional<aws::Error> check_keys(const Update& update, const KeySchema& keys);

// The type of what a set or add leaves at its path whatever the item, as type_name has it; empty
// where that depends on the item.
std::string_view known_type(const Update::Action& action);

}  // namespace bellwether::cloud::dynamodb::expression
