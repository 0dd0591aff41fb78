// The seam to the cloud: the public operations that resources are made with, and nothing else.
//
// The command answers them by signed requests to an endpoint, the CloudFormation service by its own
// operation table, a test by a fake. Adding an operation is adding its name to the list below.
#pragma once

#include "aws/apigateway/model.h"
#include "aws/core/error.h"
#include "aws/dynamodb/model.h"
#include "aws/lambda/model.h"
#include "aws/logs/model.h"
#include "aws/s3/model.h"

namespace bellwether::cloud::cloudformation {

template <class Op>
class Callable {
 public:
  virtual ~Callable() = default;
  // Blocks until answered. Called from several threads at once.
  virtual aws::Result<typename Op::Output> perform(const Op&, const typename Op::Input& input) = 0;
};

template <class... Ops>
class OperationSet : public Callable<Ops>... {
 public:
  using Callable<Ops>::perform...;

  template <class Op>
  aws::Result<typename Op::Output> call(const typename Op::Input& input) {
    return perform(Op{}, input);
  }
};

using CloudOperations = OperationSet<
    aws::dynamodb::CreateTable, aws::dynamodb::DescribeTable, aws::dynamodb::DeleteTable,
    aws::dynamodb::UpdateTable, aws::dynamodb::UpdateTimeToLive,
    aws::dynamodb::UpdateContinuousBackups, aws::dynamodb::TagResource,
    aws::dynamodb::UntagResource, aws::lambda::CreateFunction,
    aws::lambda::GetFunctionConfiguration, aws::lambda::UpdateFunctionCode,
    aws::lambda::UpdateFunctionConfiguration, aws::lambda::DeleteFunction,
    aws::logs::CreateLogGroup, aws::logs::DescribeLogGroups, aws::logs::DeleteLogGroup,
    aws::apigateway::CreateRestApi, aws::apigateway::GetRestApi, aws::apigateway::DeleteRestApi,
    aws::apigateway::CreateResource, aws::apigateway::GetResource, aws::apigateway::GetResources,
    aws::apigateway::DeleteResource, aws::apigateway::PutMethod, aws::apigateway::GetMethod,
    aws::apigateway::DeleteMethod, aws::apigateway::PutIntegration,
    aws::apigateway::PutMethodResponse, aws::apigateway::PutIntegrationResponse,
    aws::apigateway::CreateDeployment, aws::apigateway::GetDeployment,
    aws::apigateway::DeleteDeployment, aws::apigateway::CreateStage, aws::apigateway::GetStage,
    aws::apigateway::UpdateStage, aws::apigateway::DeleteStage, aws::s3::CreateBucket,
    aws::s3::HeadBucket, aws::s3::DeleteBucket>;

// Answers every operation of a set by one function template of `Sender`:
// `template <class Op> aws::Result<typename Op::Output> send(const typename Op::Input&)`.
template <class Sender, class Set, class... Ops>
class Answering : public Set {};

template <class Sender, class Set, class Op, class... Rest>
class Answering<Sender, Set, Op, Rest...> : public Answering<Sender, Set, Rest...> {
 public:
  using Answering<Sender, Set, Rest...>::perform;
  aws::Result<typename Op::Output> perform(const Op&, const typename Op::Input& input) override {
    return static_cast<Sender*>(this)->template send<Op>(input);
  }
};

template <class Sender, class Set>
struct AnsweringAllOf;
template <class Sender, class... Ops>
struct AnsweringAllOf<Sender, OperationSet<Ops...>> {
  using type = Answering<Sender, OperationSet<Ops...>, Ops...>;
};
// `class Remote : public AnsweringAll<Remote> { ... send ... }`
template <class Sender>
using AnsweringAll = typename AnsweringAllOf<Sender, CloudOperations>::type;

}  // namespace bellwether::cloud::cloudformation
