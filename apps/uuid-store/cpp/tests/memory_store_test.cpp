#include "domain/memory_store.h"

#include "tests/store_suite.h"

namespace uuid_store {
namespace {

class OpenMemoryStore final : public OpenStore {
 public:
  Store& store() override { return store_; }
  std::optional<std::string> object(const std::string& key) override {
    const auto found = store_.objects().find(key);
    if (found == store_.objects().end()) return std::nullopt;
    return found->second;
  }
  bool has_item(const std::string& id) override { return store_.items().contains(id); }

 private:
  MemoryStore store_;
};

INSTANTIATE_TEST_SUITE_P(Memory, StoreSuite,
                         testing::Values([] { return std::make_unique<OpenMemoryStore>(); }));

}  // namespace
}  // namespace uuid_store
