// The shed: where sheep are kept. It does not say in what.
#pragma once

#include <cstdint>
#include <expected>
#include <functional>
#include <span>
#include <string>

#include "domain/tattoo.h"
#include "domain/weight.h"

namespace sheep_shed {

struct Sheep {
  Tattoo tattoo;
  Weight weight;
  friend bool operator==(const Sheep&, const Sheep&) = default;
};

struct ShedError {
  enum class Kind {
    already_there,  // the tattoo is taken
    not_there,      // no sheep has that tattoo, or no longer
    broken,         // the shed itself cannot answer; the message says why
  };
  Kind kind = Kind::broken;
  std::string message;
};

template <class T>
using ShedResult = std::expected<T, ShedError>;

class Shed {
 public:
  using Visitor = std::function<void(std::span<const Sheep>)>;

  virtual ~Shed() = default;

  // Fails with already_there; the sheep in the shed then keeps its weight.
  virtual ShedResult<void> add(const Sheep& sheep) = 0;

  // As many as there are, counted one by one.
  virtual ShedResult<std::uint64_t> count() = 0;

  // Shows every sheep once, some at a time, in no order. The visitor is called from several threads
  // at once and must bear it; it is not called any more when this returns.
  virtual ShedResult<void> visit(const Visitor& visitor) = 0;

  // Takes the sheep out and returns it, or fails with not_there.
  virtual ShedResult<Sheep> remove(Tattoo tattoo) = 0;
};

}  // namespace sheep_shed
