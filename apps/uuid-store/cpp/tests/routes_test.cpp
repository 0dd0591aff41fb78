// Every answer of the API, over a store in memory.
#include "handlers/routes.h"

#include <utility>

#include <gtest/gtest.h>

#include "domain/memory_store.h"

namespace uuid_store {
namespace {

class BrokenStore final : public Store {
 public:
  std::expected<void, StoreError> keep(const Uuid&) override {
    return std::unexpected(StoreError{"no store here"});
  }
};

struct Fixture {
  Fixture() : store(std::make_unique<MemoryStore>()) {}
  const MemoryStore& memory() const { return static_cast<const MemoryStore&>(**store); }

  ConfiguredStore store;
};

TEST(Routes, Store_a_new_uuid_and_answer_it) {
  Fixture fixture;
  for (const auto& [method, resource] : {std::pair{"GET", "/"}, {"POST", "/process-request"}}) {
    const std::size_t before = fixture.memory().items().size();
    const Answer stored = answer(fixture.store, method, resource);
    EXPECT_EQ(stored.status, 200);
    ASSERT_EQ(fixture.memory().items().size(), before + 1);
    const std::string id = stored.body.substr(7, 36);
    EXPECT_EQ(stored.body, R"({"id":")" + id + R"("})");
    EXPECT_TRUE(fixture.memory().items().contains(id));
    EXPECT_EQ(fixture.memory().objects().at(id + ".txt"), id);
  }
}

TEST(Routes, Tell_their_health_without_a_store) {
  const ConfiguredStore none(std::unexpect, "S3_BUCKET_NAME");
  EXPECT_EQ(answer(none, "GET", "/health"), (Answer{200, R"({"status":"healthy"})"}));
}

TEST(Routes, Name_the_variable_that_is_missing) {
  const ConfiguredStore none(std::unexpect, "DYNAMODB_TABLE");
  EXPECT_EQ(answer(none, "GET", "/"), message(500, "DYNAMODB_TABLE is not set"));
  EXPECT_EQ(answer(none, "POST", "/process-request"), message(500, "DYNAMODB_TABLE is not set"));
}

TEST(Routes, Answer_500_when_the_store_fails) {
  const ConfiguredStore broken(std::make_unique<BrokenStore>());
  EXPECT_EQ(answer(broken, "GET", "/"), message(500, "The store does not answer"));
}

TEST(Routes, Are_no_others) {
  Fixture fixture;
  for (const auto& [method, resource] :
       {std::pair{"PUT", "/"}, {"GET", "/process-request"}, {"POST", "/"}, {"GET", "/id"}}) {
    EXPECT_EQ(answer(fixture.store, method, resource), message(404, "There is no such route"));
  }
  EXPECT_TRUE(fixture.memory().items().empty());
}

}  // namespace
}  // namespace uuid_store
