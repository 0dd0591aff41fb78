#include "cloud/dynamodb/background/job.h"

#include <algorithm>
#include <cstddef>
#include <utility>

#include "cloud/dynamodb/background/fill.h"
#include "cloud/dynamodb/background/table_change.h"
#include "cloud/dynamodb/keys.h"
#include "cloud/dynamodb/record_reader.h"
#include "cloud/dynamodb/table.h"
#include "cloud/store/key.h"

namespace bellwether::cloud::dynamodb {

namespace {

constexpr char kVersion = 1;

// Of one part: requests wait that long at most, a few milliseconds.
constexpr std::size_t kMaxErasedKeys = 1000;
constexpr std::size_t kMaxErasedBytes = std::size_t{4} << 20;

std::string end_of(const std::string& range) {
  return store::Key(store::Owner::dynamodb).raw(std::string_view(range).substr(1)).end();
}

// Whether the whole range is erased.
bool erase_part(store::Transaction& transaction, const std::string& range) {
  const std::string end = end_of(range);
  std::size_t keys = 0;
  std::size_t bytes = 0;
  std::string stop = end;
  for (auto cursor = transaction.from(range); cursor.valid() && cursor.key() < end; cursor.next()) {
    if (keys == kMaxErasedKeys || bytes >= kMaxErasedBytes) {
      stop = cursor.key();
      break;
    }
    ++keys;
    bytes += cursor.value().size();
  }
  if (keys > 0) transaction.erase_range(range, stop);
  return stop == end;
}

bool erase_ranges(store::Transaction& transaction, Job& job) {
  while (!job.ranges.empty() && erase_part(transaction, job.ranges.back())) job.ranges.pop_back();
  return job.ranges.empty();
}

// True when nothing is left.
bool advance(store::Transaction& transaction, const Scope& scope, Job& job) {
  switch (job.kind) {
    case Job::Kind::activate:
      activate_table(transaction, scope, job);
      if (job.index == 0) return true;
      job.kind = Job::Kind::fill_index;
      return fill_index(transaction, scope, job);
    case Job::Kind::drop:
      job.ranges = drop_table(transaction, scope, job);
      job.kind = Job::Kind::erase;
      return erase_ranges(transaction, job);
    case Job::Kind::erase:
      return erase_ranges(transaction, job);
    case Job::Kind::fill_index:
      return fill_index(transaction, scope, job);
    case Job::Kind::fill_expiries:
      return fill_expiries(transaction, scope, job);
  }
  return true;
}

std::uint64_t milliseconds(aws::Timestamp time) {
  return static_cast<std::uint64_t>(time.time_since_epoch().count());
}

std::string end_of_due(const Scope& scope, aws::Timestamp now) {
  return keys::later_jobs(scope).number(milliseconds(now) + 1).bytes();
}

}  // namespace

std::string encode_job(const Job& job) {
  // Key's parts serve as fields: each says where it ends.
  store::Key record(store::Owner::dynamodb);
  record.tag(kVersion).tag(static_cast<char>(job.kind)).number(job.ranges.size());
  for (const auto& range : job.ranges) record.text(range);
  record.text(job.table).number(job.table_number).number(job.index).text(job.after);
  return record.bytes().substr(1);
}

Job decode_job(std::string_view bytes) {
  RecordReader reader(bytes, "record of DynamoDB's background work");
  if (reader.take_byte() != kVersion) reader.broken();
  Job job;
  job.kind = static_cast<Job::Kind>(reader.take_byte());
  for (std::uint64_t count = reader.take_number(); count > 0; --count) {
    job.ranges.push_back(reader.take_text());
  }
  job.table = reader.take_text();
  job.table_number = reader.take_number();
  job.index = reader.take_number();
  job.after = reader.take_text();
  return job;
}

void begin(store::Transaction& transaction, const Scope& scope, Job job) {
  if (advance(transaction, scope, job)) return;
  const std::uint64_t number = take_number(transaction, scope);
  transaction.put(keys::job(scope, number), encode_job(job));
}

void begin_later(store::Transaction& transaction, const Scope& scope, Job job, aws::Timestamp now,
                 std::chrono::milliseconds delay) {
  if (delay <= std::chrono::milliseconds(0)) return begin(transaction, scope, std::move(job));
  const std::uint64_t number = take_number(transaction, scope);
  transaction.put(keys::later_job(scope, milliseconds(now + delay), number), encode_job(job));
}

bool has_due_jobs(const store::Snapshot& snapshot, const Scope& scope, aws::Timestamp now) {
  const auto cursor = snapshot.from(keys::later_jobs(scope));
  return cursor.valid() && cursor.key() < end_of_due(scope, now);
}

bool begin_due(store::Transaction& transaction, const Scope& scope, aws::Timestamp now) {
  std::string key;
  Job job;
  {
    const auto cursor = transaction.from(keys::later_jobs(scope));
    if (!cursor.valid() || cursor.key() >= end_of_due(scope, now)) return false;
    key = cursor.key();
    job = decode_job(cursor.value());
  }
  transaction.erase(key);
  begin(transaction, scope, std::move(job));
  return true;
}

bool continue_oldest(store::Transaction& transaction, const Scope& scope) {
  const auto jobs = keys::jobs(scope);
  std::string key;
  Job job;
  {
    const auto cursor = transaction.from(jobs);
    if (!cursor.valid() || cursor.key() >= jobs.end()) return false;
    key = cursor.key();
    job = decode_job(cursor.value());
  }
  if (advance(transaction, scope, job)) {
    transaction.erase(key);
  } else {
    transaction.put(key, encode_job(job));
  }
  return true;
}

bool has_jobs(const store::Snapshot& snapshot, const Scope& scope) {
  const auto jobs = keys::jobs(scope);
  const auto cursor = snapshot.from(jobs);
  return cursor.valid() && cursor.key() < jobs.end();
}

bool is_erasing(const store::Transaction& transaction, const Scope& scope, std::string_view range) {
  const auto jobs = keys::jobs(scope);
  const std::string end = jobs.end();
  for (auto cursor = transaction.from(jobs); cursor.valid() && cursor.key() < end; cursor.next()) {
    if (std::ranges::count(decode_job(cursor.value()).ranges, range) > 0) return true;
  }
  return false;
}

}  // namespace bellwether::cloud::dynamodb
