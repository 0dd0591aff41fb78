#include "cloud/apigateway/service.h"

#include <utility>

namespace bellwether::cloud::apigateway {

void Service::register_operations(server::OperationTable& table) {
  table.add_others(aws::apigateway::other_operations);
  const auto add = [&table, this]<class Op>(
                       Answer<Op> (Service::*member)(const RequestContext&, typename Op::Input)) {
    table.add<Op>([this, member](const RequestContext& context, typename Op::Input&& input) {
      return (this->*member)(context, std::move(input));
    });
  };
  using namespace aws::apigateway;
  add.operator()<CreateRestApi>(&Service::create_rest_api);
  add.operator()<GetRestApi>(&Service::get_rest_api);
  add.operator()<GetRestApis>(&Service::get_rest_apis);
  add.operator()<DeleteRestApi>(&Service::delete_rest_api);
  add.operator()<CreateResource>(&Service::create_resource);
  add.operator()<GetResource>(&Service::get_resource);
  add.operator()<GetResources>(&Service::get_resources);
  add.operator()<DeleteResource>(&Service::delete_resource);
  add.operator()<PutMethod>(&Service::put_method);
  add.operator()<GetMethod>(&Service::get_method);
  add.operator()<DeleteMethod>(&Service::delete_method);
  add.operator()<PutIntegration>(&Service::put_integration);
  add.operator()<GetIntegration>(&Service::get_integration);
  add.operator()<DeleteIntegration>(&Service::delete_integration);
  add.operator()<PutMethodResponse>(&Service::put_method_response);
  add.operator()<GetMethodResponse>(&Service::get_method_response);
  add.operator()<PutIntegrationResponse>(&Service::put_integration_response);
  add.operator()<GetIntegrationResponse>(&Service::get_integration_response);
  add.operator()<CreateDeployment>(&Service::create_deployment);
  add.operator()<GetDeployment>(&Service::get_deployment);
  add.operator()<GetDeployments>(&Service::get_deployments);
  add.operator()<DeleteDeployment>(&Service::delete_deployment);
  add.operator()<CreateStage>(&Service::create_stage);
  add.operator()<GetStage>(&Service::get_stage);
  add.operator()<GetStages>(&Service::get_stages);
  add.operator()<UpdateStage>(&Service::update_stage);
  add.operator()<DeleteStage>(&Service::delete_stage);
}

}  // namespace bellwether::cloud::apigateway
