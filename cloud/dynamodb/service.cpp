#include "cloud/dynamodb/service.h"

#include <utility>

namespace bellwether::cloud::dynamodb {

void Service::register_operations(server::OperationTable& table) {
  const auto add = [&table, this]<class Op>(auto member) {
    table.add<Op>([this, member](const RequestContext& context, typename Op::Input input) {
      return (this->*member)(context, std::move(input));
    });
  };
  using namespace aws::dynamodb;
  add.operator()<CreateTable>(&Service::create_table);
  add.operator()<DescribeTable>(&Service::describe_table);
  add.operator()<ListTables>(&Service::list_tables);
  add.operator()<DeleteTable>(&Service::delete_table);
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
}

}  // namespace bellwether::cloud::dynamodb
