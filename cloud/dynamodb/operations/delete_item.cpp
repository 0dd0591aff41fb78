#include <utility>

#include "cloud/dynamodb/capacity.h"
#include "cloud/dynamodb/operations/item_write.h"
#include "cloud/dynamodb/service.h"

namespace bellwether::cloud::dynamodb {

Task<Result<aws::dynamodb::DeleteItemOutput>> Service::delete_item(
    const RequestContext& context, aws::dynamodb::DeleteItemInput input) {
  auto write = prepare(context.scope, input, std::move(input.Key));
  if (!write) co_return aws::fail(write.error());
  const std::string table = write->table;

  auto body = [write = std::move(*write)](store::Transaction& transaction) {
    return apply(transaction, write);
  };
  auto written = co_await store_.write(std::move(body));
  if (!written) co_return aws::fail(written.error());
  aws::dynamodb::DeleteItemOutput output;
  output.Attributes = std::move(written->old);
  output.ConsumedCapacity =
      consumed(input.ReturnConsumedCapacity, table, write_units(written->bytes));
  co_return output;
}

}  // namespace bellwether::cloud::dynamodb
