// What every store promises, told once and run over each kind of store:
//
//   INSTANTIATE_TEST_SUITE_P(Memory, StoreSuite, testing::Values(make_memory_store));
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>

#include <gtest/gtest.h>

#include "domain/store.h"

namespace uuid_store {

// A store that tests can look into.
class OpenStore {
 public:
  virtual ~OpenStore() = default;
  virtual Store& store() = 0;
  virtual std::optional<std::string> object(const std::string& key) = 0;
  virtual bool has_item(const std::string& id) = 0;
};

// Makes an empty one.
using StoreFactory = std::function<std::unique_ptr<OpenStore>()>;

class StoreSuite : public testing::TestWithParam<StoreFactory> {
 protected:
  OpenStore& open() { return *open_; }

 private:
  std::unique_ptr<OpenStore> open_ = GetParam()();
};

}  // namespace uuid_store
