#include "cloud/dynamodb/streams/retention.h"

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "cloud/core/context.h"
#include "cloud/dynamodb/keys.h"
#include "cloud/dynamodb/record_reader.h"
#include "cloud/dynamodb/streams/change_record.h"
#include "cloud/dynamodb/streams/stream.h"
#include "cloud/store/key.h"

namespace bellwether::cloud::dynamodb {

namespace {

// The accounts and regions that keep anything in DynamoDB.
std::vector<Scope> all_scopes(const store::Transaction& transaction) {
  const store::Key owner(store::Owner::dynamodb);
  std::vector<Scope> scopes;
  auto cursor = transaction.from(owner);
  for (const std::string end = owner.end(); cursor.valid() && cursor.key() < end;) {
    Scope scope;
    RecordReader reader(cursor.key().substr(owner.bytes().size()), "DynamoDB key");
    scope.account = reader.take_text();
    scope.region = reader.take_text();
    cursor.seek(store::Key(store::Owner::dynamodb, scope).end());
    scopes.push_back(std::move(scope));
  }
  return scopes;
}

std::vector<Stream> all_streams(const store::Transaction& transaction, const Scope& scope) {
  const auto all = keys::streams(scope);
  std::vector<Stream> streams;
  auto cursor = transaction.from(all);
  for (const std::string end = all.end(); cursor.valid() && cursor.key() < end; cursor.next()) {
    streams.push_back(decode_stream(cursor.value()));
  }
  return streams;
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

bool trim_streams(store::Transaction& transaction, aws::Timestamp now, std::uint64_t most) {
  const aws::Timestamp horizon = now - kStreamRetention;
  for (const Scope& scope : all_scopes(transaction)) {
    for (const Stream& stream : all_streams(transaction, scope)) {
      const Trimmed trimmed = trim_records(transaction, scope, stream, horizon, most);
      most -= trimmed.records;
      if (most == 0) return true;
      const bool gone = stream.closed && *stream.closed < horizon && trimmed.all;
      if (!gone) continue;
      transaction.erase(keys::stream(scope, stream.table_name, stream.number));
      transaction.erase(keys::stream_end(scope, stream.number));
      --most;
      if (most == 0) return true;
    }
  }
  return false;
}

}  // namespace bellwether::cloud::dynamodb
