#include "cloud/apigateway/service.h"

#include <gmock/gmock.h>

#include "cloud/apigateway/api_fixture.h"
#include "cloud/store/key.h"

namespace bellwether::cloud::apigateway {
namespace {

using namespace aws::apigateway;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::MatchesRegex;
using testing::SizeIs;

class ServiceTest : public ApiFixture {};

TEST_F(ServiceTest, A_new_API_has_ids_defaults_and_a_root) {
  const RestApi api =
      get(service.create_rest_api(context, {.name = "shed", .description = "sheep"}));
  EXPECT_THAT(*api.id, MatchesRegex("[a-z0-9]{10}"));
  EXPECT_EQ(api.apiKeySource, "HEADER");
  EXPECT_THAT(*api.endpointConfiguration->types, ElementsAre("EDGE"));
  EXPECT_EQ(api.disableExecuteApiEndpoint, false);
  EXPECT_EQ(get(service.get_rest_api(context, {.restApiId = *api.id})), api);

  const Resources resources = get(service.get_resources(context, {.restApiId = *api.id}));
  ASSERT_THAT(*resources.items, SizeIs(1));
  EXPECT_EQ(resources.items->front().path, "/");
  EXPECT_EQ(resources.items->front().id, api.rootResourceId);
}

TEST_F(ServiceTest, APIs_are_listed_in_pages_and_kept_apart_by_scope) {
  for (int i = 0; i < 5; ++i) create_api();
  GetRestApisRequest request{.limit = 2};
  std::size_t seen = 0;
  do {
    const RestApis page = get(service.get_rest_apis(context, request));
    EXPECT_LE(page.items->size(), 2U);
    seen += page.items->size();
    request.position = page.position;
  } while (request.position);
  EXPECT_EQ(seen, 5U);
  RequestContext elsewhere = context;
  elsewhere.scope.region = "eu-west-1";
  EXPECT_THAT(*get(service.get_rest_apis(elsewhere, {})).items, SizeIs(0));
}

TEST_F(ServiceTest, Unknown_identifiers_are_refused_in_AWS_words) {
  const std::string api = create_api();
  EXPECT_EQ(refusal(service.get_rest_api(context, {.restApiId = "xyz"})),
            "NotFoundException: Invalid API identifier specified 000000000000:xyz");
  EXPECT_EQ(refusal(service.get_resources(context, {.restApiId = "xyz"})),
            "NotFoundException: Invalid API identifier specified 000000000000:xyz");
  EXPECT_EQ(refusal(service.get_resource(context, {.restApiId = api, .resourceId = "x"})),
            "NotFoundException: Invalid Resource identifier specified");
  EXPECT_EQ(refusal(service.get_method(
                context, {.restApiId = api, .resourceId = root, .httpMethod = "GET"})),
            "NotFoundException: Invalid Method identifier specified");
  put_method(api, root, "GET");
  EXPECT_EQ(refusal(service.get_integration(
                context, {.restApiId = api, .resourceId = root, .httpMethod = "GET"})),
            "NotFoundException: Invalid Integration identifier specified");
  EXPECT_EQ(refusal(service.get_method_response(
                context,
                {.restApiId = api, .resourceId = root, .httpMethod = "GET", .statusCode = "200"})),
            "NotFoundException: Invalid Response status code specified");
  EXPECT_EQ(refusal(service.get_stage(context, {.restApiId = api, .stageName = "s"})),
            "NotFoundException: Invalid stage identifier specified");
  EXPECT_EQ(refusal(service.get_deployment(context, {.restApiId = api, .deploymentId = "d"})),
            "NotFoundException: Invalid Deployment identifier specified");
}

TEST_F(ServiceTest, Resources_form_a_tree_listed_by_path) {
  const std::string api = create_api();
  const std::string sheep = create_resource(api, root, "sheep");
  create_resource(api, sheep, "{Tattoo}");
  create_resource(api, root, "cat");
  const auto paths = [&] {
    std::vector<std::string> result;
    const Resources resources = get(service.get_resources(context, {.restApiId = api}));
    for (const Resource& resource : *resources.items) {
      result.push_back(*resource.path);
    }
    return result;
  };
  EXPECT_THAT(paths(), ElementsAre("/", "/cat", "/sheep", "/sheep/{Tattoo}"));
  get(service.delete_resource(context, {.restApiId = api, .resourceId = sheep}));
  EXPECT_THAT(paths(), ElementsAre("/", "/cat"));
}

TEST_F(ServiceTest, Resources_that_AWS_refuses_are_refused) {
  const std::string api = create_api();
  const std::string proxy = create_resource(api, root, "{proxy+}");
  const auto creating = [&](std::string parent, std::string part) {
    return refusal(service.create_resource(
        context, {.restApiId = api, .parentId = std::move(parent), .pathPart = std::move(part)}));
  };
  EXPECT_EQ(creating(root, "{proxy+}"),
            "ConflictException: Another resource with the same parent already has this name: "
            "{proxy+}");
  EXPECT_THAT(creating(root, "{other+}"), HasSubstr("already has a variable path part"));
  EXPECT_THAT(creating(proxy, "child"), HasSubstr("Cannot create a child of a resource with a "
                                                  "greedy path variable: {proxy+}"));
  EXPECT_THAT(creating(root, "a b"), HasSubstr("path part only allow"));
  EXPECT_EQ(creating("nothere", "a"), "NotFoundException: Invalid Resource identifier specified");
  EXPECT_EQ(creating(root, "{id}"), "accepted");
}

TEST_F(ServiceTest, What_the_gateway_cannot_do_is_refused_by_name) {
  const std::string api = create_api();
  PutMethodRequest method{
      .restApiId = api, .resourceId = root, .httpMethod = "GET", .authorizationType = "AWS_IAM"};
  EXPECT_THAT(refusal(service.put_method(context, method)), HasSubstr("AWS_IAM"));
  method.authorizationType = "NONE";
  method.apiKeyRequired = true;
  EXPECT_THAT(refusal(service.put_method(context, method)), HasSubstr("apiKeyRequired"));
  method.apiKeyRequired = false;
  method.httpMethod = "FETCH";
  EXPECT_THAT(refusal(service.put_method(context, method)),
              HasSubstr("Invalid HttpMethod specified. Valid options are GET,PUT,POST"));

  put_method(api, root, "GET");
  auto integration = lambda(api, root, "GET", "f");
  integration.type = "HTTP_PROXY";
  EXPECT_THAT(refusal(service.put_integration(context, integration)),
              HasSubstr("The integration type HTTP_PROXY is not supported"));
  auto velocity = mock(api, root, "GET");
  velocity.requestTemplates = {{{"application/json", "{\"a\": $input.body}"}}};
  EXPECT_THAT(refusal(service.put_integration(context, velocity)), HasSubstr("$input"));
  auto slow = lambda(api, root, "GET", "f");
  slow.timeoutInMillis = 30'000;
  EXPECT_EQ(refusal(service.put_integration(context, slow)),
            "BadRequestException: Timeout should be between 50 ms and 29000 ms");
  EXPECT_THAT(refusal(service.create_rest_api(context, {.name = "a", .policy = "{}"})),
              HasSubstr("policy is not supported"));
}

TEST_F(ServiceTest, The_credentials_of_an_integration_are_an_identity_and_kept) {
  const std::string api = create_api();
  put_method(api, root, "GET");
  auto integration = lambda(api, root, "GET", "f");
  for (const char* nobody : {"NONE", "", "arn:aws:lambda:us-east-1:000000000000:function:f"}) {
    integration.credentials = nobody;
    EXPECT_EQ(refusal(service.put_integration(context, integration)),
              "BadRequestException: Invalid ARN specified in the request");
  }
  for (const char* identity : {"arn:aws:iam::000000000000:role/gateway", "arn:aws:iam::*:user/*"}) {
    integration.credentials = identity;
    EXPECT_EQ(get(service.put_integration(context, integration)).credentials, identity);
  }
}

TEST_F(ServiceTest, A_method_shows_its_integration_and_responses) {
  const std::string api = create_api();
  put_method(api, root, "OPTIONS");
  EXPECT_EQ(refusal(service.put_method(context, {.restApiId = api,
                                                 .resourceId = root,
                                                 .httpMethod = "OPTIONS",
                                                 .authorizationType = "NONE"})),
            "ConflictException: Method already exists for this resource");
  get(service.put_integration(context, mock(api, root, "OPTIONS")));
  PutIntegrationResponseRequest response{
      .restApiId = api, .resourceId = root, .httpMethod = "OPTIONS", .statusCode = "200"};
  response.responseParameters = {{{"method.response.header.X-A", "'b'"}}};
  EXPECT_THAT(refusal(service.put_integration_response(context, response)),
              HasSubstr("No method response exists for method."));
  get(service.put_method_response(
      context, {.restApiId = api,
                .resourceId = root,
                .httpMethod = "OPTIONS",
                .statusCode = "200",
                .responseParameters = {{{"method.response.header.X-B", false}}}}));
  EXPECT_THAT(refusal(service.put_integration_response(context, response)),
              HasSubstr("Invalid mapping expression parameter specified: "
                        "method.response.header.X-A"));
  response.responseParameters = {{{"method.response.header.X-B", "'b'"}}};
  get(service.put_integration_response(context, response));

  const Method method = get(
      service.get_method(context, {.restApiId = api, .resourceId = root, .httpMethod = "OPTIONS"}));
  EXPECT_EQ(method.methodIntegration->timeoutInMillis, 29'000);
  EXPECT_EQ(method.methodIntegration->passthroughBehavior, "WHEN_NO_MATCH");
  EXPECT_EQ(method.methodIntegration->cacheNamespace, root);
  EXPECT_EQ(method.methodIntegration->integrationResponses->at("200").responseParameters,
            response.responseParameters);
  EXPECT_TRUE(method.methodResponses->contains("200"));

  const auto listed = get(service.get_resources(context, {.restApiId = api}));
  EXPECT_EQ(listed.items->front().resourceMethods->at("OPTIONS"), Method{});
  const auto embedded =
      get(service.get_resources(context, {.restApiId = api, .embed = {{"methods"}}}));
  EXPECT_EQ(embedded.items->front().resourceMethods->at("OPTIONS"), method);
}

TEST_F(ServiceTest, An_API_without_methods_or_integrations_cannot_be_deployed) {
  const std::string api = create_api();
  EXPECT_EQ(refusal(service.create_deployment(context, {.restApiId = api})),
            "BadRequestException: The REST API doesn't contain any methods");
  put_method(api, root, "GET");
  EXPECT_EQ(refusal(service.create_deployment(context, {.restApiId = api})),
            "BadRequestException: No integration defined for method");
}

TEST_F(ServiceTest, Deployments_make_and_move_stages) {
  const std::string api = create_api();
  put_lambda(api, root, "GET", "f");
  const std::string first = deploy(api, "v1");
  const std::string second = deploy(api, "v1");
  const Stage stage = get(service.get_stage(context, {.restApiId = api, .stageName = "v1"}));
  EXPECT_EQ(stage.deploymentId, second);
  EXPECT_EQ(stage.cacheClusterStatus, "NOT_AVAILABLE");

  EXPECT_THAT(
      refusal(service.delete_deployment(context, {.restApiId = api, .deploymentId = second})),
      HasSubstr("Active stages pointing to this deployment"));
  get(service.delete_deployment(context, {.restApiId = api, .deploymentId = first}));
  const Deployments left = get(service.get_deployments(context, {.restApiId = api}));
  ASSERT_THAT(*left.items, SizeIs(1));
  const Deployment summary = get(service.get_deployment(
      context, {.restApiId = api, .deploymentId = second, .embed = {{"apisummary"}}}));
  EXPECT_EQ(summary.apiSummary->at("/").at("GET").authorizationType, "NONE");
}

TEST_F(ServiceTest, Stages_are_created_patched_and_deleted) {
  const std::string api = create_api();
  put_lambda(api, root, "GET", "f");
  const std::string deployment =
      get(service.create_deployment(context, {.restApiId = api})).id.value();
  CreateStageRequest create{.restApiId = api, .stageName = "dev", .deploymentId = "nothere"};
  EXPECT_EQ(refusal(service.create_stage(context, create)),
            "BadRequestException: Deployment id does not exist");
  create.deploymentId = deployment;
  create.variables = {{{"a", "1"}, {"b", "2"}}};
  get(service.create_stage(context, create));
  EXPECT_EQ(refusal(service.create_stage(context, create)),
            "ConflictException: Stage already exists");

  clock.advance(std::chrono::seconds(1));
  UpdateStageRequest update{.restApiId = api, .stageName = "dev"};
  update.patchOperations = {{{.op = "replace", .path = "/variables/a", .value = "x"},
                             {.op = "remove", .path = "/variables/b"},
                             {.op = "replace", .path = "/description", .value = "d"}}};
  const Stage stage = get(service.update_stage(context, update));
  EXPECT_THAT(*stage.variables, ElementsAre(testing::Pair("a", "x")));
  EXPECT_EQ(stage.description, "d");
  EXPECT_GT(*stage.lastUpdatedDate, *stage.createdDate);

  update.patchOperations = {{{.op = "replace", .path = "/description", .value = "kept?"},
                             {.op = "replace", .path = "/tracingEnabled", .value = "true"}}};
  EXPECT_THAT(refusal(service.update_stage(context, update)), HasSubstr("/tracingEnabled"));
  EXPECT_EQ(get(service.get_stage(context, {.restApiId = api, .stageName = "dev"})).description,
            "d");

  get(service.delete_stage(context, {.restApiId = api, .stageName = "dev"}));
  EXPECT_THAT(*get(service.get_stages(context, {.restApiId = api})).item, SizeIs(0));
}

TEST_F(ServiceTest, Deleting_an_API_leaves_nothing_in_the_store) {
  const std::string api = create_api();
  put_lambda(api, root, "GET", "f");
  deploy(api, "v1");
  get(service.delete_rest_api(context, {.restApiId = api}));
  const store::Key all(store::Owner::apigateway);
  const store::Snapshot snapshot = store->read();
  const store::Cursor cursor = snapshot.from(all);
  EXPECT_FALSE(cursor.valid() && cursor.key().starts_with(all.bytes()));
}

}  // namespace
}  // namespace bellwether::cloud::apigateway
