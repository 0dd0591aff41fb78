// Sends files without their bytes passing through this process's memory.
#pragma once

#include <boost/asio/basic_stream_socket.hpp>
#include <boost/asio/ip/tcp.hpp>

#include "cloud/core/body.h"
#include "cloud/core/task.h"

namespace bellwether::cloud::server {

using Socket = asio::basic_stream_socket<asio::ip::tcp, Executor>;

// One range after the other. False when the peer is gone, the wait was cancelled or a file is
// shorter than its range.
Task<bool> send_files(Socket& socket, const FileRanges& files);

}  // namespace bellwether::cloud::server
