// A server for the client's tests: real sockets, scripted answers.
#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace bellwether::aws::testing {

// A self-signed certificate with its key, made on the spot.
struct Identity {
  // "DNS:localhost" or "IP:127.0.0.1".
  static Identity for_name(const std::string& subject_alternative_name);
  std::string certificate_pem;
  std::string key_pem;
};

// The certificate as a file, for AWS_CA_BUNDLE; removed at the end.
class BundleFile {
 public:
  explicit BundleFile(const std::string& pem);
  ~BundleFile();
  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

class TestServer {
 public:
  // The raw answer to one raw request; an empty answer closes the connection. Called from several
  // threads.
  using Answer = std::function<std::string(const std::string& request)>;

  explicit TestServer(Answer answer);
  TestServer(Answer answer, const Identity& identity);
  ~TestServer();

  std::uint16_t port() const { return port_; }
  std::string url() const;
  int connections() const { return connections_.load(); }
  std::vector<std::string> requests() const;

 private:
  struct Tls;
  void start();
  void accept_all();
  void serve(int fd);

  Answer answer_;
  std::shared_ptr<Tls> tls_;
  int listener_ = -1;
  std::uint16_t port_ = 0;
  std::atomic<int> connections_ = 0;
  std::atomic<bool> stopping_ = false;
  mutable std::mutex mutex_;
  std::vector<std::string> requests_;
  std::vector<int> open_;
  std::vector<std::thread> serving_;
  std::thread accepting_;
};

// A response with a Content-Length.
std::string ok(const std::string& body, const std::string& headers = "");
std::string status(int code, const std::string& body, const std::string& headers = "");

}  // namespace bellwether::aws::testing
