// A body on its way through the commit that refers to it.
#pragma once

#include <memory>
#include <vector>

#include "cloud/core/task.h"
#include "cloud/core/worker.h"
#include "cloud/s3/bodies.h"

namespace bellwether::cloud::s3 {

class PendingBody {
 public:
  // Before the commit. There may be none; an empty one is not referred to.
  explicit PendingBody(std::unique_ptr<IncomingBody>& body) : body_(body) {
    if (!body_ || body_->size() == 0) return;
    segments_.push_back(body_->segment());
    body_->commit_begins();
  }

  // What the record has to refer to.
  const std::vector<Segment>& segments() const { return segments_; }

  // After the commit: what was not kept is removed, on a worker.
  Task<void> settle(bool kept) const {
    if (!body_) co_return;
    if (kept && !segments_.empty()) {
      body_->committed();
      co_return;
    }
    body_->refused();
    co_await on_worker([this] { body_.reset(); });
  }

 private:
  std::unique_ptr<IncomingBody>& body_;
  std::vector<Segment> segments_;
};

}  // namespace bellwether::cloud::s3
