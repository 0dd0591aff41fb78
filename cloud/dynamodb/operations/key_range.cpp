#include "cloud/dynamodb/operations/key_range.h"

#include "cloud/dynamodb/key_schema.h"

namespace bellwether::cloud::dynamodb {

using expression::KeyCondition;
using expression::KeyOperator;

KeyRange range_of(const store::Key& space, const KeyCondition& condition) {
  const auto partition = [&] {
    return store::Key(space).raw(partition_prefix(condition.partition));
  };
  KeyRange range{.begin = partition().bytes(), .end = partition().end()};
  if (!condition.sort) return range;
  const AttributeValue& value = condition.sort->value;
  // No sort key's bytes begin another's, but in an index the table's key follows them.
  const auto at = [&](const AttributeValue& sort) { return partition().raw(sort_key_bytes(sort)); };
  switch (condition.sort->comparison) {
    case KeyOperator::equal:
      return {.begin = at(value).bytes(), .end = at(value).end()};
    case KeyOperator::less:
      range.end = at(value).bytes();
      return range;
    case KeyOperator::less_or_equal:
      range.end = at(value).end();
      return range;
    case KeyOperator::greater:
      range.begin = at(value).end();
      return range;
    case KeyOperator::greater_or_equal:
      range.begin = at(value).bytes();
      return range;
    case KeyOperator::between:
      return {.begin = at(value).bytes(), .end = at(*condition.sort->upper).end()};
    case KeyOperator::begins_with: {
      const auto beginning = partition().raw(sort_key_beginning(value));
      return {.begin = beginning.bytes(), .end = beginning.end()};
    }
    case KeyOperator::unindexable:  // bind() refuses it
      break;
  }
  return range;
}

}  // namespace bellwether::cloud::dynamodb
