// Roles and permissions. No service of this cloud keeps them yet, so they live in the stack's
// record alone: they have the names and ARNs that AWS would give them, and say with their event
// that nothing checks them.
#include <array>

#include <fmt/format.h>

#include "cloud/cloudformation/resources/convert.h"
#include "cloud/cloudformation/resources/handler.h"

namespace bellwether::cloud::cloudformation {
namespace {

constexpr std::size_t max_role_name = 64;
constexpr std::size_t max_statement_id = 100;

using Change = PropertyRule::Change;
constexpr std::array role_rules = {
    PropertyRule{.name = "AssumeRolePolicyDocument", .required = true},
    PropertyRule{.name = "RoleName", .change = Change::replacement},
    PropertyRule{.name = "Path", .change = Change::replacement},
    PropertyRule{.name = "Description"},
    PropertyRule{.name = "ManagedPolicyArns"},
    PropertyRule{.name = "MaxSessionDuration"},
    PropertyRule{.name = "PermissionsBoundary"},
    PropertyRule{.name = "Policies"},
    PropertyRule{.name = "Tags"},
};
constexpr std::array<std::string_view, 1> role_attributes = {"Arn"};

constexpr std::array permission_rules = {
    PropertyRule{.name = "Action", .required = true, .change = Change::replacement},
    PropertyRule{.name = "FunctionName", .required = true, .change = Change::replacement},
    PropertyRule{.name = "Principal", .required = true, .change = Change::replacement},
    PropertyRule{.name = "SourceAccount", .change = Change::replacement},
    PropertyRule{.name = "SourceArn", .change = Change::replacement},
};

class Recorded : public ResourceHandler {
 public:
  Result<aws::Unit> remove(Surroundings&, const ResourceRecord&) const override {
    return aws::Unit{};
  }
  Result<bool> exists(Surroundings&, const ResourceRecord&) const override { return true; }
};

class Role final : public Recorded {
 public:
  std::string_view type() const override { return "AWS::IAM::Role"; }
  std::span<const PropertyRule> properties() const override { return role_rules; }
  std::span<const std::string_view> attributes() const override { return role_attributes; }
  std::string_view name_property() const override { return "RoleName"; }

  Result<Live> create(Surroundings& around, const Desired& desired) const override {
    Reader properties(desired.logical_id, desired.properties);
    const auto given = properties.text("RoleName");
    const std::string name =
        given ? *given : physical_name(around, desired.logical_id, max_role_name);
    const std::string path = properties.text("Path").value_or("/");
    if (properties.error()) return std::unexpected(*properties.error());
    return Live{.physical_id = name,
                .attributes = {{"Arn", fmt::format("arn:aws:iam::{}:role{}{}", around.stack.account,
                                                   path, name)}},
                .note = std::string(note)};
  }

  Result<Live> update(Surroundings&, const Desired&, const ResourceRecord& current) const override {
    return Live{.physical_id = current.physical_id,
                .attributes = current.attributes,
                .note = std::string(note)};
  }

 private:
  static constexpr std::string_view note =
      "Recorded; this cloud has no IAM yet, policies are not enforced";
};

class Permission final : public Recorded {
 public:
  std::string_view type() const override { return "AWS::Lambda::Permission"; }
  std::span<const PropertyRule> properties() const override { return permission_rules; }

  Result<Live> create(Surroundings& around, const Desired& desired) const override {
    return Live{.physical_id = physical_name(around, desired.logical_id, max_statement_id),
                .attributes = {},
                .note = "Recorded; this cloud lets every API invoke the functions it names"};
  }

  Result<Live> update(Surroundings&, const Desired&, const ResourceRecord& current) const override {
    return Live{.physical_id = current.physical_id, .attributes = {}, .note = ""};
  }
};

}  // namespace

std::unique_ptr<const ResourceHandler> make_role() {
  return std::make_unique<Role>();
}
std::unique_ptr<const ResourceHandler> make_permission() {
  return std::make_unique<Permission>();
}

}  // namespace bellwether::cloud::cloudformation
