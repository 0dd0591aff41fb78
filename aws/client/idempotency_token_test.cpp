#include "aws/client/idempotency_token.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace bellwether::aws {
namespace {

TEST(Idempotency_token, Is_a_random_UUID_of_version_4) {
  const std::string token = make_idempotency_token();
  EXPECT_THAT(token, testing::MatchesRegex(
                         "[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}"));
  EXPECT_NE(token, make_idempotency_token());
}

}  // namespace
}  // namespace bellwether::aws
