#include "cloud/dynamodb/service.h"

#include <utility>

namespace bellwether::cloud::dynamodb {

void Service::register_operations(server::OperationTable& table) {
  const auto add = [&table, this]<class Op>(auto member) {
    table.add<Op>([this, member](const RequestContext& context, typename Op::Input&& input) {
      return (this->*member)(context, std::move(input));
    });
  };
  using namespace aws::dynamodb;
  add.operator()<CreateTable>(&Service::create_table);
  add.operator()<DescribeTable>(&Service::describe_table);
  add.operator()<ListTables>(&Service::list_tables);
  add.operator()<UpdateTable>(&Service::update_table);
  add.operator()<DeleteTable>(&Service::delete_table);
  add.operator()<UpdateTimeToLive>(&Service::update_time_to_live);
  add.operator()<DescribeTimeToLive>(&Service::describe_time_to_live);
  add.operator()<UpdateContinuousBackups>(&Service::update_continuous_backups);
  add.operator()<DescribeContinuousBackups>(&Service::describe_continuous_backups);
  add.operator()<TagResource>(&Service::tag_resource);
  add.operator()<UntagResource>(&Service::untag_resource);
  add.operator()<ListTagsOfResource>(&Service::list_tags_of_resource);
  add.operator()<PutResourcePolicy>(&Service::put_resource_policy);
  add.operator()<GetResourcePolicy>(&Service::get_resource_policy);
  add.operator()<DeleteResourcePolicy>(&Service::delete_resource_policy);
  add.operator()<DescribeLimits>(&Service::describe_limits);
  add.operator()<DescribeEndpoints>(&Service::describe_endpoints);
  add.operator()<PutItem>(&Service::put_item);
  add.operator()<GetItem>(&Service::get_item);
  add.operator()<UpdateItem>(&Service::update_item);
  add.operator()<DeleteItem>(&Service::delete_item);
  add.operator()<BatchGetItem>(&Service::batch_get_item);
  add.operator()<BatchWriteItem>(&Service::batch_write_item);
  add.operator()<TransactGetItems>(&Service::transact_get_items);
  add.operator()<TransactWriteItems>(&Service::transact_write_items);
  add.operator()<Query>(&Service::query);
  add.operator()<Scan>(&Service::scan);
  add.operator()<ExecuteStatement>(&Service::execute_statement);
  add.operator()<BatchExecuteStatement>(&Service::batch_execute_statement);
  add.operator()<ExecuteTransaction>(&Service::execute_transaction);
}

}  // namespace bellwether::cloud::dynamodb
