#include <set>
#include <utility>

#include "cloud/dynamodb/capacity.h"
#include "cloud/dynamodb/expression/compile.h"
#include "cloud/dynamodb/item_codec.h"
#include "cloud/dynamodb/keys.h"
#include "cloud/dynamodb/operations/check_batch.h"
#include "cloud/dynamodb/operations/stored_item.h"
#include "cloud/dynamodb/service.h"
#include "cloud/dynamodb/table.h"

namespace bellwether::cloud::dynamodb {

namespace {

using aws::dynamodb::BatchGetItemAnswer;
using aws::dynamodb::BatchGetItemInput;
using aws::dynamodb::KeysAndAttributes;
using aws::dynamodb::errors::ValidationException;
using Projection = std::optional<expression::Projection>;

// https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchGetItem.html
constexpr std::size_t kMostBytes = 16 * 1024 * 1024;

struct TableRead {
  Projection projection;
  std::vector<std::string> entered;
};

Result<TableRead> compile(KeysAndAttributes& wanted) {
  const expression::Parameter expressions[] = {
      {"ProjectionExpression", wanted.ProjectionExpression.has_value()}};
  const expression::Parameter legacy[] = {{"AttributesToGet", wanted.AttributesToGet.has_value()}};
  if (auto error = expression::check_parameters(
          expressions, legacy, wanted.ExpressionAttributeNames.has_value(), nullptr)) {
    return aws::fail(*error);
  }
  expression::Compiler compiler(wanted.ExpressionAttributeNames, nullptr);
  if (auto error = compiler.check()) return aws::fail(*error);
  auto projection = wanted.AttributesToGet
                        ? compiler.legacy_projection(*wanted.AttributesToGet)
                        : compiler.projection("ProjectionExpression", wanted.ProjectionExpression);
  if (!projection) return aws::fail(projection.error());
  if (auto error = compiler.finish()) return aws::fail(*error);
  for (Item& key : wanted.Keys) {
    if (const auto message = normalize(key)) return aws::fail(ValidationException(*message));
  }
  return TableRead{.projection = std::move(*projection), .entered = compiler.entered()};
}

// The keys of one table's items in the store; a key may be named once.
Result<std::vector<std::string>> keys_of(const KeySchema& schema, const std::vector<Item>& wanted) {
  std::vector<std::string> keys;
  std::set<std::string> seen;
  for (const Item& key : wanted) {
    auto primary = key_of_key(schema, key);
    if (!primary) return aws::fail(primary.error());
    if (!seen.insert(*primary).second) {
      return aws::fail(ValidationException("Provided list of item keys contains duplicates"));
    }
    keys.push_back(std::move(*primary));
  }
  return keys;
}

// Reads into one answer until that is full.
class Reading {
 public:
  Reading(const store::Snapshot& snapshot, const Scope& scope, const BatchGetItemInput& input)
      : snapshot_(snapshot), scope_(scope), input_(input) {
    responses_.open_object();
    answer_.UnprocessedKeys.emplace();
  }

  std::optional<aws::Error> read(const std::string& name, const KeysAndAttributes& wanted,
                                 const TableRead& how) {
    const auto table = find_table(snapshot_, keys::table(scope_, table_name(scope_, name)));
    if (!table) return table.error();
    if (auto error = check_entered(how.entered, *table)) return error;
    const auto keys = keys_of(table->keys, wanted.Keys);
    if (!keys) return keys.error();

    const bool consistent = wanted.ConsistentRead.value_or(false);
    double units = 0;
    responses_.key(name);
    responses_.open_array();
    for (std::size_t i = 0; i < keys->size(); ++i) {
      const auto stored = snapshot_.get(keys::item(scope_, table->number, (*keys)[i]));
      const std::size_t size = stored ? stored_size(*stored) : 0;
      if (full_ || bytes_ + size > kMostBytes) {
        full_ = true;
        leave(name, wanted, i);
        break;
      }
      bytes_ += size;
      units += read_units(size, consistent);
      if (stored) StoredItem(*stored).write(responses_, how.projection);
    }
    responses_.close_array();
    if (auto capacity = consumed(input_.ReturnConsumedCapacity, name, units)) {
      if (!answer_.ConsumedCapacity) answer_.ConsumedCapacity.emplace();
      answer_.ConsumedCapacity->push_back(std::move(*capacity));
    }
    return std::nullopt;
  }

  BatchGetItemAnswer answer() && {
    responses_.close_object();
    answer_.Responses = aws::Document{responses_.take()};
    return std::move(answer_);
  }

 private:
  // The keys from the `first` on are for another request.
  void leave(const std::string& name, const KeysAndAttributes& wanted, std::size_t first) {
    KeysAndAttributes rest = wanted;
    rest.Keys.erase(rest.Keys.begin(), rest.Keys.begin() + static_cast<std::ptrdiff_t>(first));
    answer_.UnprocessedKeys->emplace(name, std::move(rest));
  }

  const store::Snapshot& snapshot_;
  const Scope& scope_;
  const BatchGetItemInput& input_;
  BatchGetItemAnswer answer_;
  aws::json::Writer responses_;
  std::size_t bytes_ = 0;
  bool full_ = false;
};

}  // namespace

Result<BatchGetItemAnswer> Service::batch_get_item(const RequestContext& context,
                                                   BatchGetItemInput input) {
  if (auto error = check_batch(input)) return aws::fail(*error);
  std::map<std::string, TableRead> reads;
  for (auto& [name, wanted] : input.RequestItems) {
    auto read = compile(wanted);
    if (!read) return aws::fail(read.error());
    reads.emplace(name, std::move(*read));
  }
  const auto snapshot = store_.read();
  Reading reading(snapshot, context.scope, input);
  for (const auto& [name, wanted] : input.RequestItems) {
    if (auto error = reading.read(name, wanted, reads.at(name))) return aws::fail(*error);
  }
  return std::move(reading).answer();
}

}  // namespace bellwether::cloud::dynamodb
