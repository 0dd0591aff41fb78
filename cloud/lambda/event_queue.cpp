#include "cloud/lambda/event_queue.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdint>
#include <utility>
#include <vector>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/this_coro.hpp>
#include <spdlog/spdlog.h>

#include "aws/lambda/model.h"
#include "cloud/lambda/environments/asio.h"
#include "cloud/store/key.h"

namespace bellwether::cloud::lambda {
namespace {

using namespace std::chrono_literals;

constexpr char version = 1;
constexpr char tag = 'e';

// After the first attempt and after the second.
constexpr std::array<std::chrono::milliseconds, 2> retry_delays = {1min, 2min};
constexpr auto first_throttle_delay = 1s;
constexpr std::chrono::milliseconds longest_throttle_delay = 5min;
constexpr auto oldest_event = 6h;
// The clock is looked at this often while an event waits, so that a turned clock is noticed.
constexpr auto clock_period = 100ms;
// Of events in memory; AWS has no number, a machine does.
constexpr std::int64_t max_events = 10'000;
constexpr std::int64_t max_queued_bytes = 256 * 1024 * 1024;

void put(std::string& out, std::string_view text) {
  const auto size = static_cast<std::uint32_t>(text.size());
  for (int shift = 24; shift >= 0; shift -= 8) out.push_back(static_cast<char>(size >> shift));
  out += text;
}

bool get(std::string_view& in, std::string& text) {
  if (in.size() < 4) return false;
  std::uint32_t size = 0;
  for (int i = 0; i < 4; ++i) size = size << 8 | static_cast<unsigned char>(in[i]);
  in.remove_prefix(4);
  if (in.size() < size) return false;
  text = in.substr(0, size);
  in.remove_prefix(size);
  return true;
}

// Key: Owner::lambda account region 'e' text(request id). Value: a byte 1, then texts (32 bits of
// size, big-endian, and the bytes): function, trace id, client context, payload, and as decimal
// numbers the time of acceptance in ms and the attempts so far.
std::string encode(const Event& event) {
  std::string out(1, version);
  put(out, event.function);
  put(out, event.trace_id);
  put(out, event.client_context);
  put(out, event.payload);
  put(out, std::to_string(event.accepted.time_since_epoch().count()));
  put(out, std::to_string(event.attempts));
  return out;
}

bool decode(std::string_view key, std::string_view value, Event& event) {
  store::KeyReader reader(key);
  if (!reader.skip(1) || !reader.text(event.scope.account) || !reader.text(event.scope.region) ||
      !reader.skip(1) || !reader.text(event.request_id)) {
    return false;
  }
  if (value.empty() || value[0] != version) return false;
  value.remove_prefix(1);
  std::string accepted;
  std::string attempts;
  if (!get(value, event.function) || !get(value, event.trace_id) ||
      !get(value, event.client_context) || !get(value, event.payload) || !get(value, accepted) ||
      !get(value, attempts)) {
    return false;
  }
  event.accepted = aws::Timestamp{std::chrono::milliseconds{std::atoll(accepted.c_str())}};
  event.attempts = static_cast<std::uint32_t>(std::atoi(attempts.c_str()));
  return true;
}

store::Key key_of(const Event& event) {
  store::Key key(store::Owner::lambda, event.scope);
  key.tag(tag).text(event.request_id);
  return key;
}

// To be named by the caller: gcc 12 destroys an owning closure twice when it is a temporary of
// co_await.
auto put_closure(const Event& event, bool only_if_there) {
  return [key = key_of(event).bytes(), value = encode(event),
          only_if_there](store::Transaction& transaction) {
    if (!only_if_there || transaction.get(key)) transaction.put(key, value);
  };
}

}  // namespace

struct EventQueue::Shared {
  Shared(store::Store& its_store, const Clock& its_clock, Run its_run)
      : store(its_store), clock(its_clock), run(std::move(its_run)) {}

  store::Store& store;
  const Clock& clock;
  Run run;
  std::atomic<std::int64_t> events{0};
  std::atomic<std::int64_t> bytes{0};
  std::atomic<int> resets{0};
  std::atomic<bool> stopping{false};

  bool has(const Event& event) const { return store.read().get(key_of(event)).has_value(); }
};

EventQueue::EventQueue(store::Store& store, const Clock& clock, Run run)
    : shared_(std::make_shared<Shared>(store, clock, std::move(run))) {}

EventQueue::~EventQueue() {
  stop();
}

void EventQueue::reset() {
  ++shared_->resets;
}

void EventQueue::stop() {
  shared_->stopping = true;
}

Task<aws::Result<aws::Unit>> EventQueue::add(Event event) {
  const auto shared = shared_;
  if (shared->events >= max_events || shared->bytes >= max_queued_bytes) {
    auto error = aws::lambda::errors::TooManyRequestsException("Rate Exceeded.");
    error.fields = R"("Reason":"CallerRateLimitExceeded","Type":"User")";
    co_return aws::fail(std::move(error));
  }
  const Executor executor = co_await asio::this_coro::executor;
  auto put = put_closure(event, false);
  co_await shared->store.write(std::move(put));
  start(shared, executor, std::move(event));
  co_return aws::Unit{};
}

void EventQueue::resume(const Executor& executor) {
  std::vector<Event> left;
  {
    const store::Snapshot snapshot = shared_->store.read();
    const store::Key all(store::Owner::lambda);
    for (auto cursor = snapshot.from(all); cursor.valid(); cursor.next()) {
      if (!cursor.key().starts_with(all.bytes())) break;
      Event event;
      store::KeyReader reader(cursor.key());
      std::string skipped;
      if (!reader.skip(1) || !reader.text(skipped) || !reader.text(skipped)) continue;
      if (reader.rest().empty() || reader.rest()[0] != tag) continue;
      if (decode(cursor.key(), cursor.value(), event)) left.push_back(std::move(event));
    }
  }
  for (Event& event : left) start(shared_, executor, std::move(event));
}

void EventQueue::start(const std::shared_ptr<Shared>& shared, const Executor& executor,
                       Event event) {
  ++shared->events;
  shared->bytes += static_cast<std::int64_t>(event.payload.size());
  asio::co_spawn(executor, process(shared, std::move(event)), asio::detached);
}

Task<void> EventQueue::process(std::shared_ptr<Shared> shared, Event event) {
  const auto size = static_cast<std::int64_t>(event.payload.size());
  co_await attempt_until_done(shared, event);
  if (shared->stopping) co_return;
  auto erase = [key = key_of(event).bytes()](store::Transaction& transaction) {
    transaction.erase(key);
  };
  co_await shared->store.write(std::move(erase));
  --shared->events;
  shared->bytes -= size;
}

// Or until it is given up, or no longer in the store.
Task<void> EventQueue::attempt_until_done(std::shared_ptr<Shared> shared, Event& event) {
  Timer timer(co_await asio::this_coro::executor);
  std::chrono::milliseconds throttle_delay = first_throttle_delay;
  int resets = shared->resets;
  while (!shared->stopping) {
    const Result result = co_await shared->run(event);
    if (shared->stopping || result == Result::done) co_return;
    std::chrono::milliseconds delay{};
    if (result == Result::throttled) {
      delay = throttle_delay;
      throttle_delay = std::min(2 * throttle_delay, longest_throttle_delay);
    } else {
      if (event.attempts >= retry_delays.size()) co_return;
      delay = retry_delays[event.attempts++];
      auto put = put_closure(event, true);
      co_await shared->store.write(std::move(put));
    }
    const aws::Timestamp next = shared->clock.now() + delay;
    if (next - event.accepted > oldest_event) co_return;
    while (!shared->stopping && shared->clock.now() < next) {
      if (const int now = shared->resets; now != resets) {
        if (!shared->has(event)) co_return;
        resets = now;
      }
      timer.expires_after(clock_period);
      co_await timer.async_wait(use_task_tuple);
    }
  }
}

}  // namespace bellwether::cloud::lambda
