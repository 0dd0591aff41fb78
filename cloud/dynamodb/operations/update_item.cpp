#include <utility>

#include "cloud/dynamodb/capacity.h"
#include "cloud/dynamodb/item_collection.h"
#include "cloud/dynamodb/operations/item_write.h"
#include "cloud/dynamodb/service.h"

namespace bellwether::cloud::dynamodb {

Task<Result<aws::dynamodb::UpdateItemOutput>> Service::update_item(
    const RequestContext& context, aws::dynamodb::UpdateItemInput input) {
  auto write = prepare(context.scope, input, std::move(input.Key), ItemWrite::Kind::update);
  if (!write) co_return aws::fail(write.error());
  auto written = co_await write_item(store_, context.scope, clock_.now(), *write);
  if (!written) co_return aws::fail(written.error());
  aws::dynamodb::UpdateItemOutput output;
  output.Attributes = std::move(written->attributes);
  output.ConsumedCapacity = consumed(input.ReturnConsumedCapacity, input.TableName,
                                     write_units(written->bytes), written->indexes);
  output.ItemCollectionMetrics = collection_metrics(
      store_, context.scope, input.ReturnItemCollectionMetrics, input.TableName, *written);
  co_return output;
}

}  // namespace bellwether::cloud::dynamodb
