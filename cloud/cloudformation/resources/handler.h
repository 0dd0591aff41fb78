// What the engine knows of a resource type.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "cloud/cloudformation/errors.h"
#include "cloud/cloudformation/evaluate.h"
#include "cloud/cloudformation/operations.h"
#include "cloud/cloudformation/stack.h"
#include "cloud/core/clock.h"

namespace bellwether::cloud::cloudformation {

struct PropertyRule {
  enum class Change { in_place, replacement };

  std::string_view name;
  bool required = false;
  Change change = Change::in_place;
};

// What handlers work with. The references outlive every call.
struct Surroundings {
  CloudOperations& operations;
  Artifacts& artifacts;
  Random& random;
  const StackIdentity& stack;
  // Waits between two looks at a resource that is still being made.
  std::function<void(std::chrono::milliseconds)> pause;
};

// A resource to be: its properties with every function resolved.
struct Desired {
  const std::string& logical_id;
  const Value& properties;
};

// A resource that is.
struct Live {
  std::string physical_id;
  Attributes attributes;
  // Said with the COMPLETE event, where something is worth saying.
  std::string note;
};

// Stateless; called from several threads at once.
class ResourceHandler {
 public:
  virtual ~ResourceHandler() = default;

  virtual std::string_view type() const = 0;
  // The properties it understands; any other is refused before anything is made.
  virtual std::span<const PropertyRule> properties() const = 0;
  // The names that Fn::GetAtt may ask for.
  virtual std::span<const std::string_view> attributes() const { return {}; }
  // The property by which a template may name the resource itself, or empty.
  virtual std::string_view name_property() const { return {}; }
  // Whether it holds what it depends on as that was when it was made, whatever becomes of it later.
  virtual bool is_snapshot() const { return false; }

  virtual Result<Live> create(Surroundings& around, const Desired& desired) const = 0;
  // Called only when no changed property asks for replacement.
  virtual Result<Live> update(Surroundings& around, const Desired& desired,
                              const ResourceRecord& current) const = 0;
  // A resource that is already gone is removed.
  virtual Result<aws::Unit> remove(Surroundings& around, const ResourceRecord& current) const = 0;
  virtual Result<bool> exists(Surroundings& around, const ResourceRecord& current) const = 0;
};

// Every supported type. Lives as long as the program.
std::span<const std::unique_ptr<const ResourceHandler>> resource_handlers();
// Null when the type is not supported.
const ResourceHandler* find_handler(std::string_view type);

// `<stack>-<LogicalId>-<12 random letters and digits>` as CloudFormation names what a template does
// not; the first two parts are cut where the whole would be longer than `max_length`.
std::string physical_name(Surroundings& around, std::string_view logical_id,
                          std::size_t max_length);

// For a property whose change asks for an operation that the cloud does not have.
std::unexpected<aws::Error> cannot_update(std::string_view type, std::string_view logical_id,
                                          std::string_view property, std::string_view operation);
// The first property of `names` whose value is not the recorded one, or empty.
std::string_view first_change(const Desired& desired, const ResourceRecord& current,
                              std::span<const std::string_view> names);
bool is_changed(const Desired& desired, const ResourceRecord& current, std::string_view name);

// A removal whose resource is not there has nothing to do.
template <class T>
Result<aws::Unit> removed_unless_missing(const aws::Result<T>& result, std::string_view missing) {
  if (!result && result.error().code != missing) return std::unexpected(result.error());
  return aws::Unit{};
}
template <class T>
Result<bool> exists_unless_missing(const aws::Result<T>& result, std::string_view missing) {
  if (result) return true;
  if (result.error().code == missing) return false;
  return std::unexpected(result.error());
}

std::unique_ptr<const ResourceHandler> make_api_deployment();
std::unique_ptr<const ResourceHandler> make_api_method();
std::unique_ptr<const ResourceHandler> make_api_resource();
std::unique_ptr<const ResourceHandler> make_api_stage();
std::unique_ptr<const ResourceHandler> make_bucket();
std::unique_ptr<const ResourceHandler> make_function();
std::unique_ptr<const ResourceHandler> make_log_group();
std::unique_ptr<const ResourceHandler> make_permission();
std::unique_ptr<const ResourceHandler> make_rest_api();
std::unique_ptr<const ResourceHandler> make_role();
std::unique_ptr<const ResourceHandler> make_table();

}  // namespace bellwether::cloud::cloudformation
