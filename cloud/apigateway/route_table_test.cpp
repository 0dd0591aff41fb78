#include "cloud/apigateway/route_table.h"

#include <gmock/gmock.h>

namespace bellwether::cloud::apigateway {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::Pair;

aws::apigateway::Resource resource(std::string path, std::vector<std::string> methods = {"GET"}) {
  aws::apigateway::Resource made;
  made.id = "id:" + path;
  made.path = path;
  aws::apigateway::Integration integration;
  integration.type = "AWS_PROXY";
  integration.uri =
      "arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/"
      "arn:aws:lambda:us-east-1:000000000000:function:f/invocations";
  made.resourceMethods.emplace();
  for (const std::string& method : methods) {
    (*made.resourceMethods)[method].methodIntegration = integration;
  }
  return made;
}

std::string found(const RouteTable& table, std::string_view path) {
  const auto match = table.match(path);
  return match ? match->resource->path : "nothing";
}

TEST(RouteTable, Prefers_literals_then_parameters_then_proxies) {
  const RouteTable table({resource("/"), resource("/sheep"), resource("/sheep/{Tattoo}"),
                          resource("/sheep/black"), resource("/{proxy+}")},
                         {});
  EXPECT_EQ(found(table, "/"), "/");
  EXPECT_EQ(found(table, "/sheep"), "/sheep");
  EXPECT_EQ(found(table, "/sheep/black"), "/sheep/black");
  EXPECT_EQ(found(table, "/sheep/42"), "/sheep/{Tattoo}");
  EXPECT_EQ(found(table, "/sheep/42/more"), "/{proxy+}");
  EXPECT_EQ(found(table, "/dog"), "/{proxy+}");
}

TEST(RouteTable, Takes_back_a_choice_that_leads_nowhere) {
  const RouteTable table({resource("/a/b/x"), resource("/a/{p}/y")}, {});
  EXPECT_EQ(found(table, "/a/b/y"), "/a/{p}/y");
  EXPECT_THAT(table.match("/a/b/y")->values, ElementsAre(Pair("p", "b")));
  EXPECT_EQ(found(table, "/a/b/z"), "nothing");
}

TEST(RouteTable, Binds_values_as_they_were_sent) {
  const RouteTable table({resource("/s/{id}"), resource("/p/{proxy+}")}, {});
  EXPECT_THAT(table.match("/s/a%2Bb")->values, ElementsAre(Pair("id", "a%2Bb")));
  EXPECT_THAT(table.match("/p/x/y/z/")->values, ElementsAre(Pair("proxy", "x/y/z")));
  EXPECT_EQ(found(table, "/p"), "nothing");
  EXPECT_EQ(found(table, "/s/"), "nothing");
}

TEST(RouteTable, A_slash_at_the_end_does_not_count) {
  const RouteTable table({resource("/"), resource("/dog")}, {});
  EXPECT_EQ(found(table, "/dog/"), "/dog");
  EXPECT_EQ(found(table, ""), "/");
}

TEST(RouteTable, Resources_without_methods_are_no_routes) {
  const RouteTable table({resource("/"), resource("/a", {}), resource("/a/b")}, {});
  EXPECT_EQ(found(table, "/a"), "nothing");
  EXPECT_EQ(found(table, "/a/b"), "/a/b");
}

TEST(RouteTable, ANY_stands_in_for_methods_that_are_not_there) {
  const RouteTable table({resource("/a", {"ANY", "GET"}), resource("/b", {"GET"})}, {});
  const auto match = table.match("/a");
  EXPECT_EQ(match->resource->method("GET"), &match->resource->methods.at("GET"));
  EXPECT_EQ(match->resource->method("PUT"), &match->resource->methods.at("ANY"));
  EXPECT_EQ(table.match("/b")->resource->method("PUT"), nullptr);
}

TEST(RouteTable, Stage_variables_name_the_function) {
  auto variable = resource("/");
  variable.resourceMethods->at("GET").methodIntegration->uri =
      "arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/"
      "arn:aws:lambda:us-east-1:000000000000:function:${stageVariables.fn}/invocations";
  const RouteTable table({variable}, {{"fn", "shed"}});
  const auto* method = table.match("/")->resource->method("GET");
  EXPECT_EQ(std::get<LambdaIntegration>(method->integration).function,
            "arn:aws:lambda:us-east-1:000000000000:function:shed");
}

}  // namespace
}  // namespace bellwether::cloud::apigateway
