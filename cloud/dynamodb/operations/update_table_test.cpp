#include <chrono>

#include <gmock/gmock.h>

#include "cloud/dynamodb/test_cloud.h"
#include "cloud/dynamodb/test_indexes.h"

namespace bellwether::cloud::dynamodb {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using namespace std::chrono_literals;

const std::string kInvalid = "ValidationException: One or more parameter values were invalid: ";

class UpdateTableTest : public DynamoDbTest {
 protected:
  Result<aws::dynamodb::UpdateTableOutput> update(aws::dynamodb::UpdateTableInput input) {
    input.TableName = "table";
    return run(service.update_table(context, std::move(input)));
  }
  template <class Change>
  std::string updated(Change change) {
    aws::dynamodb::UpdateTableInput input;
    change(input);
    return refusal(update(std::move(input)));
  }
  void create_provisioned(std::int64_t reads, std::int64_t writes) {
    auto input = table_input("table", "S");
    input.BillingMode = "PROVISIONED";
    input.ProvisionedThroughput = {reads, writes};
    ASSERT_EQ(refusal(run(service.create_table(context, input))), "");
  }
  std::string provision(std::int64_t reads, std::int64_t writes) {
    return updated([&](auto& in) { in.ProvisionedThroughput = {reads, writes}; });
  }
};

TEST_F(UpdateTableTest, asks_for_a_change_of_a_table_that_is_there) {
  EXPECT_EQ(updated([](auto& in) { in.TableClass = "STANDARD"; }),
            "ResourceNotFoundException: Requested resource not found: Table: table not found");
  create("table", "S");
  EXPECT_EQ(updated([](auto&) {}),
            "ValidationException: At least one of ProvisionedThroughput, BillingMode, "
            "UpdateStreamEnabled, GlobalSecondaryIndexUpdates, SSESpecification, ReplicaUpdates, "
            "MultiAccountReplicaReady, ReplicaTransitRoleArn, MultiRegionConsistency, "
            "DeletionProtectionEnabled, OnDemandThroughput, WarmThroughput or TableClass is "
            "required");
  EXPECT_THAT(updated([](auto& in) { in.ReplicaUpdates.emplace(); }),
              HasSubstr("ReplicaUpdates is not supported"));
  EXPECT_THAT(updated([](auto& in) { in.MultiRegionConsistency = "STRONG"; }),
              HasSubstr("MultiRegionConsistency is not supported"));
}

TEST_F(UpdateTableTest, throughput_rises_and_falls_and_says_when) {
  create_provisioned(5, 5);
  aws::dynamodb::UpdateTableInput input;
  input.ProvisionedThroughput = {10, 10};
  const auto answer = update(input);
  ASSERT_EQ(refusal(answer), "");
  EXPECT_EQ(answer->TableDescription->TableStatus, "UPDATING");
  EXPECT_EQ(answer->TableDescription->ProvisionedThroughput->ReadCapacityUnits, 5);
  auto throughput = *describe("table").ProvisionedThroughput;
  EXPECT_EQ(throughput.ReadCapacityUnits, 10);
  EXPECT_EQ(throughput.LastIncreaseDateTime, clock.now());
  EXPECT_EQ(throughput.LastDecreaseDateTime, std::nullopt);
  EXPECT_EQ(provision(10, 9), "");
  throughput = *describe("table").ProvisionedThroughput;
  EXPECT_EQ(throughput.LastDecreaseDateTime, clock.now());
  EXPECT_EQ(throughput.NumberOfDecreasesToday, 1);
  EXPECT_EQ(describe("table").WarmThroughput->WriteUnitsPerSecond, 10);
  EXPECT_EQ(provision(10, 9),
            "ValidationException: The provisioned throughput for the table will not change. The "
            "requested value equals the current value. Current ReadCapacityUnits provisioned for "
            "the table: 10. Requested ReadCapacityUnits: 10. Current WriteCapacityUnits "
            "provisioned for the table: 9. Requested WriteCapacityUnits: 9. Refer to the Amazon "
            "DynamoDB Developer Guide for current limits and how to request higher limits.");
}

TEST_F(UpdateTableTest, throughput_falls_four_times_a_day_and_then_once_an_hour) {
  create_provisioned(10, 10);
  for (int units = 9; units > 5; --units) EXPECT_EQ(provision(units, 10), "");
  // The test's clock stands at 2025-10-09T08:53:20Z.
  EXPECT_EQ(provision(5, 10),
            "LimitExceededException: Subscriber limit exceeded: Provisioned throughput decreases "
            "are limited within a given UTC day. After the first 4 decreases, each subsequent "
            "decrease in the same UTC day can be performed at most once every 3600 seconds. Number "
            "of decreases today: 4. Last decrease at Thursday, October 9, 2025 at 8:53:20 AM "
            "Coordinated Universal Time. Next decrease can be made at Thursday, October 9, 2025 at "
            "9:53:20 AM Coordinated Universal Time");
  EXPECT_EQ(provision(6, 11), "");
  clock.advance(1h);
  EXPECT_EQ(provision(5, 11), "");
  EXPECT_EQ(describe("table").ProvisionedThroughput->NumberOfDecreasesToday, 5);
  clock.advance(24h);
  EXPECT_EQ(describe("table").ProvisionedThroughput->NumberOfDecreasesToday, 0);
}

TEST_F(UpdateTableTest, billing_changes_there_and_back) {
  create_provisioned(5, 5);
  EXPECT_EQ(updated([](auto& in) { in.BillingMode = "PAY_PER_REQUEST"; }), "");
  auto table = describe("table");
  EXPECT_EQ(table.BillingModeSummary->BillingMode, "PAY_PER_REQUEST");
  EXPECT_EQ(table.BillingModeSummary->LastUpdateToPayPerRequestDateTime, clock.now());
  EXPECT_EQ(table.ProvisionedThroughput->ReadCapacityUnits, 0);
  EXPECT_EQ(table.WarmThroughput->ReadUnitsPerSecond, 12'000);
  EXPECT_EQ(provision(1, 1),
            kInvalid +
                "Neither ReadCapacityUnits nor WriteCapacityUnits can be specified when "
                "BillingMode is PAY_PER_REQUEST");
  EXPECT_EQ(updated([](auto& in) { in.BillingMode = "PROVISIONED"; }),
            kInvalid + "ProvisionedThroughput must be specified when BillingMode is PROVISIONED");
  EXPECT_EQ(updated([](auto& in) {
              in.BillingMode = "PROVISIONED";
              in.ProvisionedThroughput = {3, 4};
            }),
            "");
  table = describe("table");
  EXPECT_EQ(table.BillingModeSummary->BillingMode, "PROVISIONED");
  EXPECT_EQ(table.ProvisionedThroughput->WriteCapacityUnits, 4);
}

TEST_F(UpdateTableTest, settings_change_one_at_a_time) {
  create("table", "S");
  EXPECT_EQ(updated([](auto& in) { in.DeletionProtectionEnabled = true; }), "");
  EXPECT_EQ(updated([](auto& in) { in.TableClass = "STANDARD_INFREQUENT_ACCESS"; }), "");
  EXPECT_EQ(updated([](auto& in) { in.SSESpecification.emplace().Enabled = true; }), "");
  const auto table = describe("table");
  EXPECT_EQ(table.DeletionProtectionEnabled, true);
  EXPECT_EQ(table.TableClassSummary->TableClass, "STANDARD_INFREQUENT_ACCESS");
  EXPECT_EQ(table.TableClassSummary->LastUpdateDateTime, clock.now());
  EXPECT_EQ(table.SSEDescription->Status, "ENABLED");
  EXPECT_EQ(updated([](auto& in) {
              in.DeletionProtectionEnabled = false;
              in.TableClass = "STANDARD";
            }),
            kInvalid + "DeletionProtection modification must be the only operation in the request");
  EXPECT_EQ(updated([](auto& in) { in.SSESpecification.emplace().Enabled = false; }), "");
  EXPECT_EQ(describe("table").SSEDescription, std::nullopt);
  EXPECT_EQ(updated([](auto& in) { in.SSESpecification.emplace().Enabled = false; }),
            kInvalid + "Table is already encrypted by default");
}

TEST_F(UpdateTableTest, limits_are_set_and_taken_away) {
  create("table", "S");
  const auto limit = [&](std::optional<std::int64_t> reads, std::optional<std::int64_t> writes) {
    return updated([&](auto& in) {
      in.OnDemandThroughput = {.MaxReadRequestUnits = reads, .MaxWriteRequestUnits = writes};
    });
  };
  EXPECT_EQ(limit(100, 200), "");
  EXPECT_EQ(limit(-1, std::nullopt), "");
  EXPECT_EQ(describe("table").OnDemandThroughput->MaxReadRequestUnits, std::nullopt);
  EXPECT_EQ(describe("table").OnDemandThroughput->MaxWriteRequestUnits, 200);
  EXPECT_EQ(limit(std::nullopt, -1), "");
  EXPECT_EQ(describe("table").OnDemandThroughput, std::nullopt);
  EXPECT_EQ(limit(0, std::nullopt),
            kInvalid +
                "Requested MaxReadRequestUnits for OnDemandThroughput for table is outside of "
                "valid range");
  EXPECT_EQ(updated([](auto& in) {
              in.WarmThroughput = {.ReadUnitsPerSecond = 1, .WriteUnitsPerSecond = {}};
            }),
            kInvalid +
                "Requested ReadUnitsPerSecond for WarmThroughput for table is lower than current "
                "WarmThroughput, decreasing WarmThroughput is not supported");
}

TEST_F(UpdateTableTest, a_stream_is_enabled_and_disabled) {
  create("table", "S");
  const auto stream = [&](bool enabled, std::optional<std::string> view) {
    return updated([&](auto& in) {
      in.StreamSpecification = {.StreamEnabled = enabled, .StreamViewType = view};
    });
  };
  EXPECT_EQ(stream(false, {}),
            "ValidationException: Table has no stream to disable: TableName: table");
  EXPECT_EQ(stream(true, {}),
            kInvalid + "If stream is being enabled then UpdateViewType is required");
  EXPECT_EQ(stream(true, "NEW_IMAGE"), "");
  EXPECT_EQ(describe("table").StreamSpecification->StreamViewType, "NEW_IMAGE");
  EXPECT_TRUE(describe("table").LatestStreamArn);
  EXPECT_EQ(stream(true, "NEW_IMAGE"),
            "ValidationException: Table already has an enabled stream: TableName: table");
  EXPECT_EQ(stream(false, {}), "");
  EXPECT_EQ(describe("table").StreamSpecification, std::nullopt);
}

TEST_F(UpdateTableTest, an_index_is_created_with_the_items_that_are_there_and_deleted_again) {
  create("table", "S");
  put({{"p", S("1")}, {"a", S("A")}});
  put({{"p", S("2")}, {"a", N("1")}});
  const auto answer = update(create_index_input("table", "index", "a"));
  ASSERT_EQ(refusal(answer), "");
  EXPECT_EQ(answer->TableDescription->TableStatus, "UPDATING");
  EXPECT_EQ(answer->TableDescription->GlobalSecondaryIndexes->front().IndexStatus, "CREATING");
  auto table = describe("table");
  EXPECT_EQ(table.GlobalSecondaryIndexes->front().IndexStatus, "ACTIVE");
  EXPECT_EQ(table.GlobalSecondaryIndexes->front().ItemCount, 1);
  EXPECT_EQ(table.AttributeDefinitions->size(), 2);
  EXPECT_THAT(refusal(put({{"p", S("3")}, {"a", N("1")}})), HasSubstr("Type mismatch"));
  EXPECT_EQ(updated([](auto& in) { in = create_index_input("table", "index", "b"); }),
            "ValidationException: Attempting to create an index which already exists");

  const auto deleted = update(delete_index_input("table", "index"));
  ASSERT_EQ(refusal(deleted), "");
  EXPECT_EQ(deleted->TableDescription->GlobalSecondaryIndexes->front().IndexStatus, "DELETING");
  table = describe("table");
  EXPECT_EQ(table.GlobalSecondaryIndexes, std::nullopt);
  EXPECT_EQ(table.AttributeDefinitions->size(), 1);
  EXPECT_EQ(refusal(put({{"p", S("3")}, {"a", N("1")}})), "");
}

TEST_F(UpdateTableTest, wrong_index_updates_are_refused_in_AWS_words) {
  auto input = table_input("table", "S", "S");
  input.LocalSecondaryIndexes.emplace().push_back(local_index("local", "p", "s"));
  ASSERT_EQ(refusal(run(service.create_table(context, input))), "");
  EXPECT_EQ(refusal(update(delete_index_input("table", "ghost"))),
            "ResourceNotFoundException: Requested resource not found: Index ghost for table table");
  EXPECT_EQ(refusal(update(delete_index_input("table", "local"))),
            "ValidationException: Cannot delete an index that is not a GlobalSecondaryIndex: "
            "local");
  EXPECT_EQ(updated([](auto& in) {
              in = create_index_input("table", "index", "a");
              in.AttributeDefinitions.reset();
            }),
            kInvalid + "AttributeDefinitions is not specified for index: index");
  EXPECT_THAT(updated([](auto& in) {
                in = create_index_input("table", "index", "p");
                in.AttributeDefinitions->front().AttributeType = "N";
              }),
              HasSubstr("Attributes cannot be redefined"));
  EXPECT_EQ(updated([](auto& in) {
              in = create_index_input("table", "index", "a");
              in.GlobalSecondaryIndexUpdates->push_back(
                  create_index_input("table", "other", "a").GlobalSecondaryIndexUpdates->front());
            }),
            "LimitExceededException: Subscriber limit exceeded: Only 1 online index can be created "
            "or deleted simultaneously per table");
  EXPECT_EQ(updated([](auto& in) { in.GlobalSecondaryIndexUpdates.emplace().emplace_back(); }),
            kInvalid +
                "One of GlobalSecondaryIndexUpdate.Update, GlobalSecondaryIndexUpdate.Create, "
                "GlobalSecondaryIndexUpdate.Delete must not be null");
}

TEST_F(UpdateTableTest, an_index_has_throughput_of_its_own) {
  create_provisioned(5, 5);
  EXPECT_EQ(updated([](auto& in) { in = create_index_input("table", "index", "a"); }),
            kInvalid + "ProvisionedThroughput must be specified for index: index");
  EXPECT_EQ(updated([](auto& in) {
              in = create_index_input("table", "index", "a");
              in.GlobalSecondaryIndexUpdates->front().Create->ProvisionedThroughput = {2, 2};
            }),
            "");
  const auto provision_index = [&](std::int64_t reads) {
    return updated([&](auto& in) {
      auto& change = in.GlobalSecondaryIndexUpdates.emplace().emplace_back().Update.emplace();
      change.IndexName = "index";
      change.ProvisionedThroughput = {reads, 2};
    });
  };
  EXPECT_EQ(provision_index(3), "");
  EXPECT_EQ(
      describe("table").GlobalSecondaryIndexes->front().ProvisionedThroughput->ReadCapacityUnits,
      3);
  EXPECT_THAT(provision_index(3),
              HasSubstr("The provisioned throughput for the index index will not change. The "
                        "requested value equals the current value. Current ReadCapacityUnits "
                        "provisioned for index index: 3."));
}

}  // namespace
}  // namespace bellwether::cloud::dynamodb
