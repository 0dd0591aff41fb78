// Tags, point-in-time recovery, policies and limits.
#include <chrono>

#include <gmock/gmock.h>

#include "cloud/dynamodb/test_cloud.h"

namespace bellwether::cloud::dynamodb {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using namespace std::chrono_literals;
using Tags = std::vector<aws::dynamodb::Tag>;

const std::string kArn = "arn:aws:dynamodb:us-east-1:000000000000:table/table";

class TableSettingsTest : public DynamoDbTest {
 protected:
  TableSettingsTest() { create("table", "S"); }

  std::string tag(Tags tags, std::string arn = kArn) {
    return refusal(run(service.tag_resource(context, {std::move(arn), std::move(tags)})));
  }
  std::string untag(std::vector<std::string> keys) {
    return refusal(run(service.untag_resource(context, {kArn, std::move(keys)})));
  }
  Result<aws::dynamodb::ListTagsOfResourceOutput> tags(std::optional<std::string> token = {}) {
    return service.list_tags_of_resource(context, {kArn, std::move(token)});
  }
  Result<aws::dynamodb::PutResourcePolicyOutput> put_policy(
      std::string policy, std::optional<std::string> expected = {}) {
    aws::dynamodb::PutResourcePolicyInput input;
    input.ResourceArn = kArn;
    input.Policy = std::move(policy);
    input.ExpectedRevisionId = std::move(expected);
    return run(service.put_resource_policy(context, input));
  }
};

TEST_F(TableSettingsTest, tags_are_added_replaced_and_removed) {
  EXPECT_EQ(tag({{"a", "1"}, {"b", "2"}}), "");
  EXPECT_EQ(tag({{"b", "3"}, {"c", ""}}), "");
  EXPECT_THAT(*tags()->Tags, ElementsAre(aws::dynamodb::Tag{"a", "1"}, aws::dynamodb::Tag{"b", "3"},
                                         aws::dynamodb::Tag{"c", ""}));
  EXPECT_EQ(untag({"a", "ghost"}), "");
  EXPECT_THAT(*tags()->Tags,
              ElementsAre(aws::dynamodb::Tag{"b", "3"}, aws::dynamodb::Tag{"c", ""}));
}

TEST_F(TableSettingsTest, fifty_tags_are_listed_in_pages) {
  Tags fifty;
  for (int i = 0; i < 50; ++i) fifty.push_back({"key" + std::to_string(i), "value"});
  EXPECT_EQ(tag(fifty), "");
  const auto first = tags();
  ASSERT_TRUE(first->NextToken);
  const auto second = tags(first->NextToken);
  EXPECT_EQ(second->NextToken, std::nullopt);
  Tags all = *first->Tags;
  all.insert(all.end(), second->Tags->begin(), second->Tags->end());
  EXPECT_EQ(all, fifty);
  EXPECT_EQ(tag({{"one more", "value"}}),
            "ValidationException: Number of Tags exceed the current limit for the provided "
            "ResourceArn");
  EXPECT_THAT(refusal(tags("nonsense")), HasSubstr("Invalid NextToken"));
}

TEST_F(TableSettingsTest, wrong_tags_are_refused_in_AWS_words) {
  EXPECT_EQ(tag({}), "ValidationException: Atleast one Tag needs to be provided as Input.");
  EXPECT_EQ(untag({}), "ValidationException: Atleast one Tag Key needs to be provided as Input.");
  EXPECT_EQ(tag({{"aws:x", "1"}}),
            "ValidationException: Tag Key cannot be prefixed with aws:, Key: aws:x");
  EXPECT_EQ(tag({{"", "1"}}), "ValidationException: The Tag Key provided is invalid, Key: ");
  EXPECT_EQ(tag({{"a", "100%"}}),
            "ValidationException: The Tag Value provided is invalid, Value: 100%");
  EXPECT_EQ(tag({{"ключ", "café 1+2=3"}}), "");
  EXPECT_EQ(tag({{"a", "1"}, {"a", "2"}}),
            "ValidationException: Duplicate Tag Keys provided as input: Duplicate Tag Key found a");
  EXPECT_EQ(tag({{"a", "1"}}, kArn + "x"),
            "ResourceNotFoundException: Requested resource not found: ResourceArn: " + kArn +
                "x not found");
  EXPECT_EQ(tag({{"a", "1"}}, "table"),
            "ValidationException: One or more parameter values were invalid: ARNs must start with "
            "'arn:': table");
}

TEST_F(TableSettingsTest, point_in_time_recovery_is_kept_and_described) {
  const auto described = [&] {
    return *service.describe_continuous_backups(context, {"table"})
                ->ContinuousBackupsDescription->PointInTimeRecoveryDescription;
  };
  const auto update = [&](bool enabled, std::optional<std::int32_t> days = {}) {
    aws::dynamodb::UpdateContinuousBackupsInput input;
    input.TableName = "table";
    input.PointInTimeRecoverySpecification = {enabled, days};
    return refusal(run(service.update_continuous_backups(context, input)));
  };
  EXPECT_EQ(described().PointInTimeRecoveryStatus, "DISABLED");
  EXPECT_EQ(update(true, 7), "");
  const auto enabled = clock.now();
  clock.advance(1h);
  EXPECT_EQ(described().PointInTimeRecoveryStatus, "ENABLED");
  EXPECT_EQ(described().RecoveryPeriodInDays, 7);
  EXPECT_EQ(described().EarliestRestorableDateTime, enabled);
  EXPECT_EQ(described().LatestRestorableDateTime, clock.now() - 5min);
  clock.advance(24h * 10);
  EXPECT_EQ(described().EarliestRestorableDateTime, clock.now() - 24h * 7);
  EXPECT_EQ(update(false, 7),
            "ValidationException: Invalid Request: Cannot specify RecoveryPeriodInDays when "
            "disabling point-in-time recovery.");
  EXPECT_EQ(update(false), "");
  EXPECT_EQ(update(true), "");
  EXPECT_EQ(described().RecoveryPeriodInDays, 35);
  EXPECT_EQ(refusal(service.describe_continuous_backups(context, {"ghost"})),
            "TableNotFoundException: Table not found: ghost");
}

TEST_F(TableSettingsTest, a_policy_has_revisions) {
  const std::string policy =
      R"({"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"1"},)"
      R"("Action":"dynamodb:GetItem","Resource":"*"}]})";
  EXPECT_EQ(refusal(service.get_resource_policy(context, {kArn})),
            "PolicyNotFoundException: Resource-based policy not found for the provided "
            "ResourceArn: " +
                kArn);
  const auto first = put_policy(policy, "NO_POLICY");
  ASSERT_EQ(refusal(first), "");
  EXPECT_EQ(service.get_resource_policy(context, {kArn})->Policy, policy);
  EXPECT_EQ(put_policy(policy)->RevisionId, first->RevisionId);
  const auto second = put_policy(policy + " ", first->RevisionId);
  EXPECT_NE(second->RevisionId, first->RevisionId);
  EXPECT_EQ(refusal(put_policy(policy, first->RevisionId)),
            "PolicyNotFoundException: Resource-based policy not found for the provided "
            "ResourceArn: Requested update for policy with revision id " +
                *first->RevisionId +
                ", but the policy associated to target table table has revision id " +
                *second->RevisionId + ".");
  EXPECT_THAT(refusal(put_policy(policy, "NO_POLICY")),
              HasSubstr("expecting none to be present for table table"));
  const auto deleted = run(service.delete_resource_policy(context, {kArn, {}}));
  EXPECT_EQ(deleted->RevisionId, second->RevisionId);
  EXPECT_EQ(run(service.delete_resource_policy(context, {kArn, {}}))->RevisionId, std::nullopt);
  EXPECT_EQ(refusal(put_policy("no JSON")),
            "ValidationException: One or more parameter values were invalid: Invalid policy "
            "document: This policy contains invalid Json");
  EXPECT_THAT(refusal(put_policy(R"({"Statement":[{"Effect":"Allow"}]})")),
              HasSubstr("Missing required field Principal"));
}

TEST_F(TableSettingsTest, limits_and_endpoints_are_described) {
  EXPECT_EQ(service.describe_limits(context, {})->TableMaxReadCapacityUnits, 40'000);
  service.set_endpoint("127.0.0.1:4566");
  EXPECT_EQ(service.describe_endpoints(context, {})->Endpoints.front().Address, "127.0.0.1:4566");
}

}  // namespace
}  // namespace bellwether::cloud::dynamodb
