// PutItem, UpdateItem, DeleteItem: one write each, of the item or of that with the key.
#include <utility>

#include "cloud/dynamodb/capacity.h"
#include "cloud/dynamodb/item_collection.h"
#include "cloud/dynamodb/operations/item_write.h"
#include "cloud/dynamodb/service.h"

namespace bellwether::cloud::dynamodb {

namespace {

using namespace aws::dynamodb;
using Kind = ItemWrite::Kind;

// `item` is in `input`, and taken from it. The store and the scope must outlive the task.
template <class Output, class Input>
Task<Result<Output>> carry_out(store::Store& store, const Scope& scope, aws::Timestamp now,
                               Input input, Item Input::*item, Kind kind) {
  auto write = prepare(scope, input, std::move(input.*item), kind);
  if (!write) co_return aws::fail(write.error());
  auto written = co_await write_item(store, scope, now, *write);
  if (!written) co_return aws::fail(written.error());
  Output output;
  output.Attributes = std::move(written->attributes);
  output.ConsumedCapacity = consumed(input.ReturnConsumedCapacity, input.TableName,
                                     write_units(written->bytes), written->indexes);
  output.ItemCollectionMetrics = collection_metrics(store, scope, input.ReturnItemCollectionMetrics,
                                                    input.TableName, *written);
  co_return output;
}

}  // namespace

Task<Result<PutItemOutput>> Service::put_item(const RequestContext& context, PutItemInput input) {
  return carry_out<PutItemOutput>(store_, context.scope, clock_.now(), std::move(input),
                                  &PutItemInput::Item, Kind::put);
}

Task<Result<UpdateItemOutput>> Service::update_item(const RequestContext& context,
                                                    UpdateItemInput input) {
  return carry_out<UpdateItemOutput>(store_, context.scope, clock_.now(), std::move(input),
                                     &UpdateItemInput::Key, Kind::update);
}

Task<Result<DeleteItemOutput>> Service::delete_item(const RequestContext& context,
                                                    DeleteItemInput input) {
  return carry_out<DeleteItemOutput>(store_, context.scope, clock_.now(), std::move(input),
                                     &DeleteItemInput::Key, Kind::erase);
}

}  // namespace bellwether::cloud::dynamodb
