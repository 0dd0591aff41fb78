// The store: where every UUID is kept twice. It does not say in what.
#pragma once

#include <expected>
#include <string>

#include "domain/uuid.h"

namespace uuid_store {

struct StoreError {
  std::string message;  // what failed, and why
};

class Store {
 public:
  virtual ~Store() = default;

  // Keeps it in both places; an error says that it may not be in both.
  virtual std::expected<void, StoreError> keep(const Uuid& uuid) = 0;
};

}  // namespace uuid_store
