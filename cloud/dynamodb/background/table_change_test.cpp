#include "cloud/dynamodb/background/table_change.h"

#include <chrono>
#include <string>
#include <utility>

#include <gmock/gmock.h>

#include "cloud/dynamodb/test_cloud.h"
#include "cloud/dynamodb/test_indexes.h"

namespace bellwether::cloud::dynamodb {
namespace {

using namespace std::chrono_literals;

const std::string kInUse =
    "ResourceInUseException: Attempt to change a resource which is still in use: ";
const std::string kNotFound = "ResourceNotFoundException: Requested resource not found";

// Changes of tables take ten seconds.
class TableChangeTest : public DynamoDbTest {
 protected:
  TableChangeTest() { restart(); }

  void restart() {
    slow = std::make_unique<Service>(*store, clock, random, ServiceOptions{.table_delay = 10s});
  }
  void wait(std::chrono::milliseconds time) {
    clock.advance(time);
    while (run(slow->background().step()).value()) {
    }
  }
  std::string create(aws::dynamodb::CreateTableInput input = table_input("table", "S")) {
    return refusal(run(slow->create_table(context, std::move(input))));
  }
  void create_active() {
    ASSERT_EQ(create(), "");
    wait(10s);
  }
  Result<aws::dynamodb::UpdateTableOutput> update(aws::dynamodb::UpdateTableInput input) {
    input.TableName = "table";
    return run(slow->update_table(context, std::move(input)));
  }
  template <class Change>
  std::string updated(Change change) {
    aws::dynamodb::UpdateTableInput input;
    change(input);
    return refusal(update(std::move(input)));
  }
  std::string erase_table() { return refusal(run(slow->delete_table(context, {"table"}))); }
  std::string status() { return describe("table").TableStatus.value(); }
  std::string put_item() { return refusal(put({{"p", S("1")}, {"a", S("value")}})); }
  std::string index_status() {
    const auto description = describe("table");
    if (!description.GlobalSecondaryIndexes) return "none";
    const auto& index = description.GlobalSecondaryIndexes->front();
    const auto backfilling = index.Backfilling;
    return *index.IndexStatus + (backfilling ? *backfilling ? " filled" : " not filled" : "");
  }

  std::unique_ptr<Service> slow;
};

TEST_F(TableChangeTest, a_table_that_is_being_created_is_described_and_listed_and_nothing_else) {
  auto input = table_input("table", "S");
  input.AttributeDefinitions->push_back({"a", "S"});
  input.GlobalSecondaryIndexes.emplace().push_back(global_index("index", "a"));
  ASSERT_EQ(create(input), "");
  wait(9s);
  EXPECT_EQ(status(), "CREATING");
  EXPECT_EQ(index_status(), "CREATING");
  EXPECT_EQ(slow->list_tables(context, {})->TableNames->size(), 1);
  const std::string being_created = kInUse + "Table is being created: table";
  EXPECT_EQ(create(), being_created);
  EXPECT_EQ(updated([](auto& in) { in.DeletionProtectionEnabled = true; }), being_created);
  EXPECT_EQ(erase_table(), being_created);
  EXPECT_EQ(refusal(run(slow->tag_resource(
                context, {.ResourceArn = *describe("table").TableArn, .Tags = {{"a", "b"}}}))),
            being_created);
  EXPECT_EQ(put_item(), kNotFound);
  EXPECT_EQ(refusal(slow->get_item(context, get_input({{"p", S("1")}}))), kNotFound);
  aws::dynamodb::UpdateTimeToLiveInput time_to_live;
  time_to_live.TableName = "table";
  EXPECT_EQ(refusal(run(slow->update_time_to_live(context, time_to_live))),
            kNotFound + ": Table: table not found");
  wait(1s);
  EXPECT_EQ(status(), "ACTIVE");
  EXPECT_EQ(index_status(), "ACTIVE");
  EXPECT_EQ(put_item(), "");
  EXPECT_EQ(create(), "ResourceInUseException: Table already exists: table");
}

TEST_F(TableChangeTest, a_deleted_table_is_there_until_it_is_gone) {
  create_active();
  ASSERT_EQ(put_item(), "");
  EXPECT_EQ(erase_table(), "");
  wait(9s);
  EXPECT_EQ(status(), "DELETING");
  const std::string being_deleted = kInUse + "Table is being deleted: table";
  EXPECT_EQ(erase_table(), being_deleted);
  EXPECT_EQ(updated([](auto& in) { in.DeletionProtectionEnabled = true; }), being_deleted);
  EXPECT_EQ(create(), "ResourceInUseException: Table already exists: table");
  EXPECT_EQ(put_item(), kNotFound);
  wait(1s);
  EXPECT_EQ(erase_table(), kNotFound + ": Table: table not found");
  EXPECT_EQ(create(), "");
  wait(10s);
  EXPECT_EQ(describe("table").ItemCount, 0);
}

TEST_F(TableChangeTest, throughput_is_as_it_was_while_it_changes) {
  auto input = table_input("table", "S");
  input.BillingMode = "PROVISIONED";
  input.ProvisionedThroughput = {5, 5};
  ASSERT_EQ(create(input), "");
  wait(10s);
  const auto provision = [](auto& in) { in.ProvisionedThroughput = {9, 9}; };
  ASSERT_EQ(updated(provision), "");
  EXPECT_EQ(status(), "UPDATING");
  EXPECT_EQ(describe("table").ProvisionedThroughput->ReadCapacityUnits, 5);
  EXPECT_EQ(updated(provision), kInUse + "Table IOPS are currently being updated. Table: table");
  EXPECT_EQ(erase_table(), kInUse + "Table: table is in the process of being updated.");
  EXPECT_EQ(create(), "ResourceInUseException: Table already exists: table");
  EXPECT_EQ(put_item(), "");
  EXPECT_EQ(updated([](auto& in) { in.DeletionProtectionEnabled = true; }), "");
  EXPECT_EQ(describe("table").DeletionProtectionEnabled, true);
  EXPECT_EQ(status(), "UPDATING");
  wait(10s);
  EXPECT_EQ(status(), "ACTIVE");
  EXPECT_EQ(describe("table").ProvisionedThroughput->ReadCapacityUnits, 9);
  EXPECT_EQ(describe("table").DeletionProtectionEnabled, true);
}

TEST_F(TableChangeTest, deletion_protection_changes_at_once) {
  create_active();
  ASSERT_EQ(updated([](auto& in) { in.DeletionProtectionEnabled = true; }), "");
  EXPECT_EQ(status(), "ACTIVE");
}

TEST_F(TableChangeTest, an_index_is_filled_once_it_has_its_place) {
  create_active();
  ASSERT_EQ(put_item(), "");
  ASSERT_EQ(refusal(update(create_index_input("table", "index", "a"))), "");
  EXPECT_EQ(status(), "UPDATING");
  EXPECT_EQ(index_status(), "CREATING not filled");
  EXPECT_EQ(refusal(update(delete_index_input("table", "index"))),
            kInUse +
                "Index creation is in resource allocation phase. Retry deletion during backfilling "
                "phase or when the index is active. Table: table Index: index");
  EXPECT_EQ(refusal(update(create_index_input("table", "more", "b"))),
            "LimitExceededException: Subscriber limit exceeded: Only 1 online index can be created "
            "or deleted simultaneously per table");
  EXPECT_EQ(updated([](auto& in) { in.BillingMode = "PAY_PER_REQUEST"; }),
            kInUse +
                "Can't change table IOPS when an index is being created. Table: table Indexes: "
                "[index]");
  EXPECT_EQ(erase_table(),
            kInUse + "Cannot delete table while indexes are being created, updated, or deleted.");
  aws::dynamodb::ScanInput scan;
  scan.TableName = "table";
  scan.IndexName = "index";
  EXPECT_EQ(refusal(slow->scan(context, scan)),
            "ValidationException: Cannot read from backfilling global secondary index: index");
  wait(10s);
  EXPECT_EQ(status(), "ACTIVE");
  EXPECT_EQ(index_status(), "ACTIVE");
  EXPECT_EQ(slow->scan(context, scan)->Count, 1);

  ASSERT_EQ(refusal(update(delete_index_input("table", "index"))), "");
  EXPECT_EQ(index_status(), "DELETING");
  EXPECT_EQ(refusal(update(delete_index_input("table", "index"))),
            kInUse + "Index is being deleted. Table: table Index: index");
  EXPECT_EQ(put_item(), "");
  wait(10s);
  EXPECT_EQ(index_status(), "none");
}

TEST_F(TableChangeTest, a_change_ends_after_a_restart_too) {
  ASSERT_EQ(create(), "");
  restart();
  EXPECT_EQ(status(), "CREATING");
  wait(10s);
  EXPECT_EQ(status(), "ACTIVE");
}

TEST_F(TableChangeTest, a_change_under_way_is_nobody_elses) {
  ASSERT_EQ(create(), "");
  ASSERT_EQ(create(table_input("other", "S")), "");
  EXPECT_EQ(describe("other").TableStatus, "CREATING");
  context.scope.region = "eu-west-1";
  ASSERT_EQ(create(), "");
  context.scope.region = RequestContext().scope.region;
  wait(10s);
  EXPECT_EQ(status(), "ACTIVE");
  EXPECT_EQ(describe("other").TableStatus, "ACTIVE");
}

}  // namespace
}  // namespace bellwether::cloud::dynamodb
