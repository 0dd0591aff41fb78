#include <array>

#include <fmt/format.h>

#include "cloud/cloudformation/resources/convert.h"
#include "cloud/cloudformation/resources/handler.h"

namespace bellwether::cloud::cloudformation {
namespace {

namespace dynamodb = aws::dynamodb;
using namespace std::chrono_literals;

constexpr std::string_view missing = "ResourceNotFoundException";
constexpr std::size_t max_name = 255;
// A table is active at once here and within seconds on AWS; a minute means it never will be.
constexpr auto look_again = 50ms;
constexpr int max_looks = 1200;

using Change = PropertyRule::Change;
constexpr std::array rules = {
    PropertyRule{.name = "KeySchema", .required = true, .change = Change::replacement},
    PropertyRule{.name = "AttributeDefinitions", .required = true},
    PropertyRule{.name = "TableName", .change = Change::replacement},
    PropertyRule{.name = "BillingMode"},
    PropertyRule{.name = "ProvisionedThroughput"},
    PropertyRule{.name = "Tags"},
};
constexpr std::array<std::string_view, 1> attribute_names = {"Arn"};

std::vector<dynamodb::AttributeDefinition> read_attributes(Reader& properties) {
  std::vector<dynamodb::AttributeDefinition> all;
  for (Reader& item : properties.list("AttributeDefinitions")) {
    item.allow_only({"AttributeName", "AttributeType"});
    all.push_back({.AttributeName = item.required_text("AttributeName"),
                   .AttributeType = item.required_text("AttributeType")});
    properties.absorb(item);
  }
  return all;
}

std::vector<dynamodb::KeySchemaElement> read_key(Reader& properties) {
  std::vector<dynamodb::KeySchemaElement> all;
  for (Reader& item : properties.list("KeySchema")) {
    item.allow_only({"AttributeName", "KeyType"});
    all.push_back({.AttributeName = item.required_text("AttributeName"),
                   .KeyType = item.required_text("KeyType")});
    properties.absorb(item);
  }
  return all;
}

std::optional<dynamodb::ProvisionedThroughput> read_throughput(Reader& properties) {
  if (!properties.has("ProvisionedThroughput")) return std::nullopt;
  Reader throughput = properties.object("ProvisionedThroughput");
  throughput.allow_only({"ReadCapacityUnits", "WriteCapacityUnits"});
  dynamodb::ProvisionedThroughput result{
      .ReadCapacityUnits = throughput.long_integer("ReadCapacityUnits").value_or(0),
      .WriteCapacityUnits = throughput.long_integer("WriteCapacityUnits").value_or(0),
  };
  properties.absorb(throughput);
  return result;
}

std::optional<std::vector<dynamodb::Tag>> read_tags(Reader& properties) {
  const auto tags = properties.tags("Tags");
  if (!tags) return std::nullopt;
  std::vector<dynamodb::Tag> all;
  for (const auto& [key, value] : *tags) all.push_back({.Key = key, .Value = value});
  return all;
}

Result<Live> active(Surroundings& around, const std::string& name) {
  for (int look = 0; look < max_looks; ++look) {
    auto now = around.operations.call<dynamodb::DescribeTable>({.TableName = name});
    if (!now) return std::unexpected(now.error());
    if (now->Table && now->Table->TableStatus == "ACTIVE") {
      return Live{.physical_id = name,
                  .attributes = {{"Arn", now->Table->TableArn.value_or("")}},
                  .note = ""};
    }
    around.pause(look_again);
  }
  return invalid(fmt::format("Table {} did not become active within a minute", name));
}

// A name is free again only when its table is gone.
Result<aws::Unit> gone(Surroundings& around, const std::string& name) {
  for (int look = 0; look < max_looks; ++look) {
    auto now = around.operations.call<dynamodb::DescribeTable>({.TableName = name});
    if (!now) return removed_unless_missing(now, missing);
    around.pause(look_again);
  }
  return invalid(fmt::format("Table {} was not deleted within a minute", name));
}

class Table final : public ResourceHandler {
 public:
  std::string_view type() const override { return "AWS::DynamoDB::Table"; }
  std::span<const PropertyRule> properties() const override { return rules; }
  std::span<const std::string_view> attributes() const override { return attribute_names; }
  std::string_view name_property() const override { return "TableName"; }

  Result<Live> create(Surroundings& around, const Desired& desired) const override {
    Reader properties(desired.logical_id, desired.properties);
    auto name = properties.text("TableName");
    dynamodb::CreateTableInput request{
        .AttributeDefinitions = read_attributes(properties),
        .TableName = name ? *name : physical_name(around, desired.logical_id, max_name),
        .KeySchema = read_key(properties),
        .BillingMode = properties.text("BillingMode"),
        .ProvisionedThroughput = read_throughput(properties),
        .Tags = read_tags(properties),
    };
    if (properties.error()) return std::unexpected(*properties.error());
    auto created = around.operations.call<dynamodb::CreateTable>(request);
    if (!created) return std::unexpected(created.error());
    return active(around, request.TableName);
  }

  Result<Live> update(Surroundings&, const Desired& desired,
                      const ResourceRecord& current) const override {
    static constexpr std::array<std::string_view, 3> by_update = {
        "AttributeDefinitions", "BillingMode", "ProvisionedThroughput"};
    if (const auto changed = first_change(desired, current, by_update); !changed.empty()) {
      return cannot_update(type(), desired.logical_id, changed, "UpdateTable");
    }
    return cannot_update(type(), desired.logical_id, "Tags", "TagResource");
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
