#include "tests/store_suite.h"

namespace uuid_store {
namespace {

TEST_P(StoreSuite, Keeps_a_uuid_in_both_places) {
  const Uuid uuid = Uuid::random();
  const auto kept = open().store().keep(uuid);
  ASSERT_TRUE(kept) << kept.error().message;
  EXPECT_EQ(open().object(uuid.text() + ".txt"), uuid.text());
  EXPECT_TRUE(open().has_item(uuid.text()));
}

TEST_P(StoreSuite, Has_nothing_that_it_was_not_given) {
  ASSERT_TRUE(open().store().keep(Uuid::random()));
  const std::string other = Uuid::random().text();
  EXPECT_EQ(open().object(other + ".txt"), std::nullopt);
  EXPECT_FALSE(open().has_item(other));
}

TEST_P(StoreSuite, Keeps_the_same_uuid_once) {
  const Uuid uuid = Uuid::random();
  ASSERT_TRUE(open().store().keep(uuid));
  ASSERT_TRUE(open().store().keep(uuid));
  EXPECT_EQ(open().object(uuid.text() + ".txt"), uuid.text());
  EXPECT_TRUE(open().has_item(uuid.text()));
}

}  // namespace
}  // namespace uuid_store
