// A table with a stream, and its readers, for tests.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "cloud/dynamodb/item_writer.h"
#include "cloud/dynamodb/keys.h"
#include "cloud/dynamodb/streams/service.h"
#include "cloud/dynamodb/streams/stream.h"
#include "cloud/dynamodb/test_cloud.h"

namespace bellwether::cloud::dynamodb {

class StreamsTest : public DynamoDbTest {
 protected:
  // Its stream's ARN.
  std::string create_with_stream(std::string name, std::string view = "NEW_AND_OLD_IMAGES") {
    auto input = table_input(std::move(name), "S");
    input.StreamSpecification = {.StreamEnabled = true, .StreamViewType = std::move(view)};
    const auto created = run(service.create_table(context, std::move(input)));
    EXPECT_EQ(refusal(created), "");
    return created->TableDescription->LatestStreamArn.value_or("");
  }
  void drop(std::string table) {
    EXPECT_EQ(refusal(run(service.delete_table(context, {.TableName = std::move(table)}))), "");
  }

  // Changes a table's definition as UpdateTable would.
  TableDefinition change(auto change) {
    return store->write_and_wait([&](store::Transaction& transaction) {
      const auto key = keys::table(context.scope, "table");
      TableDefinition definition = decode_definition(transaction.get(key).value());
      change(transaction, definition);
      transaction.put(key, encode_table(definition));
      return definition;
    });
  }
  TableDefinition open(TableStream::View view) {
    return change([&](store::Transaction& transaction, TableDefinition& definition) {
      open_stream(transaction, context.scope, definition, view, clock.now());
    });
  }
  TableDefinition close() {
    return change([&](store::Transaction& transaction, TableDefinition& definition) {
      close_stream(transaction, context.scope, definition, clock.now());
    });
  }

  // Removes an item as its time to live does.
  void expire(Item key) {
    store->write_and_wait([&](store::Transaction& transaction) {
      ItemWriter writer(transaction, context.scope, clock.now(), ChangedBy::time_to_live);
      const ItemWrite write{.kind = ItemWrite::Kind::erase,
                            .table = "table",
                            .item = std::move(key),
                            .encoded = {},
                            .condition = {},
                            .entered = {}};
      auto decision = writer.decide(write);
      EXPECT_EQ(refusal(decision), "");
      writer.write(std::move(*decision));
      writer.finish();
    });
  }

  aws::dynamodbstreams::StreamDescription described(const std::string& arn) {
    auto output = streams.describe_stream(context, {.StreamArn = arn});
    EXPECT_EQ(refusal(output), "");
    return output ? *output->StreamDescription : aws::dynamodbstreams::StreamDescription();
  }
  aws::dynamodbstreams::GetShardIteratorInput iterator_input(
      const std::string& arn, std::string type, std::optional<std::string> sequence_number = {}) {
    return {.StreamArn = arn,
            .ShardId = described(arn).Shards->front().ShardId.value(),
            .ShardIteratorType = std::move(type),
            .SequenceNumber = std::move(sequence_number)};
  }
  std::string iterator(const std::string& arn, std::string type = "TRIM_HORIZON",
                       std::optional<std::string> sequence_number = {}) {
    auto output = streams.get_shard_iterator(
        context, iterator_input(arn, std::move(type), std::move(sequence_number)));
    EXPECT_EQ(refusal(output), "");
    return output ? output->ShardIterator.value() : "";
  }
  aws::dynamodbstreams::GetRecordsOutput read(std::string iterator,
                                              std::optional<std::int32_t> limit = {}) {
    auto output =
        streams.get_records(context, {.ShardIterator = std::move(iterator), .Limit = limit});
    EXPECT_EQ(refusal(output), "");
    return output ? *output : aws::dynamodbstreams::GetRecordsOutput();
  }
  // All that can be read.
  std::vector<aws::dynamodbstreams::Record> records(const std::string& arn) {
    return read(iterator(arn)).Records.value();
  }
  std::string refused(std::string iterator, std::optional<std::int32_t> limit = {}) {
    return refusal(
        streams.get_records(context, {.ShardIterator = std::move(iterator), .Limit = limit}));
  }

  StreamsService streams{*store, clock};
};

}  // namespace bellwether::cloud::dynamodb
