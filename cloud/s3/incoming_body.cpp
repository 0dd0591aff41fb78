#include <array>
#include <cerrno>
#include <charconv>
#include <cstring>
#include <utility>

#include <fmt/format.h>
#include <unistd.h>

#include "cloud/s3/bodies.h"
#include "cloud/s3/errors.h"

namespace bellwether::cloud::s3 {

std::string BodyId::hex() const {
  return fmt::format("{:016x}{:016x}", high, low);
}

std::optional<BodyId> BodyId::from_hex(std::string_view text) {
  constexpr std::size_t half = 16;
  constexpr int base = 16;
  if (text.size() != 2 * half) return std::nullopt;
  BodyId id;
  const char* begin = text.data();
  const char* middle = begin + half;
  const char* end = middle + half;
  const bool read = std::from_chars(begin, middle, id.high, base).ptr == middle &&
                    std::from_chars(middle, end, id.low, base).ptr == end;
  return read ? std::optional(id) : std::nullopt;
}

aws::Error body_error(int error) {
  switch (error) {
    case ENOSPC:
    case EDQUOT:
    case EFBIG:
      return errors::storage_full();
    case EMFILE:
    case ENFILE:
      return errors::slow_down();
    default:
      return errors::internal_error(std::strerror(error));
  }
}

IncomingBody::IncomingBody(Bodies& bodies, BodyId id, std::shared_ptr<const File> file,
                           std::uint64_t base, std::uint64_t most)
    : bodies_(bodies), id_(id), file_(std::move(file)), base_(base), most_(most) {}

IncomingBody::~IncomingBody() {
  if (!given_away_) bodies_.remove(id_);
}

aws::Result<aws::Unit> IncomingBody::append(std::string_view bytes) {
  if (bytes.size() > most_ - size_) {
    return aws::fail(errors::entity_too_large(size_ + bytes.size(), most_));
  }
  while (!bytes.empty()) {
    const ssize_t written = ::pwrite(file_->descriptor(), bytes.data(), bytes.size(),
                                     static_cast<off_t>(base_ + size_));
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return aws::fail(body_error(errno));
    size_ += static_cast<std::uint64_t>(written);
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
  return aws::Unit{};
}

aws::Result<aws::Unit> IncomingBody::finish() {
  return bodies_.make_durable(*file_);
}

void IncomingBody::committed() {
  bodies_.keep(id_);
}

}  // namespace bellwether::cloud::s3
