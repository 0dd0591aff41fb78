// API Gateway's REST APIs: the operations that build, deploy and stage them. What is deployed is
// served by Endpoint (endpoint.h). Thread-safe.
#pragma once

#include <string_view>

#include "aws/apigateway/model.h"
#include "cloud/core/clock.h"
#include "cloud/core/context.h"
#include "cloud/core/task.h"
#include "cloud/server/operations.h"
#include "cloud/store/store.h"

namespace bellwether::cloud::apigateway {

class Service {
 public:
  // All must outlive the service.
  Service(store::Store& store, Clock& clock, Random& random)
      : store_(store), clock_(clock), random_(random) {}

  void register_operations(server::OperationTable& table);

  template <class Op>
  using Answer = Task<Result<typename Op::Output>>;
  using Context = RequestContext;

  // operations/rest_apis.cpp
  Answer<aws::apigateway::CreateRestApi> create_rest_api(
      const Context& context, aws::apigateway::CreateRestApiRequest input);
  Answer<aws::apigateway::GetRestApi> get_rest_api(const Context& context,
                                                   aws::apigateway::GetRestApiRequest input);
  Answer<aws::apigateway::GetRestApis> get_rest_apis(const Context& context,
                                                     aws::apigateway::GetRestApisRequest input);
  Answer<aws::apigateway::DeleteRestApi> delete_rest_api(
      const Context& context, aws::apigateway::DeleteRestApiRequest input);

  // operations/resources.cpp
  Answer<aws::apigateway::CreateResource> create_resource(
      const Context& context, aws::apigateway::CreateResourceRequest input);
  Answer<aws::apigateway::GetResource> get_resource(const Context& context,
                                                    aws::apigateway::GetResourceRequest input);
  Answer<aws::apigateway::GetResources> get_resources(const Context& context,
                                                      aws::apigateway::GetResourcesRequest input);
  Answer<aws::apigateway::DeleteResource> delete_resource(
      const Context& context, aws::apigateway::DeleteResourceRequest input);

  // operations/methods.cpp
  Answer<aws::apigateway::PutMethod> put_method(const Context& context,
                                                aws::apigateway::PutMethodRequest input);
  Answer<aws::apigateway::GetMethod> get_method(const Context& context,
                                                aws::apigateway::GetMethodRequest input);
  Answer<aws::apigateway::DeleteMethod> delete_method(const Context& context,
                                                      aws::apigateway::DeleteMethodRequest input);
  Answer<aws::apigateway::PutMethodResponse> put_method_response(
      const Context& context, aws::apigateway::PutMethodResponseRequest input);
  Answer<aws::apigateway::GetMethodResponse> get_method_response(
      const Context& context, aws::apigateway::GetMethodResponseRequest input);

  // operations/integrations.cpp
  Answer<aws::apigateway::PutIntegration> put_integration(
      const Context& context, aws::apigateway::PutIntegrationRequest input);
  Answer<aws::apigateway::GetIntegration> get_integration(
      const Context& context, aws::apigateway::GetIntegrationRequest input);
  Answer<aws::apigateway::DeleteIntegration> delete_integration(
      const Context& context, aws::apigateway::DeleteIntegrationRequest input);

  // operations/integration_responses.cpp
  Answer<aws::apigateway::PutIntegrationResponse> put_integration_response(
      const Context& context, aws::apigateway::PutIntegrationResponseRequest input);
  Answer<aws::apigateway::GetIntegrationResponse> get_integration_response(
      const Context& context, aws::apigateway::GetIntegrationResponseRequest input);

  // operations/deployments.cpp
  Answer<aws::apigateway::CreateDeployment> create_deployment(
      const Context& context, aws::apigateway::CreateDeploymentRequest input);
  Answer<aws::apigateway::GetDeployment> get_deployment(
      const Context& context, aws::apigateway::GetDeploymentRequest input);
  Answer<aws::apigateway::GetDeployments> get_deployments(
      const Context& context, aws::apigateway::GetDeploymentsRequest input);
  Answer<aws::apigateway::DeleteDeployment> delete_deployment(
      const Context& context, aws::apigateway::DeleteDeploymentRequest input);

  // operations/stages.cpp
  Answer<aws::apigateway::CreateStage> create_stage(const Context& context,
                                                    aws::apigateway::CreateStageRequest input);
  Answer<aws::apigateway::GetStage> get_stage(const Context& context,
                                              aws::apigateway::GetStageRequest input);
  Answer<aws::apigateway::GetStages> get_stages(const Context& context,
                                                aws::apigateway::GetStagesRequest input);
  Answer<aws::apigateway::UpdateStage> update_stage(const Context& context,
                                                    aws::apigateway::UpdateStageRequest input);
  Answer<aws::apigateway::DeleteStage> delete_stage(const Context& context,
                                                    aws::apigateway::DeleteStageRequest input);

 private:
  store::Store& store_;
  Clock& clock_;
  Random& random_;
};

}  // namespace bellwether::cloud::apigateway
