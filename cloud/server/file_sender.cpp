#include "cloud/server/file_sender.h"

#include <algorithm>
#include <cerrno>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <fcntl.h>
#include <sys/sendfile.h>
#include <sys/uio.h>

#include "cloud/core/worker.h"

namespace bellwether::cloud::server {
namespace {

constexpr asio::as_tuple_t<asio::use_awaitable_t<Executor>> as_tuple;

// What is looked for in memory, or read from the disk, at a time.
constexpr std::uint64_t step = 1024 * 1024;

// Whether the last byte of a step can be had without waiting for the disk: pages are read ahead in
// order, so those before it are most likely there as well.
bool in_memory(int file, std::uint64_t last) {
  char byte = 0;
  const iovec target{.iov_base = &byte, .iov_len = 1};
  return ::preadv2(file, &target, 1, static_cast<off_t>(last), RWF_NOWAIT) == 1 ||
         errno == EOPNOTSUPP;
}

void bring_to_memory(int file, std::uint64_t offset, std::uint64_t length) {
  ::readahead(file, static_cast<off_t>(offset), length);
  char byte = 0;
  // Waits until the last page is there; a failure shows itself when the bytes are sent.
  [[maybe_unused]] const auto got =
      ::pread(file, &byte, 1, static_cast<off_t>(offset + length - 1));
}

Task<bool> send_step(Socket& socket, int file, std::uint64_t offset, std::uint64_t length) {
  auto at = static_cast<off_t>(offset);
  const auto end = static_cast<off_t>(offset + length);
  while (at < end) {
    const auto sent =
        ::sendfile(socket.native_handle(), file, &at, static_cast<std::size_t>(end - at));
    if (sent > 0) continue;
    if (sent == 0) co_return false;
    if (errno == EINTR) continue;
    if (errno != EAGAIN) co_return false;
    auto [ec] = co_await socket.async_wait(Socket::wait_write, as_tuple);
    if (ec) co_return false;
  }
  co_return true;
}

}  // namespace

Task<bool> send_files(Socket& socket, const FileRanges& files) {
  boost::system::error_code ec;
  if (socket.native_non_blocking(true, ec)) co_return false;
  for (const auto& range : files) {
    const int file = range.file->descriptor();
    for (std::uint64_t done = 0; done < range.length;) {
      const auto offset = range.offset + done;
      const auto length = std::min(step, range.length - done);
      if (!in_memory(file, offset + length - 1)) {
        auto fetch = [file, offset, length] { bring_to_memory(file, offset, length); };
        co_await on_worker(std::move(fetch));
      }
      if (!co_await send_step(socket, file, offset, length)) co_return false;
      done += length;
    }
  }
  co_return true;
}

}  // namespace bellwether::cloud::server
