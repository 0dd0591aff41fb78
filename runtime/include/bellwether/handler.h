// Any handler as the one form that the loop calls.
#pragma once

#include <expected>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

#include "bellwether/codec.h"
#include "bellwether/context.h"
#include "bellwether/function_error.h"

namespace bellwether {

// One invocation: the event's JSON to the answer's JSON.
using Invocation = std::function<std::expected<std::string, FunctionError>(std::string_view event,
                                                                           const Context&)>;
// What happens in Lambda's INIT: the handler is made.
using Initialisation = std::function<std::expected<Invocation, FunctionError>()>;

namespace detail {

template <class T>
concept HasOneCall = requires {
  &T::operator();
};

template <class T>
struct Signature {
  static_assert(sizeof(T) == 0,
                "A handler is a function, a lambda or an object with one operator(), which is no "
                "template: the types of its parameters say what the event is");
};
template <HasOneCall T>
struct Signature<T> : Signature<decltype(&T::operator())> {};
template <class R, class... A>
struct Signature<R (*)(A...)> {
  static_assert(
      sizeof(R(*)(A...)) == 0,
      "A handler takes the event, or the event and `const Context&`: no other parameters, "
      "and no Context by value");
};
template <class R, class E>
struct Signature<R (*)(E)> {
  static_assert(!std::is_lvalue_reference_v<E> || std::is_const_v<std::remove_reference_t<E>>,
                "A handler takes the event by value or by const reference");
  using Event = std::remove_cvref_t<E>;
  using Answer = R;
  static constexpr bool takes_context = false;
};
template <class R, class E>
struct Signature<R (*)(E, const Context&)> {
  using Event = std::remove_cvref_t<E>;
  using Answer = R;
  static constexpr bool takes_context = true;
};
template <class R, class C, class... A>
struct Signature<R (C::*)(A...)> : Signature<R (*)(A...)> {};
template <class R, class C, class... A>
struct Signature<R (C::*)(A...) const> : Signature<R (*)(A...)> {};
template <class R, class C, class... A>
struct Signature<R (C::*)(A...) noexcept> : Signature<R (*)(A...)> {};
template <class R, class C, class... A>
struct Signature<R (C::*)(A...) const noexcept> : Signature<R (*)(A...)> {};
template <class R, class... A>
struct Signature<R (*)(A...) noexcept> : Signature<R (*)(A...)> {};

template <class T>
inline constexpr bool is_expected = false;
template <class T, class E>
inline constexpr bool is_expected<std::expected<T, E>> = true;

template <class Answer>
std::expected<std::string, FunctionError> encode_answer(Answer&& answer) {
  using Plain = std::remove_cvref_t<Answer>;
  if constexpr (is_expected<Plain>) {
    if (!answer) return std::unexpected(FunctionError(std::move(answer.error())));
    if constexpr (std::is_void_v<typename Plain::value_type>) {
      return "null";
    } else {
      return Codec<typename Plain::value_type>::encode(*std::forward<Answer>(answer));
    }
  } else {
    return Codec<Plain>::encode(std::forward<Answer>(answer));
  }
}

}  // namespace detail

// `handler`: Answer(Event) or Answer(Event, const Context&), a function or an object with one
// operator(). Answer is a type with a Codec, void, or std::expected of either with FunctionError or
// aws::Error.
template <class Handler>
Invocation adapt(Handler handler) {
  using Signature = detail::Signature<Handler>;
  // std::function wants to copy; a handler with a client need not be copyable.
  auto shared = std::make_shared<Handler>(std::move(handler));
  return [shared](std::string_view json,
                  const Context& context) -> std::expected<std::string, FunctionError> {
    auto event = Codec<typename Signature::Event>::decode(json);
    if (!event) return std::unexpected(std::move(event.error()));
    const auto call = [&]() -> decltype(auto) {
      if constexpr (Signature::takes_context) {
        return (*shared)(*std::move(event), context);
      } else {
        return (*shared)(*std::move(event));
      }
    };
    if constexpr (std::is_void_v<typename Signature::Answer>) {
      call();
      return "null";
    } else {
      return detail::encode_answer(call());
    }
  };
}

}  // namespace bellwether
