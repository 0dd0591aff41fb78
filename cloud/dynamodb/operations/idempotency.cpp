#include "cloud/dynamodb/operations/idempotency.h"

#include <chrono>
#include <utility>
#include <vector>

#include <openssl/sha.h>

#include "aws/dynamodb/model.h"
#include "cloud/dynamodb/keys.h"

namespace bellwether::cloud::dynamodb {

namespace {

constexpr auto kRemembered = std::chrono::minutes(10);

struct Record {
  std::uint64_t until = 0;  // ms since the epoch
  std::string_view digest;
};

std::optional<Record> decode(std::string_view bytes) {
  store::KeyReader reader(bytes);
  Record record;
  if (!reader.number(record.until)) return std::nullopt;
  record.digest = reader.rest();
  return record;
}

std::uint64_t milliseconds(aws::Timestamp time) {
  return static_cast<std::uint64_t>(time.time_since_epoch().count());
}

std::string sha256(std::string_view bytes) {
  std::string digest(SHA256_DIGEST_LENGTH, '\0');
  SHA256(reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size(),
         reinterpret_cast<unsigned char*>(digest.data()));
  return digest;
}

}  // namespace

IdempotentRequest::IdempotentRequest(std::string token, std::string_view request)
    : token_(std::move(token)), digest_(sha256(request)) {}

aws::Result<bool> IdempotentRequest::was_done(const store::Transaction& transaction,
                                              const Scope& scope, aws::Timestamp now) const {
  const auto stored = transaction.get(keys::token(scope, token_));
  if (!stored) return false;
  const auto record = decode(*stored);
  if (!record || record->until <= milliseconds(now)) return false;
  if (record->digest == digest_) return true;
  return aws::fail(aws::dynamodb::errors::IdempotentParameterMismatchException(
      "Request has the same ClientRequestToken as an earlier one, but other parameters"));
}

void IdempotentRequest::note_done(store::Transaction& transaction, const Scope& scope,
                                  aws::Timestamp now) const {
  const std::uint64_t until = milliseconds(now + kRemembered);
  const store::Key record = store::Key(store::Owner::dynamodb).number(until).raw(digest_);
  transaction.put(keys::token(scope, token_), record.bytes().substr(1));
  transaction.put(keys::token_end(scope, until, token_), "");
}

bool has_ended_tokens(const store::Snapshot& snapshot, const Scope& scope, aws::Timestamp now) {
  const auto ends = keys::token_ends(scope);
  const auto first = snapshot.from(ends);
  return first.valid() && first.key() < store::Key(ends).number(milliseconds(now) + 1).bytes();
}

bool forget_tokens(store::Transaction& transaction, const Scope& scope, aws::Timestamp now,
                   std::size_t most) {
  const auto ends = keys::token_ends(scope);
  const std::string end = store::Key(ends).number(milliseconds(now) + 1).bytes();
  std::vector<std::string> over;
  for (auto cursor = transaction.from(ends);
       cursor.valid() && cursor.key() < end && over.size() < most; cursor.next()) {
    over.emplace_back(cursor.key());
  }
  for (const auto& key : over) {
    store::KeyReader reader(key);
    std::uint64_t until = 0;
    std::string token;
    reader.skip(ends.bytes().size());
    if (reader.number(until) && reader.text(token)) {
      const auto stored = transaction.get(keys::token(scope, token));
      const auto record = stored ? decode(*stored) : std::nullopt;
      // A token may have been used again since.
      if (record && record->until == until) transaction.erase(keys::token(scope, token));
    }
    transaction.erase(key);
  }
  return over.size() == most;
}

}  // namespace bellwether::cloud::dynamodb
