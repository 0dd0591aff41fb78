// DynamoDB Streams: the changes of tables' items, to be read in order. Semantics only; each
// operation takes the model's input and answers the model's output or AWS's error.
//
// Each reads one snapshot of the store and waits for nothing; what is acknowledged as written is
// seen. Thread-safe.
#pragma once

#include "aws/dynamodbstreams/model.h"
#include "cloud/core/clock.h"
#include "cloud/core/context.h"
#include "cloud/core/task.h"
#include "cloud/server/operations.h"
#include "cloud/store/store.h"

namespace bellwether::cloud::dynamodb {

class StreamsService {
 public:
  // Both must outlive the service.
  StreamsService(store::Store& store, Clock& clock) : store_(store), clock_(clock) {}

  void register_operations(server::OperationTable& table);

  Result<aws::dynamodbstreams::ListStreamsOutput> list_streams(
      const RequestContext& context, const aws::dynamodbstreams::ListStreamsInput& input);
  Result<aws::dynamodbstreams::DescribeStreamOutput> describe_stream(
      const RequestContext& context, const aws::dynamodbstreams::DescribeStreamInput& input);
  Result<aws::dynamodbstreams::GetShardIteratorOutput> get_shard_iterator(
      const RequestContext& context, const aws::dynamodbstreams::GetShardIteratorInput& input);
  Result<aws::dynamodbstreams::GetRecordsOutput> get_records(
      const RequestContext& context, const aws::dynamodbstreams::GetRecordsInput& input);

 private:
  store::Store& store_;
  Clock& clock_;
};

}  // namespace bellwether::cloud::dynamodb
