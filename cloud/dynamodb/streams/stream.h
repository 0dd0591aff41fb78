// A stream as it lies in the store: what is known of it beside its records. It outlives its table,
// and the table's next streams, by a day.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "aws/core/types.h"
#include "cloud/core/context.h"
#include "cloud/dynamodb/key_schema.h"
#include "cloud/dynamodb/table.h"
#include "cloud/store/store.h"

namespace bellwether::cloud::dynamodb {

struct Stream {
  std::uint64_t number = 0;  // TableStream::number
  std::string table_name;
  TableStream::View view = TableStream::View::keys_only;
  KeySchema keys;
  aws::Timestamp created;
  // When it was disabled, or its table deleted.
  std::optional<aws::Timestamp> closed;

  // The millisecond of its creation, which no other stream of the table's name has.
  std::string label() const;
  std::string arn(const Scope& scope) const;
  friend bool operator==(const Stream&, const Stream&) = default;
};

// How long a record can be read, and a closed stream.
// https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Streams.html#Streams.DataRetention
inline constexpr std::chrono::hours kStreamRetention{24};

std::string encode_stream(const Stream& stream);
// Throws std::runtime_error when the bytes are no stream: the store is broken.
Stream decode_stream(std::string_view bytes);

// AWS's StreamViewType; nothing for any other word.
std::optional<TableStream::View> view_of(std::string_view stream_view_type);
std::string_view stream_view_type(TableStream::View view);

// Gives a table that has none a stream: writes it, and enters it in `definition`, which the caller
// writes. The table's name, ARN and keys are in `definition`. A stream of its own, with a label of
// its own, each time.
void open_stream(store::Transaction& transaction, const Scope& scope, TableDefinition& definition,
                 TableStream::View view, aws::Timestamp now);

// Ends the table's stream, if it has one: its records can be read for a day, and none is added. The
// caller writes `definition`, which still names the latest stream, as AWS's description does.
void close_stream(store::Transaction& transaction, const Scope& scope, TableDefinition& definition,
                  aws::Timestamp now);

}  // namespace bellwether::cloud::dynamodb
