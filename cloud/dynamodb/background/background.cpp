#include "cloud/dynamodb/background/background.h"

#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/basic_waitable_timer.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <spdlog/spdlog.h>

#include "cloud/core/context.h"
#include "cloud/dynamodb/background/job.h"
#include "cloud/dynamodb/background/sweep.h"
#include "cloud/dynamodb/operations/idempotency.h"
#include "cloud/dynamodb/streams/retention.h"
#include "cloud/store/key.h"

namespace bellwether::cloud::dynamodb {

namespace {

using namespace std::chrono_literals;
using SteadyClock = std::chrono::steady_clock;
using Timer = asio::basic_waitable_timer<SteadyClock, asio::wait_traits<SteadyClock>, Executor>;

// An expired item is removed within a second; looking for one takes microseconds.
constexpr auto kPause = 250ms;
// Of one commit: requests wait that long at most.
constexpr std::size_t kMaxForgottenTokens = 1000;
constexpr std::uint64_t kMaxTrimmedRecords = 1000;
// A full disk is not full of complaints about it.
constexpr auto kPauseAfterFailure = 10s;

constexpr asio::as_tuple_t<asio::use_awaitable_t<Executor>> kTupleTask{
    asio::use_awaitable_t<Executor>{}};

// The accounts and regions that have anything of DynamoDB.
std::vector<Scope> scopes(const store::Snapshot& snapshot) {
  std::vector<Scope> found;
  const store::Key all(store::Owner::dynamodb);
  const std::string end = all.end();
  auto cursor = snapshot.from(all);
  while (cursor.valid() && cursor.key() < end) {
    store::KeyReader reader(cursor.key());
    Scope scope;
    if (!reader.skip(all.bytes().size()) || !reader.text(scope.account) ||
        !reader.text(scope.region)) {
      break;
    }
    cursor.seek(store::Key(store::Owner::dynamodb, scope).end());
    found.push_back(std::move(scope));
  }
  return found;
}

// Whose turn it is, and when.
struct Turn {
  Scope scope;
  aws::Timestamp now;
  BackgroundOptions options;
};

// Finds out with a snapshot whether there is something to do, and does a part of it in a commit of
// its own: whether there may be more.
struct Chore {
  bool (*is_due)(const store::Snapshot&, const Turn&);
  bool (*work)(store::Transaction&, const Turn&);
};

constexpr Chore kChores[] = {
    {[](const store::Snapshot& snapshot, const Turn& turn) {
       return has_due_jobs(snapshot, turn.scope, turn.now);
     },
     [](store::Transaction& transaction, const Turn& turn) {
       return begin_due(transaction, turn.scope, turn.now);
     }},
    {[](const store::Snapshot& snapshot, const Turn& turn) {
       return has_jobs(snapshot, turn.scope);
     },
     [](store::Transaction& transaction, const Turn& turn) {
       return continue_oldest(transaction, turn.scope);
     }},
    {[](const store::Snapshot& snapshot, const Turn& turn) {
       return has_expired_items(snapshot, turn.scope, turn.now, turn.options.time_to_live_delay);
     },
     [](store::Transaction& transaction, const Turn& turn) {
       return remove_expired_items(transaction, turn.scope, turn.now,
                                   turn.options.time_to_live_delay);
     }},
    {[](const store::Snapshot& snapshot, const Turn& turn) {
       return has_ended_tokens(snapshot, turn.scope, turn.now);
     },
     [](store::Transaction& transaction, const Turn& turn) {
       return forget_tokens(transaction, turn.scope, turn.now, kMaxForgottenTokens);
     }},
    {[](const store::Snapshot& snapshot, const Turn& turn) {
       return must_trim_streams(snapshot, turn.scope, turn.now);
     },
     [](store::Transaction& transaction, const Turn& turn) {
       return trim_streams(transaction, turn.scope, turn.now, kMaxTrimmedRecords);
     }},
};

}  // namespace

struct Background::Shared {
  store::Store& store;
  Clock& clock;
  const BackgroundOptions options;
  std::atomic<bool> stopping = false;
};

Background::Background(store::Store& store, Clock& clock, BackgroundOptions options)
    : shared_(new Shared{.store = store, .clock = clock, .options = options}) {}

Background::~Background() {
  stop();
}

Task<Result<bool>> Background::step() {
  return step(shared_);
}

Task<Result<bool>> Background::step(std::shared_ptr<Shared> shared) {
  bool more = false;
  // Named, so that its snapshot is not held while a write waits.
  const std::vector<Scope> all = scopes(shared->store.read());
  for (const Scope& scope : all) {
    const Turn turn{.scope = scope, .now = shared->clock.now(), .options = shared->options};
    for (const Chore& chore : kChores) {
      if (shared->stopping) co_return false;
      if (!chore.is_due(shared->store.read(), turn)) continue;
      auto body = [work = chore.work, turn](store::Transaction& transaction) -> Result<bool> {
        return work(transaction, turn);
      };
      const Result<bool> done = co_await shared->store.write(std::move(body));
      if (!done) co_return done;
      more = more || *done;
    }
  }
  co_return more;
}

void Background::start(const Executor& executor) {
  asio::co_spawn(executor, run(shared_), asio::detached);
}

void Background::stop() {
  shared_->stopping = true;
}

Task<void> Background::run(std::shared_ptr<Shared> shared) {
  Timer timer(co_await asio::this_coro::executor);
  while (!shared->stopping) {
    const Result<bool> more = co_await step(shared);
    if (!more) {
      spdlog::warn("DynamoDB's background work failed and is tried again: {}",
                   more.error().message);
    } else if (*more) {
      continue;
    }
    timer.expires_after(more ? std::chrono::milliseconds(kPause)
                             : std::chrono::milliseconds(kPauseAfterFailure));
    co_await timer.async_wait(kTupleTask);
  }
}

}  // namespace bellwether::cloud::dynamodb
