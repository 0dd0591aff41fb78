// What DynamoDB does by itself: ends changes of tables that take their time, goes on with begun
// work on tables, removes expired items, forgets tokens of transactions and streams' records of the
// day before.
//
// Nothing of it is kept in memory, so it goes on where an earlier server ended. Each step is one
// short commit; a step that finds nothing to do only reads.
#pragma once

#include <atomic>
#include <chrono>
#include <memory>

#include "aws/core/error.h"
#include "cloud/core/clock.h"
#include "cloud/core/task.h"
#include "cloud/store/store.h"

namespace bellwether::cloud::dynamodb {

struct BackgroundOptions {
  // How long after its time has ended an item is removed. AWS does it "within a few days".
  std::chrono::seconds time_to_live_delay{0};
};

class Background {
 public:
  // Both must outlive this; what start() began may outlive it, and does not use them after stop().
  Background(store::Store& store, Clock& clock, BackgroundOptions options);
  ~Background();
  Background(const Background&) = delete;
  Background& operator=(const Background&) = delete;

  // A bounded part of what is due, of every account and region; whether there may be more.
  Task<Result<bool>> step();

  // Steps on this loop until stop(), pausing while there is nothing to do.
  void start(const Executor& executor);
  // From any thread. Does not wait.
  void stop();

 private:
  struct Shared;
  static Task<Result<bool>> step(std::shared_ptr<Shared> shared);
  static Task<void> run(std::shared_ptr<Shared> shared);

  std::shared_ptr<Shared> shared_;
};

}  // namespace bellwether::cloud::dynamodb
