// How many segments lie in each body, counted in the transaction that writes or erases them.
//
// A body without any becomes garbage in the same commit: its file is removed after it, and should
// the process end before, by the next start.
#pragma once

#include <vector>

#include "cloud/s3/body_id.h"
#include "cloud/store/store.h"

namespace bellwether::cloud::s3 {

class BodyReferences {
 public:
  explicit BodyReferences(store::Transaction& transaction) : transaction_(transaction) {}

  // Of bodies that were written for this commit.
  void add(const std::vector<Segment>& segments);
  // Of bodies that others refer to. False, with nothing written, when one has become garbage since
  // their record was read.
  bool share(const std::vector<Segment>& segments);
  void drop(const std::vector<Segment>& segments);
  // The bodies that became garbage: for remove_garbage() after the commit.
  std::vector<BodyId> take_garbage() { return std::move(garbage_); }

 private:
  store::Transaction& transaction_;
  std::vector<BodyId> garbage_;
};

// Whether the store refers to a body.
bool is_referred_to(const store::Snapshot& snapshot, BodyId body);

}  // namespace bellwether::cloud::s3
