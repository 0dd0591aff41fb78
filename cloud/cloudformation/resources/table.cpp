#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "cloud/cloudformation/resources/convert.h"
#include "cloud/cloudformation/resources/handler.h"
#include "cloud/cloudformation/resources/table_properties.h"
#include "cloud/cloudformation/resources/table_update.h"

namespace bellwether::cloud::cloudformation {
namespace {

namespace dynamodb = aws::dynamodb;
using namespace std::chrono_literals;

constexpr std::string_view missing = "ResourceNotFoundException";
constexpr std::size_t max_name = 255;
// A table is active at once here and within seconds on AWS, an index of a large table later; ten
// minutes mean that they never will be.
constexpr auto look_again = 50ms;
constexpr int max_looks = 12'000;

using Change = PropertyRule::Change;
constexpr std::array rules = {
    PropertyRule{.name = "KeySchema", .required = true, .change = Change::replacement},
    PropertyRule{.name = "AttributeDefinitions", .required = true},
    PropertyRule{.name = "TableName", .change = Change::replacement},
    PropertyRule{.name = "LocalSecondaryIndexes", .change = Change::replacement},
    PropertyRule{.name = "GlobalSecondaryIndexes"},
    PropertyRule{.name = "BillingMode"},
    PropertyRule{.name = "ProvisionedThroughput"},
    PropertyRule{.name = "OnDemandThroughput"},
    PropertyRule{.name = "WarmThroughput"},
    PropertyRule{.name = "StreamSpecification"},
    PropertyRule{.name = "TimeToLiveSpecification"},
    PropertyRule{.name = "PointInTimeRecoverySpecification"},
    PropertyRule{.name = "SSESpecification"},
    PropertyRule{.name = "TableClass"},
    PropertyRule{.name = "DeletionProtectionEnabled"},
    PropertyRule{.name = "Tags"},
};
constexpr std::array<std::string_view, 2> attribute_names = {"Arn", "StreamArn"};

bool is_active(const dynamodb::TableDescription& table) {
  if (table.TableStatus != "ACTIVE") return false;
  return !table.GlobalSecondaryIndexes ||
         std::ranges::all_of(*table.GlobalSecondaryIndexes,
                             [](const auto& index) { return index.IndexStatus == "ACTIVE"; });
}

Result<Live> active(Surroundings& around, const std::string& name) {
  for (int look = 0; look < max_looks; ++look) {
    auto now = around.operations.call<dynamodb::DescribeTable>({.TableName = name});
    if (!now) return std::unexpected(now.error());
    if (now->Table && is_active(*now->Table)) {
      Live live{.physical_id = name, .attributes = {}, .note = ""};
      live.attributes.emplace("Arn", now->Table->TableArn.value_or(""));
      if (now->Table->StreamSpecification) {
        live.attributes.emplace("StreamArn", now->Table->LatestStreamArn.value_or(""));
      }
      return live;
    }
    around.pause(look_again);
  }
  return invalid(fmt::format("Table {} did not become active within ten minutes", name));
}

// A name is free again only when its table is gone.
Result<aws::Unit> gone(Surroundings& around, const std::string& name) {
  for (int look = 0; look < max_looks; ++look) {
    auto now = around.operations.call<dynamodb::DescribeTable>({.TableName = name});
    if (!now) return removed_unless_missing(now, missing);
    around.pause(look_again);
  }
  return invalid(fmt::format("Table {} was not deleted within ten minutes", name));
}

TableToUpdate to_update(Surroundings& around, const Live& table) {
  return {.operations = around.operations,
          .name = table.physical_id,
          .arn = table.attributes.find("Arn")->second,
          .settle = [&around, name = table.physical_id]() -> Result<aws::Unit> {
            const auto settled = active(around, name);
            if (!settled) return std::unexpected(settled.error());
            return aws::Unit{};
          }};
}

class Table final : public ResourceHandler {
 public:
  std::string_view type() const override { return "AWS::DynamoDB::Table"; }
  std::span<const PropertyRule> properties() const override { return rules; }
  std::span<const std::string_view> attributes() const override { return attribute_names; }
  std::string_view name_property() const override { return "TableName"; }

  Result<Live> create(Surroundings& around, const Desired& desired) const override {
    auto wanted = read_table(desired.logical_id, desired.properties);
    if (!wanted) return std::unexpected(wanted.error());
    std::string& name = wanted->table.TableName;
    if (name.empty()) name = physical_name(around, desired.logical_id, max_name);
    auto created = around.operations.call<dynamodb::CreateTable>(wanted->table);
    if (!created) return std::unexpected(created.error());
    auto live = active(around, name);
    if (!live) return live;
    const TableToUpdate table = to_update(around, *live);
    auto finished = update_time_to_live(table, {}, *wanted);
    if (finished) finished = update_recovery(table, {}, *wanted);
    if (finished) return live;
    // What is not created is not rolled back: nobody else knows of the table.
    static_cast<void>(around.operations.call<dynamodb::DeleteTable>({.TableName = name}));
    return std::unexpected(finished.error());
  }

  Result<Live> update(Surroundings& around, const Desired& desired,
                      const ResourceRecord& current) const override {
    const auto before = read_table(desired.logical_id, current.properties);
    if (!before) return std::unexpected(before.error());
    const auto after = read_table(desired.logical_id, desired.properties);
    if (!after) return std::unexpected(after.error());
    const auto live = active(around, current.physical_id);
    if (!live) return live;
    auto updated = cloudformation::update_table(to_update(around, *live), *before, *after);
    if (!updated) return std::unexpected(updated.error());
    return active(around, current.physical_id);
  }

  Result<aws::Unit> remove(Surroundings& around, const ResourceRecord& current) const override {
    auto deleted =
        around.operations.call<dynamodb::DeleteTable>({.TableName = current.physical_id});
    if (!deleted) return removed_unless_missing(deleted, missing);
    return gone(around, current.physical_id);
  }

  Result<bool> exists(Surroundings& around, const ResourceRecord& current) const override {
    return exists_unless_missing(
        around.operations.call<dynamodb::DescribeTable>({.TableName = current.physical_id}),
        missing);
  }
};

}  // namespace

std::unique_ptr<const ResourceHandler> make_table() {
  return std::make_unique<Table>();
}

}  // namespace bellwether::cloud::cloudformation
