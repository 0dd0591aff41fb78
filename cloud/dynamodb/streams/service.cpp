#include "cloud/dynamodb/streams/service.h"

namespace bellwether::cloud::dynamodb {

void StreamsService::register_operations(server::OperationTable& table) {
  const auto add = [&table, this]<class Op>(auto member) {
    table.add<Op>([this, member](const RequestContext& context, const typename Op::Input& input) {
      return (this->*member)(context, input);
    });
  };
  using namespace aws::dynamodbstreams;
  add.operator()<ListStreams>(&StreamsService::list_streams);
  add.operator()<DescribeStream>(&StreamsService::describe_stream);
  add.operator()<GetShardIterator>(&StreamsService::get_shard_iterator);
  add.operator()<GetRecords>(&StreamsService::get_records);
}

}  // namespace bellwether::cloud::dynamodb
