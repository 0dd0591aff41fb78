#include <algorithm>
#include <array>

#include "cloud/cloudformation/resources/convert.h"
#include "cloud/cloudformation/resources/handler.h"

namespace bellwether::cloud::cloudformation {
namespace {

namespace logs = aws::logs;

constexpr std::size_t max_name = 512;

constexpr std::array rules = {
    PropertyRule{.name = "LogGroupName", .change = PropertyRule::Change::replacement},
};
constexpr std::array<std::string_view, 1> attribute_names = {"Arn"};

// The group's ARN, or nothing when there is no such group.
Result<std::optional<std::string>> arn_of(Surroundings& around, const std::string& name) {
  logs::DescribeLogGroupsRequest request{.logGroupNamePrefix = name};
  auto found = around.operations.call<logs::DescribeLogGroups>(request);
  if (!found) return std::unexpected(found.error());
  if (!found->logGroups) return std::nullopt;
  // The group itself comes first among those whose names begin with its name.
  const auto group = std::ranges::find_if(*found->logGroups,
                                          [&](const auto& g) { return g.logGroupName == name; });
  if (group == found->logGroups->end()) return std::nullopt;
  return group->arn.value_or("");
}

class LogGroup final : public ResourceHandler {
 public:
  std::string_view type() const override { return "AWS::Logs::LogGroup"; }
  std::span<const PropertyRule> properties() const override { return rules; }
  std::span<const std::string_view> attributes() const override { return attribute_names; }
  std::string_view name_property() const override { return "LogGroupName"; }

  Result<Live> create(Surroundings& around, const Desired& desired) const override {
    Reader properties(desired.logical_id, desired.properties);
    const auto given = properties.text("LogGroupName");
    const std::string name = given ? *given : physical_name(around, desired.logical_id, max_name);
    if (properties.error()) return std::unexpected(*properties.error());
    auto created = around.operations.call<logs::CreateLogGroup>({.logGroupName = name});
    if (!created) return std::unexpected(created.error());
    const auto arn = arn_of(around, name);
    if (!arn) return std::unexpected(arn.error());
    return Live{.physical_id = name, .attributes = {{"Arn", arn->value_or("")}}, .note = ""};
  }

  Result<Live> update(Surroundings&, const Desired&, const ResourceRecord& current) const override {
    return Live{.physical_id = current.physical_id, .attributes = current.attributes, .note = ""};
  }

  Result<aws::Unit> remove(Surroundings& around, const ResourceRecord& current) const override {
    return removed_unless_missing(
        around.operations.call<logs::DeleteLogGroup>({.logGroupName = current.physical_id}),
        "ResourceNotFoundException");
  }

  Result<bool> exists(Surroundings& around, const ResourceRecord& current) const override {
    const auto arn = arn_of(around, current.physical_id);
    if (!arn) return std::unexpected(arn.error());
    return arn->has_value();
  }
};

}  // namespace

std::unique_ptr<const ResourceHandler> make_log_group() {
  return std::make_unique<LogGroup>();
}

}  // namespace bellwether::cloud::cloudformation
