#include "cloud/dynamodb/streams/retention.h"

#include <algorithm>
#include <string>
#include <vector>

#include "cloud/core/context.h"
#include "cloud/dynamodb/keys.h"
#include "cloud/dynamodb/streams/change_record.h"
#include "cloud/dynamodb/streams/stream.h"
#include "cloud/store/key.h"

namespace bellwether::cloud::dynamodb {

namespace {

template <class View>
std::vector<Stream> all_streams(const View& view, const Scope& scope) {
  const auto all = keys::streams(scope);
  std::vector<Stream> streams;
  auto cursor = view.from(all);
  for (const std::string end = all.end(); cursor.valid() && cursor.key() < end; cursor.next()) {
    streams.push_back(decode_stream(cursor.value()));
  }
  return streams;
}

// Whether a stream without records is to go.
bool outlived(const Stream& stream, aws::Timestamp horizon) {
  return stream.closed && *stream.closed < horizon;
}

struct Trimmed {
  std::uint64_t records = 0;
  bool all = false;  // the stream has none left
};

// Erases the records from before `horizon`, at most `most`.
Trimmed trim_records(store::Transaction& transaction, const Scope& scope, const Stream& stream,
                     aws::Timestamp horizon, std::uint64_t most) {
  const auto all = keys::stream_records(scope, stream.number);
  const std::string end = all.end();
  auto cursor = transaction.from(all);
  const auto more = [&] { return cursor.valid() && cursor.key() < end; };
  Trimmed trimmed;
  for (; trimmed.records < most && more() && time_of_record(cursor.value()) < horizon;
       cursor.next()) {
    ++trimmed.records;
  }
  trimmed.all = !more();
  const std::string kept = trimmed.all ? end : std::string(cursor.key());
  if (trimmed.records > 0) transaction.erase_range(all, kept);
  return trimmed;
}

}  // namespace

bool must_trim_streams(const store::Snapshot& snapshot, const Scope& scope, aws::Timestamp now) {
  const aws::Timestamp horizon = now - kStreamRetention;
  return std::ranges::any_of(all_streams(snapshot, scope), [&](const Stream& stream) {
    const auto all = keys::stream_records(scope, stream.number);
    const auto oldest = snapshot.from(all);
    if (!oldest.valid() || oldest.key() >= all.end()) return outlived(stream, horizon);
    return time_of_record(oldest.value()) < horizon;
  });
}

bool trim_streams(store::Transaction& transaction, const Scope& scope, aws::Timestamp now,
                  std::uint64_t most) {
  const aws::Timestamp horizon = now - kStreamRetention;
  for (const Stream& stream : all_streams(transaction, scope)) {
    const Trimmed trimmed = trim_records(transaction, scope, stream, horizon, most);
    most -= trimmed.records;
    if (most == 0) return true;
    if (!trimmed.all || !outlived(stream, horizon)) continue;
    transaction.erase(keys::stream(scope, stream.table_name, stream.number));
    transaction.erase(keys::stream_end(scope, stream.number));
    --most;
    if (most == 0) return true;
  }
  return false;
}

}  // namespace bellwether::cloud::dynamodb
