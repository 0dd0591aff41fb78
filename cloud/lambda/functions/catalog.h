// The deployed functions: in the store, and in memory once they were asked for.
//
// Thread-safe. A function's spec is one object as long as its code and configuration stay, so that
// its environments can be told from those of what it was before.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <shared_mutex>
#include <string>
#include <utility>
#include <vector>

#include "aws/core/error.h"
#include "cloud/core/context.h"
#include "cloud/core/task.h"
#include "cloud/lambda/environments/function_spec.h"
#include "cloud/lambda/functions/package_store.h"
#include "cloud/lambda/functions/record.h"
#include "cloud/store/store.h"

namespace bellwether::cloud::lambda {

struct DeployedFunction {
  FunctionRecord record;
  std::shared_ptr<const FunctionSpec> spec;
};
using DeployedPtr = std::shared_ptr<const DeployedFunction>;

class Catalog {
 public:
  // `retired` is told of specs that no invocation will use again.
  using Retired = std::function<void(const std::shared_ptr<const FunctionSpec>&)>;

  Catalog(store::Store& store, PackageStore& packages, Retired retired)
      : store_(store), packages_(packages), retired_(std::move(retired)) {}

  // nullptr when there is none. The second form only looks in memory.
  Task<aws::Result<DeployedPtr>> find(const Scope& scope, const std::string& name);
  DeployedPtr cached(const Scope& scope, std::string_view name) const;
  // What the store has, in memory or not; blocks on nothing but the store's pages.
  std::optional<FunctionRecord> read(const Scope& scope, std::string_view name) const;

  // ResourceConflictException when it exists.
  Task<aws::Result<aws::Unit>> create(const Scope& scope, const std::string& name,
                                      FunctionRecord record);
  // `change` sees the record as it is and may refuse; ResourceNotFoundException when there is none.
  using Change = std::function<aws::Result<aws::Unit>(FunctionRecord&)>;
  Task<aws::Result<FunctionRecord>> update(const Scope& scope, const std::string& name,
                                           Change change);
  Task<aws::Result<aws::Unit>> erase(const Scope& scope, const std::string& name);

  // In name order, those after `after`, at most `limit`.
  std::vector<FunctionRecord> list(const Scope& scope, std::string_view after,
                                   std::size_t limit) const;
  // Empties one account, or all when it is empty; what was in memory is for the caller to retire.
  Task<std::vector<std::shared_ptr<const FunctionSpec>>> reset(const std::string& account);

 private:
  using Name = std::pair<Scope, std::string>;

  // Takes out of memory what the store no longer says.
  void forget(const Scope& scope, const std::string& name);

  store::Store& store_;
  PackageStore& packages_;
  Retired retired_;
  mutable std::shared_mutex mutex_;
  std::map<Name, DeployedPtr> deployed_;
};

}  // namespace bellwether::cloud::lambda
