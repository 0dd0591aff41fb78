#include "lab/workload.h"

#include <gtest/gtest.h>

namespace bellwether::lab {
namespace {

TEST(SheepShed, Is_loaded_in_the_order_cat_sheep_dog_wolf) {
  const auto routes = sheep_shed({.m = 2, .n = 5, .first_tattoo = 10});
  ASSERT_EQ(routes.size(), 4u);
  EXPECT_EQ(routes[0].name, "cat(2,5)");
  EXPECT_EQ(routes[0].request(7).target, "/cat?m=2&n=5");
  EXPECT_EQ(routes[1].request(7).method, "POST");
  EXPECT_EQ(routes[1].request(7).target, "/sheep/17");
  EXPECT_EQ(routes[2].request(7).target, "/dog");
  EXPECT_EQ(routes[3].request(7).method, "DELETE");
}

TEST(SheepShed, Knows_the_answers_it_may_give_and_no_others) {
  const auto routes = sheep_shed({});
  EXPECT_EQ(routes[0].classify({.status = 200}), "200");
  EXPECT_EQ(routes[0].classify({.status = 502}), "");
  EXPECT_EQ(routes[1].classify({.status = 201}), "201");
  EXPECT_EQ(routes[1].classify({.status = 400}), "");
  const auto& wolf = routes[3].classify;
  EXPECT_EQ(wolf({.status = 204}), "204");
  EXPECT_EQ(wolf({.status = 404, .body = R"({"message":"No fitting sheep"})"}),
            "404 no fitting sheep");
  EXPECT_EQ(wolf({.status = 404, .body = R"({"message":"Not Found"})"}), "");
  EXPECT_EQ(wolf({.status = 500, .body = R"({"message":"Another wolf was faster"})"}),
            "500 lost the race");
  EXPECT_EQ(wolf({.status = 500}), "");
}

TEST(UuidStore, Wants_an_id_and_nothing_less) {
  const Route route = uuid_store();
  EXPECT_EQ(route.request(0).method, "POST");
  EXPECT_EQ(route.request(0).target, "/process-request");
  const auto answer = [&](int status, std::string body) {
    return route.classify({.status = status, .body = std::move(body)});
  };
  EXPECT_EQ(answer(200, R"({"id":"6f1c3f0e-2f3b-4c53-9f0e-0d7d3d1f5a77"})"), "200");
  EXPECT_EQ(answer(200, R"({"id": "6f1c3f0e-2f3b-4c53-9f0e-0d7d3d1f5a77"})"), "200");
  EXPECT_EQ(answer(200, R"({"id":""})"), "");
  EXPECT_EQ(answer(200, R"({"id"})"), "");
  EXPECT_EQ(answer(200, R"({"status":"healthy"})"), "");
  EXPECT_EQ(answer(500, R"({"id":"6f1c3f0e-2f3b-4c53-9f0e-0d7d3d1f5a77"})"), "");
}

}  // namespace
}  // namespace bellwether::lab
