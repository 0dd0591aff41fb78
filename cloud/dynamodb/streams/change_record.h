// What a stream keeps of one change of one item.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "aws/core/types.h"
#include "cloud/dynamodb/item.h"
#include "cloud/dynamodb/table.h"

namespace bellwether::cloud::dynamodb {

// Who changed the item: a request, or DynamoDB itself because the item's time to live had ended.
enum class ChangedBy : char { request = 'r', time_to_live = 't' };

struct ChangeRecord {
  enum class Event : char { insert = 'i', modify = 'm', remove = 'r' };
  Event event = Event::insert;
  ChangedBy by = ChangedBy::request;
  aws::Timestamp at;
  Item keys;
  // As the stream's view has it.
  std::optional<Item> old_image;
  std::optional<Item> new_image;
};

// The record of a change from `old` to `now`, of which at least one is given.
ChangeRecord record_of(const TableStream& stream, const KeySchema& keys, const Item* old,
                       const Item* now, ChangedBy by, aws::Timestamp at);

std::string encode_record(const ChangeRecord& record);
// Both throw std::runtime_error when the bytes are no record: the store is broken.
ChangeRecord decode_record(std::string_view bytes);
// ChangeRecord::at, without decoding the rest.
aws::Timestamp time_of_record(std::string_view bytes);

}  // namespace bellwether::cloud::dynamodb
