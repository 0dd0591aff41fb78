#include "cloud/lambda/functions/catalog.h"

#include <mutex>

#include "aws/lambda/model.h"
#include "cloud/core/worker.h"
#include "cloud/lambda/functions/configuration.h"
#include "cloud/lambda/functions/name.h"

namespace bellwether::cloud::lambda {
namespace {

namespace errors = aws::lambda::errors;

}  // namespace

DeployedPtr Catalog::cached(const Scope& scope, std::string_view name) const {
  const std::shared_lock lock(mutex_);
  const auto found = deployed_.find(Name(scope, name));
  return found == deployed_.end() ? nullptr : found->second;
}

std::optional<FunctionRecord> Catalog::read(const Scope& scope, std::string_view name) const {
  const store::Snapshot snapshot = store_.read();
  const auto bytes = snapshot.get(function_key(scope, name));
  return bytes ? decode_function(*bytes) : std::nullopt;
}

Task<aws::Result<DeployedPtr>> Catalog::find(const Scope& scope, const std::string& name) {
  for (;;) {
    if (DeployedPtr known = cached(scope, name)) co_return known;
    std::optional<FunctionRecord> record = read(scope, name);
    if (!record) co_return nullptr;
    auto package = co_await on_worker([&] { return packages_.unpacked(record->package); });
    const std::lock_guard lock(mutex_);
    // Whoever was first.
    const auto found = deployed_.find(Name(scope, name));
    if (found != deployed_.end()) co_return found->second;
    // Changed or deleted meanwhile: this would be missed by what looks for it in memory.
    const auto current = read(scope, name);
    if (!current || current->configuration.RevisionId != record->configuration.RevisionId) continue;
    if (!package) co_return aws::fail(package.error());
    FunctionSpec spec = make_spec(scope, *record, std::move(package->folder));
    spec.code_hold = std::move(package->hold);
    auto deployed = std::make_shared<DeployedFunction>();
    deployed->spec = std::make_shared<const FunctionSpec>(std::move(spec));
    deployed->record = std::move(*record);
    deployed_.emplace(Name(scope, name), deployed);
    co_return deployed;
  }
}

Task<aws::Result<aws::Unit>> Catalog::create(const Scope& scope, const std::string& name,
                                             FunctionRecord record) {
  // Named, here and below: gcc 12 destroys an owning closure twice when it is a temporary of
  // co_await.
  auto put = [key = function_key(scope, name).bytes(), value = encode(record),
              name](store::Transaction& transaction) -> aws::Result<aws::Unit> {
    if (transaction.get(key)) {
      return aws::fail(errors::ResourceConflictException("Function already exist: " + name));
    }
    transaction.put(key, value);
    return aws::Unit{};
  };
  auto written = co_await store_.write(std::move(put));
  if (written) forget(scope, name);
  co_return written;
}

Task<aws::Result<FunctionRecord>> Catalog::update(const Scope& scope, const std::string& name,
                                                  Change change) {
  auto rewrite = [key = function_key(scope, name).bytes(), scope, name, change = std::move(change)](
                     store::Transaction& transaction) -> aws::Result<FunctionRecord> {
    const auto bytes = transaction.get(key);
    std::optional<FunctionRecord> record = bytes ? decode_function(*bytes) : std::nullopt;
    if (!record) return aws::fail(function_not_found(scope, {.name = name, .qualifier = {}}));
    if (auto allowed = change(*record); !allowed) return aws::fail(allowed.error());
    transaction.put(key, encode(*record));
    return *record;
  };
  auto written = co_await store_.write(std::move(rewrite));
  if (written) forget(scope, name);
  co_return written;
}

Task<aws::Result<aws::Unit>> Catalog::erase(const Scope& scope, const std::string& name) {
  auto remove = [key = function_key(scope, name).bytes(), scope,
                 name](store::Transaction& transaction) -> aws::Result<aws::Unit> {
    if (!transaction.erase(key)) {
      return aws::fail(function_not_found(scope, {.name = name, .qualifier = {}}));
    }
    return aws::Unit{};
  };
  auto written = co_await store_.write(std::move(remove));
  if (written) forget(scope, name);
  co_return written;
}

void Catalog::forget(const Scope& scope, const std::string& name) {
  DeployedPtr old;
  {
    const std::lock_guard lock(mutex_);
    const auto found = deployed_.find(Name(scope, name));
    if (found == deployed_.end()) return;
    // A request that read between the commit and here may have brought the new one already.
    const auto current = read(scope, name);
    if (current &&
        current->configuration.RevisionId == found->second->record.configuration.RevisionId) {
      return;
    }
    old = std::move(found->second);
    deployed_.erase(found);
  }
  retired_(old->spec);
}

std::vector<FunctionRecord> Catalog::list(const Scope& scope, std::string_view after,
                                          std::size_t limit) const {
  std::vector<FunctionRecord> records;
  const store::Snapshot snapshot = store_.read();
  const store::Key all = functions_key(scope);
  const std::string begin = after.empty() ? all.bytes() : function_key(scope, after).end();
  for (auto cursor = snapshot.from(begin); cursor.valid() && records.size() < limit;
       cursor.next()) {
    if (!cursor.key().starts_with(all.bytes())) break;
    if (auto record = decode_function(cursor.value())) records.push_back(std::move(*record));
  }
  return records;
}

Task<std::vector<std::shared_ptr<const FunctionSpec>>> Catalog::reset(const std::string& account) {
  store::Key range(store::Owner::lambda);
  if (!account.empty()) range.text(account);
  auto empty = [begin = range.bytes(), end = range.end()](store::Transaction& transaction) {
    transaction.erase_range(begin, end);
  };
  co_await store_.write(std::move(empty));
  std::vector<std::shared_ptr<const FunctionSpec>> old;
  const std::lock_guard lock(mutex_);
  std::erase_if(deployed_, [&](auto& entry) {
    if (!account.empty() && entry.first.first.account != account) return false;
    old.push_back(entry.second->spec);
    return true;
  });
  co_return old;
}

}  // namespace bellwether::cloud::lambda
