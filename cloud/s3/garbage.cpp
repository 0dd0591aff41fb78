#include "cloud/s3/garbage.h"

#include <string>

#include "cloud/core/worker.h"
#include "cloud/s3/body_references.h"
#include "cloud/s3/keys.h"

namespace bellwether::cloud::s3 {
namespace {

void remove_now(store::Store& store, Bodies& bodies, const std::vector<BodyId>& garbage) {
  for (const BodyId body : garbage) bodies.remove(body);
  // Nobody waits: a record that outlives its body costs the next start one look.
  store.write_later([garbage](store::Transaction& transaction) {
    for (const BodyId body : garbage) transaction.erase(keys::garbage(body));
  });
}

std::vector<BodyId> read_garbage(const store::Snapshot& snapshot) {
  std::vector<BodyId> garbage;
  const std::string all = keys::garbage().bytes();
  for (auto cursor = snapshot.from(all); cursor.valid() && cursor.key().starts_with(all);
       cursor.next()) {
    store::KeyReader reader(cursor.key().substr(all.size()));
    BodyId body;
    if (reader.number(body.high) && reader.number(body.low)) garbage.push_back(body);
  }
  return garbage;
}

}  // namespace

Task<void> remove_garbage(store::Store& store, Bodies& bodies, std::vector<BodyId> garbage) {
  if (garbage.empty()) co_return;
  auto remove = [&] { remove_now(store, bodies, garbage); };
  co_await on_worker(std::move(remove));
}

void recover(store::Store& store, Bodies& bodies) {
  const auto snapshot = store.read();
  if (const auto garbage = read_garbage(snapshot); !garbage.empty()) {
    remove_now(store, bodies, garbage);
  }
  bodies.recover([&](BodyId body) { return is_referred_to(snapshot, body); });
}

}  // namespace bellwether::cloud::s3
