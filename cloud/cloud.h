// The local cloud, put together: the store, every service, and the server in front of them.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "cloud/server/authenticate.h"
#include "cloud/server/server.h"
#include "cloud/store/store.h"

namespace bellwether::cloud {

struct CloudOptions {
  // Holds everything that outlives the process; made when missing.
  std::filesystem::path folder;
  store::Durability durability = store::Durability::os;
  unsigned threads = 1;
  server::ServerOptions server;
  server::AuthenticationOptions authentication;
  // "off", "-" or a file.
  std::string access_log = "off";
  // Origins of web pages that may call the AWS APIs, besides those of this machine.
  std::vector<std::string> allowed_origins;
  // How long after its time has ended an item of DynamoDB is removed.
  std::chrono::seconds time_to_live_delay{0};
  // How long a table of DynamoDB is CREATING, UPDATING or DELETING.
  std::chrono::milliseconds table_delay{0};
  // Importable by every Python function, as boto3 is on AWS; or empty.
  std::filesystem::path python_packages;
};

class Cloud {
 public:
  // Opens the store and listens; throws std::runtime_error that names what is in the way.
  explicit Cloud(const CloudOptions& options);
  ~Cloud();

  std::uint16_t port() const;
  // Serves until stop().
  void run();
  // Finishes what is in flight, within server.stop_patience. From any thread.
  void stop();
  // Calls stop() on SIGINT and SIGTERM; a second signal ends the process at once.
  void stop_on_signals();

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace bellwether::cloud
