// A store that is gone with the process: for tests, and for trying things out.
#pragma once

#include <map>
#include <set>
#include <string>

#include "domain/store.h"

namespace uuid_store {

class MemoryStore final : public Store {
 public:
  std::expected<void, StoreError> keep(const Uuid& uuid) override {
    objects_[uuid.text() + ".txt"] = uuid.text();
    items_.insert(uuid.text());
    return {};
  }

  const std::map<std::string, std::string>& objects() const { return objects_; }
  const std::set<std::string>& items() const { return items_; }

 private:
  std::map<std::string, std::string> objects_;
  std::set<std::string> items_;
};

}  // namespace uuid_store
