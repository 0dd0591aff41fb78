#include "cloud/dynamodb/streams/stream.h"

#include <algorithm>
#include <cassert>

#include "aws/core/time_format.h"
#include "cloud/dynamodb/keys.h"
#include "cloud/dynamodb/record_reader.h"
#include "cloud/store/key.h"

namespace bellwether::cloud::dynamodb {

namespace {

constexpr char kVersion = 1;
constexpr char kNone = '-';
constexpr char kClosed = 'c';

using std::chrono::milliseconds;
namespace view_types = aws::dynamodb::values::StreamViewType;

std::uint64_t to_number(aws::Timestamp time) {
  return static_cast<std::uint64_t>(time.time_since_epoch().count());
}

aws::Timestamp take_time(RecordReader& reader) {
  return aws::Timestamp(milliseconds(reader.take_number()));
}

KeyAttribute take_attribute(RecordReader& reader, char type) {
  return {.name = reader.take_text(), .type = type};
}

// The creation of the latest stream that any table of this name had within the last day.
std::optional<aws::Timestamp> latest_creation(const store::Transaction& transaction,
                                              const Scope& scope, std::string_view table_name) {
  const auto all = keys::streams(scope, table_name);
  std::optional<aws::Timestamp> latest;
  auto cursor = transaction.from(all);
  for (const std::string end = all.end(); cursor.valid() && cursor.key() < end; cursor.next()) {
    latest = decode_stream(cursor.value()).created;
  }
  return latest;
}

}  // namespace

std::string Stream::label() const {
  // A fraction of zero is written too, which format_iso8601 leaves out.
  const auto second = std::chrono::floor<std::chrono::seconds>(created);
  std::string label = aws::format_iso8601(second);
  label.pop_back();  // the Z
  const std::string fraction = std::to_string((created - second).count());
  return label + "." + std::string(3 - fraction.size(), '0') + fraction;
}

std::string Stream::arn(const Scope& scope) const {
  return table_arn(scope, table_name) + "/stream/" + label();
}

std::string encode_stream(const Stream& stream) {
  // Key's parts serve as fields: each says where it ends.
  store::Key record(store::Owner::dynamodb);
  record.tag(kVersion).number(stream.number).text(stream.table_name);
  record.tag(static_cast<char>(stream.view)).number(to_number(stream.created));
  if (stream.closed) {
    record.tag(kClosed).number(to_number(*stream.closed));
  } else {
    record.tag(kNone);
  }
  record.tag(stream.keys.partition.type).text(stream.keys.partition.name);
  if (const auto& sort = stream.keys.sort) {
    record.tag(sort->type).text(sort->name);
  } else {
    record.tag(kNone);
  }
  return record.bytes().substr(1);
}

Stream decode_stream(std::string_view bytes) {
  RecordReader reader(bytes, "DynamoDB stream");
  if (reader.take_byte() != kVersion) reader.broken();
  Stream stream;
  stream.number = reader.take_number();
  stream.table_name = reader.take_text();
  stream.view = static_cast<TableStream::View>(reader.take_byte());
  stream.created = take_time(reader);
  if (reader.take_byte() != kNone) stream.closed = take_time(reader);
  stream.keys.partition = take_attribute(reader, reader.take_byte());
  if (const char type = reader.take_byte(); type != kNone) {
    stream.keys.sort = take_attribute(reader, type);
  }
  return stream;
}

std::optional<TableStream::View> view_of(std::string_view stream_view_type) {
  using View = TableStream::View;
  if (stream_view_type == view_types::KEYS_ONLY) return View::keys_only;
  if (stream_view_type == view_types::NEW_IMAGE) return View::new_image;
  if (stream_view_type == view_types::OLD_IMAGE) return View::old_image;
  if (stream_view_type == view_types::NEW_AND_OLD_IMAGES) return View::both_images;
  return std::nullopt;
}

std::string_view stream_view_type(TableStream::View view) {
  using View = TableStream::View;
  switch (view) {
    case View::keys_only:
      return view_types::KEYS_ONLY;
    case View::new_image:
      return view_types::NEW_IMAGE;
    case View::old_image:
      return view_types::OLD_IMAGE;
    case View::both_images:
      return view_types::NEW_AND_OLD_IMAGES;
  }
  return {};
}

void open_stream(store::Transaction& transaction, const Scope& scope, TableDefinition& definition,
                 TableStream::View view, aws::Timestamp now) {
  assert(!definition.table.stream);
  auto& description = definition.description;
  Stream stream{.number = take_number(transaction, scope),
                .table_name = description.TableName.value(),
                .view = view,
                .keys = definition.table.keys,
                .created = now,
                .closed = {}};
  if (const auto latest = latest_creation(transaction, scope, stream.table_name)) {
    stream.created = std::max(now, *latest + milliseconds(1));
  }
  transaction.put(keys::stream(scope, stream.table_name, stream.number), encode_stream(stream));

  definition.table.stream = {.number = stream.number, .view = view};
  description.StreamSpecification = {.StreamEnabled = true,
                                     .StreamViewType = std::string(stream_view_type(view))};
  description.LatestStreamLabel = stream.label();
  description.LatestStreamArn = stream.arn(scope);
}

void close_stream(store::Transaction& transaction, const Scope& scope, TableDefinition& definition,
                  aws::Timestamp now) {
  if (!definition.table.stream) return;
  const auto key = keys::stream(scope, definition.description.TableName.value(),
                                definition.table.stream->number);
  Stream stream = decode_stream(transaction.get(key).value());
  stream.closed = now;
  transaction.put(key, encode_stream(stream));
  definition.table.stream.reset();
  definition.description.StreamSpecification.reset();
}

}  // namespace bellwether::cloud::dynamodb
