#include "domain/uuid.h"

#include <cerrno>
#include <cstddef>
#include <system_error>

#include <sys/random.h>

namespace uuid_store {

Uuid Uuid::random() {
  Bytes bytes;
  // So few bytes come whole, once the kernel's generator is ready; before, a signal may interrupt.
  // https://man7.org/linux/man-pages/man2/getrandom.2.html
  while (getrandom(bytes.data(), bytes.size(), 0) != static_cast<ssize_t>(bytes.size())) {
    if (errno != EINTR) throw std::system_error(errno, std::generic_category(), "getrandom");
  }
  return of(bytes);
}

Uuid Uuid::of(Bytes random) {
  random[6] = static_cast<std::uint8_t>((random[6] & 0x0F) | 0x40);
  random[8] = static_cast<std::uint8_t>((random[8] & 0x3F) | 0x80);
  return Uuid(random);
}

std::string Uuid::text() const {
  constexpr char digits[] = "0123456789abcdef";
  std::string text;
  text.reserve(36);
  for (std::size_t i = 0; i < bytes_.size(); ++i) {
    if (i == 4 || i == 6 || i == 8 || i == 10) text += '-';
    text += digits[bytes_[i] >> 4];
    text += digits[bytes_[i] & 0x0F];
  }
  return text;
}

}  // namespace uuid_store
