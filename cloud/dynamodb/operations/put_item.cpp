#include <utility>

#include "cloud/dynamodb/capacity.h"
#include "cloud/dynamodb/item_codec.h"
#include "cloud/dynamodb/operations/item_write.h"
#include "cloud/dynamodb/service.h"

namespace bellwether::cloud::dynamodb {

Task<Result<aws::dynamodb::PutItemOutput>> Service::put_item(const RequestContext& context,
                                                             aws::dynamodb::PutItemInput input) {
  auto write = prepare(context.scope, input, std::move(input.Item));
  if (!write) co_return aws::fail(write.error());
  if (size_of(write->item) > kMaxItemBytes) {
    co_return aws::fail(aws::dynamodb::errors::ValidationException(
        "Item size has exceeded the maximum allowed size"));
  }
  write->encoded = encode_item(write->item);
  const std::string table = write->table;

  auto body = [write = std::move(*write)](store::Transaction& transaction) {
    return apply(transaction, write);
  };
  auto written = co_await store_.write(std::move(body));
  if (!written) co_return aws::fail(written.error());
  aws::dynamodb::PutItemOutput output;
  output.Attributes = std::move(written->old);
  output.ConsumedCapacity =
      consumed(input.ReturnConsumedCapacity, table, write_units(written->bytes));
  co_return output;
}

}  // namespace bellwether::cloud::dynamodb
