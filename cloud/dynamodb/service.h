// DynamoDB: tables and items. Semantics only; each operation takes the model's input and answers
// the model's output or AWS's error.
//
// Reads are synchronous and see one consistent state, whatever ConsistentRead says; writes resume
// when they are as durable as the store was told to be. Thread-safe.
#pragma once

#include <chrono>
#include <string>
#include <utility>

#include "aws/dynamodb/model.h"
#include "cloud/core/clock.h"
#include "cloud/core/context.h"
#include "cloud/core/task.h"
#include "cloud/dynamodb/background/background.h"
#include "cloud/server/operations.h"
#include "cloud/store/store.h"

namespace bellwether::cloud::dynamodb {

struct ServiceOptions {
  BackgroundOptions background;
  // How long a table is CREATING, UPDATING or DELETING. AWS takes seconds, for indexes minutes.
  std::chrono::milliseconds table_delay{0};
};

class Service {
 public:
  // All must outlive the service.
  Service(store::Store& store, Clock& clock, Random& random, const ServiceOptions& options = {})
      : store_(store),
        clock_(clock),
        random_(random),
        table_delay_(options.table_delay),
        background_(store, clock, options.background) {}

  void register_operations(server::OperationTable& table);

  // What it does without being asked; nobody steps it until it is started.
  Background& background() { return background_; }
  // "host:port" where clients reach it, for DescribeEndpoints. Before the first request.
  void set_endpoint(std::string address) { endpoint_ = std::move(address); }

  Task<Result<aws::dynamodb::CreateTableOutput>> create_table(
      const RequestContext& context, aws::dynamodb::CreateTableInput input);
  Task<Result<aws::dynamodb::DeleteTableOutput>> delete_table(
      const RequestContext& context, aws::dynamodb::DeleteTableInput input);
  Result<aws::dynamodb::DescribeTableOutput> describe_table(
      const RequestContext& context, const aws::dynamodb::DescribeTableInput& input);
  Result<aws::dynamodb::ListTablesOutput> list_tables(const RequestContext& context,
                                                      const aws::dynamodb::ListTablesInput& input);
  Task<Result<aws::dynamodb::UpdateTableOutput>> update_table(
      const RequestContext& context, aws::dynamodb::UpdateTableInput input);
  Task<Result<aws::dynamodb::UpdateTimeToLiveOutput>> update_time_to_live(
      const RequestContext& context, aws::dynamodb::UpdateTimeToLiveInput input);
  Result<aws::dynamodb::DescribeTimeToLiveOutput> describe_time_to_live(
      const RequestContext& context, const aws::dynamodb::DescribeTimeToLiveInput& input);
  Task<Result<aws::dynamodb::UpdateContinuousBackupsOutput>> update_continuous_backups(
      const RequestContext& context, aws::dynamodb::UpdateContinuousBackupsInput input);
  Result<aws::dynamodb::DescribeContinuousBackupsOutput> describe_continuous_backups(
      const RequestContext& context, const aws::dynamodb::DescribeContinuousBackupsInput& input);

  Task<Result<aws::Unit>> tag_resource(const RequestContext& context,
                                       aws::dynamodb::TagResourceInput input);
  Task<Result<aws::Unit>> untag_resource(const RequestContext& context,
                                         aws::dynamodb::UntagResourceInput input);
  Result<aws::dynamodb::ListTagsOfResourceOutput> list_tags_of_resource(
      const RequestContext& context, const aws::dynamodb::ListTagsOfResourceInput& input);
  Task<Result<aws::dynamodb::PutResourcePolicyOutput>> put_resource_policy(
      const RequestContext& context, aws::dynamodb::PutResourcePolicyInput input);
  Result<aws::dynamodb::GetResourcePolicyOutput> get_resource_policy(
      const RequestContext& context, const aws::dynamodb::GetResourcePolicyInput& input);
  Task<Result<aws::dynamodb::DeleteResourcePolicyOutput>> delete_resource_policy(
      const RequestContext& context, aws::dynamodb::DeleteResourcePolicyInput input);
  Result<aws::dynamodb::DescribeLimitsOutput> describe_limits(
      const RequestContext& context, const aws::dynamodb::DescribeLimitsInput& input);
  Result<aws::dynamodb::DescribeEndpointsResponse> describe_endpoints(
      const RequestContext& context, const aws::dynamodb::DescribeEndpointsRequest& input);

  Task<Result<aws::dynamodb::PutItemOutput>> put_item(const RequestContext& context,
                                                      aws::dynamodb::PutItemInput input);
  Task<Result<aws::dynamodb::UpdateItemOutput>> update_item(const RequestContext& context,
                                                            aws::dynamodb::UpdateItemInput input);
  Task<Result<aws::dynamodb::DeleteItemOutput>> delete_item(const RequestContext& context,
                                                            aws::dynamodb::DeleteItemInput input);
  Result<aws::dynamodb::GetItemAnswer> get_item(const RequestContext& context,
                                                aws::dynamodb::GetItemInput input);
  Result<aws::dynamodb::BatchGetItemAnswer> batch_get_item(const RequestContext& context,
                                                           aws::dynamodb::BatchGetItemInput input);
  Task<Result<aws::dynamodb::BatchWriteItemOutput>> batch_write_item(
      const RequestContext& context, aws::dynamodb::BatchWriteItemInput input);
  Result<aws::dynamodb::TransactGetItemsOutput> transact_get_items(
      const RequestContext& context, aws::dynamodb::TransactGetItemsInput input);
  Task<Result<aws::dynamodb::TransactWriteItemsOutput>> transact_write_items(
      const RequestContext& context, aws::dynamodb::TransactWriteItemsInput input);
  Task<Result<aws::dynamodb::ExecuteStatementOutput>> execute_statement(
      const RequestContext& context, aws::dynamodb::ExecuteStatementInput input);
  Task<Result<aws::dynamodb::BatchExecuteStatementOutput>> batch_execute_statement(
      const RequestContext& context, aws::dynamodb::BatchExecuteStatementInput input);
  Task<Result<aws::dynamodb::ExecuteTransactionOutput>> execute_transaction(
      const RequestContext& context, aws::dynamodb::ExecuteTransactionInput input);
  Result<aws::dynamodb::QueryAnswer> query(const RequestContext& context,
                                           aws::dynamodb::QueryInput input);
  Result<aws::dynamodb::ScanAnswer> scan(const RequestContext& context,
                                         aws::dynamodb::ScanInput input);

 private:
  store::Store& store_;
  Clock& clock_;
  Random& random_;
  const std::chrono::milliseconds table_delay_;
  std::string endpoint_;
  Background background_;
};

}  // namespace bellwether::cloud::dynamodb
