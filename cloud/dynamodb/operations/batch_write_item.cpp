#include <set>
#include <utility>

#include "cloud/dynamodb/capacity.h"
#include "cloud/dynamodb/item_collection.h"
#include "cloud/dynamodb/operations/check_batch.h"
#include "cloud/dynamodb/operations/item_write.h"
#include "cloud/dynamodb/service.h"

namespace bellwether::cloud::dynamodb {

namespace {

using aws::dynamodb::BatchWriteItemInput;
using aws::dynamodb::BatchWriteItemOutput;
using aws::dynamodb::WriteRequest;
using aws::dynamodb::errors::ValidationException;

Result<ItemWrite> prepare_write(const Scope& scope, const std::string& table,
                                WriteRequest& request) {
  if (request.PutRequest.has_value() == request.DeleteRequest.has_value()) {
    // AWS's own wording, though these are no attribute values.
    return aws::fail(ValidationException(
        "Supplied AttributeValue has more than one datatypes set, must contain exactly one of the "
        "supported datatypes"));
  }
  ItemWrite write;
  write.table = table_name(scope, table);
  if (request.PutRequest) {
    write.kind = ItemWrite::Kind::put;
    write.item = std::move(request.PutRequest->Item);
  } else {
    write.kind = ItemWrite::Kind::erase;
    write.item = std::move(request.DeleteRequest->Key);
  }
  if (const auto message = normalize(write.item)) return aws::fail(ValidationException(*message));
  if (write.kind == ItemWrite::Kind::put) {
    if (auto error = encode(write)) return aws::fail(*error);
  }
  return write;
}

// The writes and, beside each, the table's name as the request has it.
struct Batch {
  std::vector<ItemWrite> writes;
  std::vector<std::string> tables;
};

Result<Batch> prepare_batch(const Scope& scope, BatchWriteItemInput& input) {
  Batch batch;
  for (auto& [table, requests] : input.RequestItems) {
    for (WriteRequest& request : requests) {
      auto write = prepare_write(scope, table, request);
      if (!write) return aws::fail(write.error());
      batch.writes.push_back(std::move(*write));
      batch.tables.push_back(table);
    }
  }
  return batch;
}

// An item without the table's key is refused as a wrong key is; PutItem says what it lacks.
aws::Error refusal(ItemWriter& writer, const ItemWrite& write, const aws::Error& error) {
  if (error.code != "ValidationException" || writer.locate(write)) return error;
  return ValidationException("The provided key element does not match the schema");
}

// All or none, though AWS promises that of single items only.
Result<std::vector<ItemWritten>> write_batch(store::Transaction& transaction, const Scope& scope,
                                             aws::Timestamp now,
                                             const std::vector<ItemWrite>& writes) {
  ItemWriter writer(transaction, scope, now);
  std::vector<ItemWriter::Decision> decisions;
  std::set<std::pair<std::string_view, std::string_view>> seen;
  decisions.reserve(writes.size());
  for (const ItemWrite& write : writes) {
    auto decision = writer.decide(write);
    if (!decision) return aws::fail(refusal(writer, write, decision.error()));
    decisions.push_back(std::move(*decision));
  }
  for (std::size_t i = 0; i < writes.size(); ++i) {
    if (!seen.emplace(writes[i].table, decisions[i].primary_key()).second) {
      return aws::fail(ValidationException("Provided list of item keys contains duplicates"));
    }
  }
  std::vector<ItemWritten> written;
  written.reserve(writes.size());
  for (auto& decision : decisions) written.push_back(writer.write(std::move(decision)));
  writer.finish();
  return written;
}

}  // namespace

Task<Result<BatchWriteItemOutput>> Service::batch_write_item(const RequestContext& context,
                                                             BatchWriteItemInput input) {
  if (auto error = check_batch(input)) co_return aws::fail(*error);
  auto batch = prepare_batch(context.scope, input);
  if (!batch) co_return aws::fail(batch.error());
  auto body = [&scope = context.scope, now = clock_.now(),
               &writes = batch->writes](store::Transaction& transaction) {
    return write_batch(transaction, scope, now, writes);
  };
  const auto written = co_await store_.write(std::move(body));
  if (!written) co_return aws::fail(written.error());

  BatchWriteItemOutput output;
  output.UnprocessedItems.emplace();
  CapacityByTable capacity(input.ReturnConsumedCapacity);
  for (std::size_t i = 0; i < written->size(); ++i) {
    capacity.add(batch->tables[i], write_units((*written)[i].bytes), (*written)[i].indexes);
  }
  output.ConsumedCapacity = std::move(capacity).result();
  output.ItemCollectionMetrics = collection_metrics(
      store_, context.scope, input.ReturnItemCollectionMetrics, batch->tables, *written);
  co_return output;
}

}  // namespace bellwether::cloud::dynamodb
